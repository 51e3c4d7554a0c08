import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { Phone, ShownMessage } from './api.ts'
import { BubbleView } from './bubble.tsx'
import { Composer } from './composer.tsx'
import { Owner } from './owner.tsx'
import { Sheet } from './sheet.tsx'
import { useTalk } from './talk.ts'
import { directionOf, useWords } from './words.tsx'

type Props = {
  phone: string
  phones: Phone[]
  /** Phones that lie on the table already. */
  taken: string[]
  choose(phone: string): void
  remove(): void
  join(code: string): Promise<void>
}

/** One phone: whose it is, what was said, and what its owner can say. */
export function PhoneView({ phone, phones, taken, choose, remove, join }: Props) {
  const { t, language: pageLanguage } = useWords()
  const owner = phones.find((one) => one.phone === phone)!
  const language = owner.language || pageLanguage
  const { bubbles, loading, speak } = useTalk(phone, language)
  const [list, openList] = useState<ShownMessage | null>(null)
  const name = owner.name || t('guest')
  const end = useNewestInSight(bubbles.length)
  const lastHeard = bubbles.findLast((bubble) => bubble.from === 'house')

  const tap = (choice: ShownMessage['choices'][number]) => {
    openList(null)
    speak({ kind: 'tap', ...choice })
  }
  return (
    <section className="phone" dir={directionOf(language)} aria-label={t('phone_of', { name })}>
      <div className={`phone-head role-${owner.role}`}>
        <Owner owner={owner} phones={phones} taken={taken} choose={choose} />
        <ActionIcon
          size={44}
          variant="transparent"
          c="white"
          aria-label={t('remove', { name })}
          onClick={remove}
        >
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className="talk" role="log" tabIndex={0} aria-label={t('messages_of', { name })} ref={end}>
        {!loading && bubbles.length === 0 && <p className="talk-empty">{t('say_something')}</p>}
        {bubbles.map((bubble) => (
          <BubbleView
            key={bubble.key ?? bubble.id}
            bubble={bubble}
            newest={bubble === lastHeard}
            tap={tap}
            openList={() => openList(bubble)}
            join={join}
          />
        ))}
      </div>
      <Composer speak={speak} name={name} />
      {list && <Sheet message={list} tap={tap} close={() => openList(null)} />}
    </section>
  )
}

function useNewestInSight(count: number) {
  const talk = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is the reason to scroll
  useLayoutEffect(() => {
    const box = talk.current
    if (!box) return
    const scroll = () => {
      box.scrollTop = box.scrollHeight
    }
    scroll()
    // Pictures and fonts that arrive later, or another size of the window, move the end.
    const sized = new ResizeObserver(scroll)
    sized.observe(box)
    const settled = setTimeout(scroll, 150)
    return () => {
      sized.disconnect()
      clearTimeout(settled)
    }
  }, [count])
  return talk
}
