import { IconFileDownload } from '@tabler/icons-react'
import { mediaAddress, type ShownMessage } from './api.ts'
import { VoiceNote } from './voice-note.tsx'
import { useWords } from './words.tsx'

type Media = NonNullable<ShownMessage['media']>

/** A voice note, a picture, a film, or a file to keep. While it is on its way it has no id. */
export function Attachment({ media }: { media: Media }) {
  const { t } = useWords()
  if (!media.id) return <p className="on-its-way">{t(media.kind)}</p>
  const address = mediaAddress(media.id)
  if (media.kind === 'voice') return <VoiceNote id={media.id} seconds={media.seconds} />
  if (media.kind === 'picture')
    return (
      <a href={address} target="_blank" rel="noreferrer">
        <img src={address} alt={t('picture')} />
      </a>
    )
  if (media.kind === 'video')
    // biome-ignore lint/a11y/useMediaCaption: people's own films carry no captions
    return <video src={address} controls aria-label={t('video')} />
  return (
    <a className="file" href={address} download={media.name}>
      <IconFileDownload size={22} aria-hidden /> {media.name}
    </a>
  )
}
