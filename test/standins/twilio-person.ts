import type { Entry } from './twilio-api.ts'
import type { Button } from './twilio-rules.ts'

/** What reached her phone. */
export type Heard = {
  sid: string
  text: string
  labels: string[]
  media?: { kind: 'voice' | 'picture' | 'video' | 'file'; mime: string; bytes: Buffer }
  /** The name under which WhatsApp approved it. */
  template?: string
  at: Date
}

type World = {
  receive(
    person: Person,
    fields: Record<string, string>,
    media: { mime: string; bytes: Buffer }[],
  ): Promise<number | null>
}

export type Person = ReturnType<typeof makePerson>

/** Somebody with WhatsApp on her phone. What she does resolves to the answer of the house, null without one. */
export function makePerson(address: string, world: World) {
  const heard: (Heard & { buttons: Button[] })[] = []
  let listenedTo = 0
  let waiting: (() => void)[] = []

  const person = {
    address,
    blocked: false,
    lastWrote: null as Date | null,
    says: (text: string, more: Record<string, string> = {}) => act({ Body: text, ...more }),
    /** Taps the newest button or row with this label. */
    taps(label: string) {
      const found = heard.findLast(({ buttons }) => buttons.some((button) => button.label === label))
      const button = found?.buttons.find((one) => one.label === label)
      if (!found || !button) throw new Error(`no "${label}" on the phone of ${address}`)
      const told: Record<string, string> = button.row
        ? { MessageType: 'interactive', ListId: button.payload, ListTitle: label }
        : { MessageType: 'button', ButtonPayload: button.payload, ButtonText: label }
      return act({ Body: label, OriginalRepliedMessageSid: found.sid, ...told })
    },
    sendsVoice: (bytes: Buffer, mime = 'audio/ogg') => act({ MessageType: 'audio' }, [{ mime, bytes }]),
    sendsPicture: (bytes: Buffer, caption = '', mime = 'image/jpeg') =>
      act({ MessageType: 'image', Body: caption }, [{ mime, bytes }]),
    sendsPlace: (latitude: number, longitude: number, label = '') =>
      act({
        MessageType: 'location',
        Latitude: String(latitude),
        Longitude: String(longitude),
        Label: label,
      }),
    /** Any fields of a webhook, for what WhatsApp may think of next. */
    sends: (fields: Record<string, string>, media: { mime: string; bytes: Buffer }[] = []) =>
      act(fields, media),
    async blocks() {
      person.blocked = true
    },
    async unblocks() {
      person.blocked = false
    },
    /** All that reached her, oldest first. */
    heard: (): Heard[] => heard,
    /** The first message after the last one she was asked about that matches; waits for it. */
    async hears(words: RegExp | string, patience = 5000): Promise<Heard> {
      const end = Date.now() + patience
      for (;;) {
        const at = heard.findIndex(
          ({ text }, i) =>
            i >= listenedTo && (typeof words === 'string' ? text.includes(words) : words.test(text)),
        )
        if (at >= 0) {
          listenedTo = at + 1
          return heard[at]!
        }
        if (!(await news(end - Date.now()))) {
          const texts = heard.slice(listenedTo).map(({ text }) => JSON.stringify(text))
          throw new Error(`${address} did not hear ${words}, but ${texts.join(', ') || 'nothing'}`)
        }
      }
    },
    /** For the stand-in: something reaches her phone. */
    receive(entry: Entry, buttons: Button[], template?: string) {
      const [medium] = entry.media
      const labels = buttons.map(({ label }) => label)
      const media = medium && { kind: kindOf(medium.mime), mime: medium.mime, bytes: medium.bytes }
      // WhatsApp shows no words beside a voice note or a document.
      const text = media && (media.kind === 'voice' || media.kind === 'file') ? '' : entry.body
      heard.push({ sid: entry.sid, text, labels, buttons, media, template, at: entry.at })
      for (const wake of waiting.splice(0)) wake()
    },
  }
  return person

  function act(fields: Record<string, string>, media: { mime: string; bytes: Buffer }[] = []) {
    return world.receive(person, fields, media)
  }

  /** True when something came, false when the time is over. */
  function news(patience: number): Promise<boolean> {
    if (patience <= 0) return Promise.resolve(false)
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting = waiting.filter((one) => one !== wake)
        resolve(false)
      }, patience)
      const wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
      waiting.push(wake)
    })
  }
}

function kindOf(mime: string): 'voice' | 'picture' | 'video' | 'file' {
  if (mime.startsWith('audio/')) return 'voice'
  if (mime.startsWith('image/')) return 'picture'
  return mime.startsWith('video/') ? 'video' : 'file'
}
