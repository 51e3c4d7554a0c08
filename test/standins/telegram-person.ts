import { seconds, type World } from './telegram-api.ts'

/** A message as it stands on her screen. */
export type Heard = {
  messageId: number
  text: string
  /** Her buttons, from top to bottom; `rows` counts how many stand side by side. */
  labels: string[]
  rows: number[]
  payloads: string[]
  media?: { kind: 'voice' | 'picture' | 'video' | 'file'; bytes: Buffer; name: string }
  /** She cannot forward it. */
  protected: boolean
  at: number
}

/** Every verb in which she does something resolves once the bot has taken it. */
export type Person = {
  id: number
  address: string
  says(text: string): Promise<void>
  /** Corrects what she said last. */
  corrects(text: string): Promise<void>
  /** Opens t.me/<bot>?start=<code>; a whole link or its code. */
  opens(link: string): Promise<void>
  /** Taps the newest button with this label. */
  taps(label: string): Promise<void>
  sendsVoice(bytes: Buffer, duration?: number): Promise<void>
  sendsPicture(bytes: Buffer, caption?: string): Promise<void>
  sendsFile(bytes: Buffer, name: string, mime: string): Promise<void>
  sendsPlace(latitude: number, longitude: number): Promise<void>
  /** A sticker, a poll, a contact …: any other content of a message. */
  sends(content: object): Promise<void>
  blocks(): Promise<void>
  unblocks(): Promise<void>
  /** All that reached her, oldest first. */
  heard(): Heard[]
  /**
   * Waits for a message that fits, after the last one that this found; the ones in between count as read.
   * @throws after `patience` milliseconds, telling what she heard instead
   */
  hears(words: RegExp | string, patience?: number): Promise<Heard>
  /** Waits so many milliseconds and answers what reached her meanwhile. */
  listens(milliseconds: number): Promise<Heard[]>
  /** What stands in the chat now, hers and the bot's. */
  screen(): string[]
  loses(messageIds: number[]): void
  hasBlocked(): boolean
  receive(message: Heard): void
}

export function personOf(world: World, id: number, language: string): Person {
  const from = { id, is_bot: false, first_name: `Person ${id}`, language_code: language }
  const chat = { id, type: 'private', first_name: from.first_name }
  const inbox: Heard[] = []
  const screen = new Map<number, string>()
  const listening = new Set<() => void>()
  let read = 0
  let blocked = false
  let lastSaid = 0

  const message = (content: object) => {
    lastSaid = world.nextId++
    screen.set(lastSaid, 'text' in content ? String(content.text) : Object.keys(content).join())
    return { message_id: lastSaid, date: seconds(), from, chat, ...content }
  }
  const sends = (content: object) => world.mail.post(id, { message: message(content) })
  const keep = (bytes: Buffer, folder: string, ending: string) => {
    const path = `${folder}/file_${world.nextId++}.${ending}`
    world.files.set(path, { bytes, name: path })
    return { file_id: path, file_unique_id: path, file_size: bytes.length }
  }
  const membership = (status: 'kicked' | 'member') => {
    blocked = status === 'kicked'
    const bot = { id: 123456, is_bot: true, first_name: 'Ouderpunt', username: world.username }
    const was = blocked ? 'member' : 'kicked'
    return world.mail.post(id, {
      my_chat_member: {
        chat,
        from,
        date: seconds(),
        old_chat_member: { user: bot, status: was },
        new_chat_member: { user: bot, status },
      },
    })
  }
  const find = (words: RegExp | string) => {
    const fits = (one: Heard) => (typeof words === 'string' ? one.text.includes(words) : words.test(one.text))
    const at = inbox.findIndex((one, i) => i >= read && fits(one))
    if (at === -1) return undefined
    read = at + 1
    return inbox[at]
  }

  return {
    id,
    address: String(id),
    sends,
    says: (text) => sends({ text }),
    corrects: (text) =>
      world.mail.post(id, {
        edited_message: { message_id: lastSaid, date: seconds(), edit_date: seconds(), from, chat, text },
      }),
    opens: (link) => {
      const code = link.includes('start=') ? link.slice(link.indexOf('start=') + 6) : link
      return sends({
        text: `/start ${code}`.trim(),
        entities: [{ type: 'bot_command', offset: 0, length: 6 }],
      })
    },
    async taps(label) {
      const under = inbox.findLast((one) => one.labels.includes(label))
      if (!under) throw new Error(`${id} sees no button "${label}"; she sees ${told(inbox)}`)
      const keyboard = under.labels.map((text, i) => [{ text, callback_data: under.payloads[i] }])
      await world.mail.post(id, {
        callback_query: {
          id: `tap${world.nextId++}`,
          from,
          chat_instance: String(id),
          data: under.payloads[under.labels.indexOf(label)],
          message: {
            message_id: under.messageId,
            date: Math.floor(under.at / 1000),
            chat,
            text: under.text,
            reply_markup: { inline_keyboard: keyboard },
          },
        },
      })
    },
    sendsVoice: (bytes, duration = 3) =>
      sends({ voice: { ...keep(bytes, 'voice', 'oga'), duration, mime_type: 'audio/ogg' } }),
    sendsPicture(bytes, caption) {
      const small = { ...keep(bytes.subarray(0, 20), 'photos', 'jpg'), width: 90, height: 90 }
      const large = { ...keep(bytes, 'photos', 'jpg'), width: 800, height: 800 }
      return sends({ photo: [small, large], caption })
    },
    sendsFile: (bytes, name, mime) =>
      sends({
        document: { ...keep(bytes, 'documents', name.split('.').at(-1)!), file_name: name, mime_type: mime },
      }),
    sendsPlace: (latitude, longitude) => sends({ location: { latitude, longitude } }),
    blocks: () => membership('kicked'),
    unblocks: () => membership('member'),
    heard: () => inbox,
    async hears(words, patience = 5000) {
      const until = Date.now() + patience
      for (;;) {
        const found = find(words)
        if (found) return found
        const left = until - Date.now()
        if (left <= 0) throw new Error(`${id} waited for ${words} and heard ${told(inbox.slice(read))}`)
        await new Promise<void>((resolve) => {
          const stop = () => {
            clearTimeout(timer)
            listening.delete(stop)
            resolve()
          }
          const timer = setTimeout(stop, left)
          listening.add(stop)
        })
      }
    },
    async listens(milliseconds) {
      const before = inbox.length
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      return inbox.slice(before)
    },
    screen: () => [...screen.values()],
    loses(messageIds) {
      for (const one of messageIds) screen.delete(one)
    },
    hasBlocked: () => blocked,
    receive(heard) {
      screen.set(heard.messageId, heard.text)
      inbox.push(heard)
      for (const wake of [...listening]) wake()
    },
  }
}

function told(messages: Heard[]): string {
  if (messages.length === 0) return 'nothing'
  return messages.map(({ text, labels }) => JSON.stringify([text, ...labels].join(' | '))).join(', ')
}
