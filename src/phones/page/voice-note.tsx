import { ActionIcon } from '@mantine/core'
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { fetchMedia } from './api.ts'
import { DEEP } from './theme.ts'
import { useWords } from './words.tsx'

/** Plays a voice note. How long it is stands in what the owner recorded; what came in is fetched to know it. */
export function VoiceNote({ id, seconds }: { id: string; seconds?: number }) {
  const { t } = useWords()
  const [wanted, want] = useState(false)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(seconds ?? 0)
  const audio = useRef<HTMLAudioElement>(null)
  const source = useSource(id, wanted || seconds === undefined)

  const toggle = () => {
    want(true)
    const player = audio.current
    if (!player || !source) return
    if (player.paused) void player.play()
    else player.pause()
  }
  return (
    <div className="voice" dir="ltr">
      <ActionIcon
        size={44}
        radius="xl"
        variant="filled"
        color={DEEP}
        aria-label={t(playing ? 'pause' : 'play')}
        loading={wanted && !source}
        onClick={toggle}
      >
        {playing ? (
          <IconPlayerPauseFilled size={20} aria-hidden />
        ) : (
          <IconPlayerPlayFilled size={20} aria-hidden />
        )}
      </ActionIcon>
      <input
        type="range"
        aria-label={t('voice')}
        min={0}
        max={length || 1}
        step={0.1}
        value={at}
        disabled={!source}
        onChange={({ currentTarget }) => {
          if (audio.current) audio.current.currentTime = Number(currentTarget.value)
        }}
      />
      <span className="voice-time">{asClock(playing || at > 0 ? at : length)}</span>
      {/* biome-ignore lint/a11y/useMediaCaption: a voice note has no captions */}
      <audio
        ref={audio}
        src={source}
        autoPlay={wanted}
        onLoadedMetadata={({ currentTarget: { duration } }) =>
          Number.isFinite(duration) && setLength(duration)
        }
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
      />
    </div>
  )
}

function useSource(id: string, wanted: boolean): string | undefined {
  const { data } = useQuery({ queryKey: ['media', id], queryFn: () => fetchMedia(id), enabled: wanted })
  const [source, setSource] = useState<string>()
  useEffect(() => {
    if (!data) return
    const address = URL.createObjectURL(data)
    setSource(address)
    return () => URL.revokeObjectURL(address)
  }, [data])
  return source
}

/** `1:05` */
export function asClock(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
