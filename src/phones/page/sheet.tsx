import { ActionIcon, FocusTrap } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useId } from 'react'
import type { ShownMessage } from './api.ts'
import { useWords } from './words.tsx'

type Props = { message: ShownMessage; tap(choice: ShownMessage['choices'][number]): void; close(): void }

/** The rows of a list, over the lower half of the phone, as chat apps show them. */
export function Sheet({ message, tap, close }: Props) {
  const { t } = useWords()
  const title = useId()
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null
    return () => opener?.focus()
  }, [])
  return (
    <div className="sheet-behind">
      <button type="button" className="sheet-dismiss" tabIndex={-1} aria-hidden onClick={close} />
      <FocusTrap active>
        <div
          className="sheet"
          role="dialog"
          aria-modal="true"
          aria-labelledby={title}
          dir={message.direction}
          lang={message.language}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        >
          <div className="sheet-head">
            <h2 id={title}>{message.listLabel ?? t('choose')}</h2>
            <ActionIcon size={44} variant="subtle" color="gray" aria-label={t('close')} onClick={close}>
              <IconX size={20} aria-hidden />
            </ActionIcon>
          </div>
          <ul>
            {message.choices.map((choice) => (
              <li key={choice.payload}>
                <button type="button" onClick={() => tap(choice)}>
                  <span>{choice.label}</span>
                  <span className="dot" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        </div>
      </FocusTrap>
    </div>
  )
}
