import Recorder from 'opus-recorder'
import encoderPath from 'opus-recorder/dist/encoderWorker.min.js?url'
import { useEffect, useRef, useState } from 'react'

/** Opus in Ogg: what WhatsApp and Telegram take as a voice note, and what no browser's own recorder makes. */
export type Note = { ogg: Blob; seconds: number }

const VOICE = 2048
const LONGEST_SECONDS = 300

/** `seconds` is null while nothing is recorded. `start` rejects when there is no microphone or it is refused. */
export function useRecorder() {
  const running = useRef<{ recorder: Recorder; since: number } | null>(null)
  const [seconds, setSeconds] = useState<number | null>(null)

  const isRecording = seconds !== null

  useEffect(() => {
    if (!isRecording) return
    const tick = setInterval(() => {
      const passed = (performance.now() - (running.current?.since ?? 0)) / 1000
      setSeconds(Math.min(passed, LONGEST_SECONDS))
    }, 250)
    return () => clearInterval(tick)
  }, [isRecording])
  useEffect(() => () => void running.current?.recorder.close(), [])

  return {
    seconds,
    async start() {
      const recorder = new Recorder({
        encoderPath,
        encoderApplication: VOICE,
        encoderSampleRate: 48_000,
        encoderBitRate: 24_000,
        numberOfChannels: 1,
        mediaTrackConstraints: { echoCancellation: true, noiseSuppression: true },
      })
      await recorder.start()
      running.current = { recorder, since: performance.now() }
      setSeconds(0)
    },
    async finish(): Promise<Note> {
      const { recorder, since } = running.current!
      const length = (performance.now() - since) / 1000
      const whole = new Promise<Uint8Array<ArrayBuffer>>((resolve) => {
        recorder.ondataavailable = resolve
      })
      await recorder.stop()
      running.current = null
      setSeconds(null)
      return { ogg: new Blob([await whole], { type: 'audio/ogg' }), seconds: Math.round(length * 10) / 10 }
    },
    cancel() {
      void running.current?.recorder.close()
      running.current = null
      setSeconds(null)
    },
  }
}
