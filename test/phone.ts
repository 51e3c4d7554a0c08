import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

export type Heard = {
  id: string
  from: 'owner' | 'house'
  text: string
  choices: { payload: string; label: string }[]
  media?: { kind: string; id: string }
}

/** A phone of the phones page in a neighbour's hand. */
export type Phone = {
  name: string
  says(text: string): Promise<void>
  /** Opens an invitation link with this code. */
  opensLink(code: string): Promise<void>
  /** Taps the youngest button with this label, on any message. */
  taps(label: string): Promise<void>
  sendsVoice(bytes?: Buffer): Promise<void>
  sendsPicture(bytes: Buffer): Promise<void>
  /** Resolves with the message once the house has said something like this, after what was heard before. */
  hears(what: RegExp | string, patience?: number): Promise<Heard>
  /** Everything the house said since the last look. */
  sinceLast(): Promise<Heard[]>
  all(): Promise<Heard[]>
}

/** @param quiet waits until the house has come to rest after each thing she does */
export function phoneOf(address: string, name: string, quiet: () => Promise<void>): Phone {
  const base = `${address}/phones/api/phones/${name}/messages`
  let heard = '0'
  const all = async (after = '0'): Promise<Heard[]> => {
    const answer = await fetch(`${base}?after=${after}`)
    return ((await answer.json()) as Heard[]).filter((message) => message.from === 'house')
  }
  const post = async (content: object) => {
    const answer = await fetch(base, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: randomUUID(), ...content }),
    })
    if (!answer.ok) throw new Error(`${name} could not say that: ${answer.status} ${await answer.text()}`)
    await quiet()
  }
  return {
    name,
    says: (text) => post({ kind: 'text', text }),
    opensLink: (code) => post({ kind: 'start', code }),
    async taps(label) {
      const messages = await all()
      const choice = messages.flatMap((message) => message.choices).findLast((one) => one.label === label)
      if (!choice) {
        const seen = messages.flatMap((message) => message.choices.map((one) => one.label)).join(' | ')
        throw new Error(`${name} sees no button "${label}", but: ${seen}`)
      }
      await post({ kind: 'tap', payload: choice.payload, label: choice.label })
    },
    sendsVoice: (bytes = Buffer.from('OggS a voice')) =>
      post({ kind: 'media', media: 'voice', mime: 'audio/ogg', data: bytes.toString('base64') }),
    sendsPicture: (bytes) =>
      post({ kind: 'media', media: 'picture', mime: 'image/png', data: bytes.toString('base64') }),
    async hears(what, patience = 5000) {
      const deadline = Date.now() + patience
      for (;;) {
        const messages = await all(heard)
        const found = messages.find((message) =>
          typeof what === 'string' ? message.text.includes(what) : what.test(message.text),
        )
        if (found) {
          heard = found.id
          return found
        }
        if (Date.now() > deadline) {
          throw new Error(
            `${name} did not hear ${what}, but:\n${messages.map((message) => message.text).join('\n---\n')}`,
          )
        }
        await pause(20)
      }
    },
    async sinceLast() {
      const messages = await all(heard)
      heard = messages.at(-1)?.id ?? heard
      return messages
    },
    all: () => all(),
  }
}

/** She has all that is kept of her erased, in English, and is told that it is. */
export async function erasesHerself(phone: Phone): Promise<void> {
  await phone.says('my data')
  await phone.taps('Erase everything')
  await phone.taps('Yes, erase it')
  await phone.taps('Erase everything')
  await phone.hears('It is all erased.')
}
