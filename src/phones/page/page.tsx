import { Button, Loader, NativeSelect } from '@mantine/core'
import { IconDeviceMobilePlus, IconUserPlus } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef } from 'react'
import { say } from './api.ts'
import { useLive } from './live.ts'
import { PhoneView } from './phone.tsx'
import { useSeats } from './seats.ts'
import { useWords } from './words.tsx'

/** All phones side by side, and what is needed to lay down one more. */
export function Page() {
  const { t, language, languages, speak } = useWords()
  const table = useSeats()
  const up = useLive()
  const row = useRef<HTMLElement>(null)

  const join = async (code: string) => {
    const guest = await table.addGuest(language)
    await say(guest.phone, { kind: 'start', code, key: crypto.randomUUID(), language })
  }
  useInvitation(table.seats !== null, join)
  useNewestInHand(row, table.seats?.length ?? null)

  return (
    <>
      <header className="top">
        <div className="top-words">
          <h1>{t('title')}</h1>
          <p>{t('intro')}</p>
        </div>
        <div className="top-tools">
          <Button
            leftSection={<IconDeviceMobilePlus size={20} aria-hidden />}
            variant="light"
            size="md"
            onClick={table.add}
          >
            {t('add')}
          </Button>
          <Button
            leftSection={<IconUserPlus size={20} aria-hidden />}
            variant="light"
            size="md"
            onClick={() => table.addGuest(language)}
          >
            {t('new_guest')}
          </Button>
          <NativeSelect
            aria-label={t('language')}
            size="md"
            value={language}
            data={languages.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={({ currentTarget }) => speak(currentTarget.value)}
          />
        </div>
      </header>
      <div role="status" className={up ? 'line' : 'line line-down'}>
        {up ? '' : t('away')}
      </div>
      <main className="row" ref={row} aria-label={t('title')}>
        {table.seats === null && <Loader className="wait" aria-label={t('loading')} />}
        {table.seats?.map((phone, at) => (
          <PhoneView
            key={phone}
            phone={phone}
            phones={table.phones}
            taken={table.seats!}
            choose={(other) => table.seat(at, other)}
            remove={() => table.remove(at)}
            join={join}
          />
        ))}
        {table.seats?.length === 0 && <p className="empty">{t('empty')}</p>}
      </main>
    </>
  )
}

/** A phone that is laid down comes into sight, with the cursor where its owner writes. */
function useNewestInHand(row: RefObject<HTMLElement | null>, count: number | null) {
  const before = useRef<number | null>(null)
  useEffect(() => {
    const isOneMore = before.current !== null && count !== null && count > before.current
    before.current = count
    const phone = isOneMore && row.current?.lastElementChild
    if (!phone) return
    phone.querySelector('textarea')?.focus({ preventScroll: true })
    phone.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [row, count])
}

/** An invitation link opens the page with a new phone that has already tapped it. */
function useInvitation(ready: boolean, join: (code: string) => Promise<void>) {
  const done = useRef(false)
  useEffect(() => {
    const code = new URLSearchParams(location.search).get('join')
    if (!ready || !code || done.current) return
    done.current = true
    history.replaceState(null, '', location.pathname)
    void join(code)
  })
}
