import { ActionIcon, FileButton, Textarea } from '@mantine/core'
import { IconMicrophone, IconPhoto, IconSend, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { asBase64, asPicture } from './picture.ts'
import { useRecorder } from './recorder.ts'
import type { Talk } from './talk.ts'
import { DEEP } from './theme.ts'
import { asClock } from './voice-note.tsx'
import { useWords } from './words.tsx'

/** Where she types, speaks, or picks a picture. */
export function Composer({ speak, name }: { speak: Talk['speak']; name: string }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState('')
  const recorder = useRecorder()

  const sendText = () => {
    if (!text.trim()) return
    speak({ kind: 'text', text })
    setText('')
  }
  const startRecording = () => {
    setTrouble('')
    recorder.start().catch(() => setTrouble(t('no_microphone')))
  }
  const sendVoice = async () => {
    const note = await recorder.finish()
    speak({
      kind: 'media',
      media: 'voice',
      mime: 'audio/ogg',
      data: await asBase64(note.ogg),
      seconds: note.seconds,
    })
  }
  const sendPicture = async (file: File | null) => {
    if (!file) return
    setTrouble('')
    const picture = await asPicture(file).catch(() => null)
    if (!picture) return setTrouble(t('no_picture'))
    speak({ kind: 'media', media: 'picture', mime: 'image/jpeg', data: await asBase64(picture) })
  }

  if (recorder.seconds !== null)
    return (
      <div className="composer recording">
        <Round
          label={t('throw_away')}
          color="gray"
          onClick={recorder.cancel}
          icon={<IconTrash size={22} />}
        />
        <span className="recording-time" role="timer" aria-label={t('recording')}>
          {asClock(recorder.seconds)}
        </span>
        <span className="recording-words">{t('recording')}</span>
        <Round label={t('send_voice')} onClick={sendVoice} icon={<IconSend size={22} className="send" />} />
      </div>
    )
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        sendText()
      }}
    >
      {trouble && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      <FileButton accept="image/*" onChange={sendPicture} resetRef={undefined}>
        {(props) => (
          <ActionIcon
            {...props}
            size={44}
            radius="xl"
            variant="subtle"
            color={DEEP}
            aria-label={t('send_picture')}
          >
            <IconPhoto size={24} aria-hidden />
          </ActionIcon>
        )}
      </FileButton>
      <Textarea
        className="typed"
        aria-label={t('message_from', { name })}
        placeholder={t('message')}
        autosize
        minRows={1}
        maxRows={4}
        dir="auto"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          sendText()
        }}
      />
      {text.trim() ? (
        <Round label={t('send')} submit icon={<IconSend size={22} className="send" />} />
      ) : (
        <Round label={t('record')} onClick={startRecording} icon={<IconMicrophone size={24} />} />
      )}
    </form>
  )
}

type RoundProps = { label: string; icon: React.ReactNode; color?: string; submit?: boolean; onClick?(): void }

function Round({ label, icon, color = DEEP, submit, onClick }: RoundProps) {
  return (
    <ActionIcon
      size={44}
      radius="xl"
      variant="filled"
      color={color}
      aria-label={label}
      type={submit ? 'submit' : 'button'}
      onClick={onClick}
    >
      {icon}
    </ActionIcon>
  )
}
