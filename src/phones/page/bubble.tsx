import { IconAlertCircle, IconCheck, IconClock, IconList } from '@tabler/icons-react'
import type { ShownMessage } from './api.ts'
import { Attachment } from './attachment.tsx'
import { Linked } from './linked.tsx'
import type { Bubble } from './talk.ts'
import { useWords } from './words.tsx'

/** As many as a chat app shows as buttons; more become a list. */
const BUTTONS = 3

type Props = {
  bubble: Bubble
  /** The last thing the house said: its choices stand out. */
  newest: boolean
  tap(choice: ShownMessage['choices'][number]): void
  openList(): void
  join(code: string): Promise<void>
}

/** One thing that was said, with its choices. */
export function BubbleView({ bubble, newest, tap, openList, join }: Props) {
  const { t } = useWords()
  const { from, text, language, direction, media, choices } = bubble
  return (
    <article className={`said said-by-${from} ${newest ? 'newest' : ''}`}>
      <div className="bubble" dir={direction} lang={language}>
        {media && <Attachment media={media} />}
        {text && (
          <p>
            <Linked text={text} join={join} />
          </p>
        )}
        <Stamp bubble={bubble} />
      </div>
      {choices.length > BUTTONS ? (
        <button
          type="button"
          className="choice"
          dir={direction}
          lang={language}
          onClick={openList}
          aria-haspopup="dialog"
        >
          <IconList size={18} aria-hidden /> {bubble.listLabel ?? t('choose')}
        </button>
      ) : (
        choices.map((choice) => (
          <button
            type="button"
            className="choice"
            key={choice.payload}
            dir={direction}
            lang={language}
            onClick={() => tap(choice)}
          >
            {choice.label}
          </button>
        ))
      )}
    </article>
  )
}

function Stamp({ bubble }: { bubble: Bubble }) {
  const { t, language } = useWords()
  // Digits as on every clock in the street, also in Arabic.
  const clock = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (
    <span className="stamp" dir="ltr">
      {bubble.at && <time dateTime={bubble.at}>{clock.format(new Date(bubble.at))}</time>}
      {bubble.from === 'owner' && bubble.at && <IconCheck size={15} aria-label={t('sent')} role="img" />}
      {bubble.onItsWay && <IconClock size={14} aria-label={t('sending')} role="img" />}
      {bubble.failed && (
        <IconAlertCircle size={16} aria-label={t('not_sent')} role="img" className="failed" />
      )}
    </span>
  )
}
