import { readFileSync } from 'node:fs'
import type { Reply } from './telegram.ts'

/**
 * One thing a mother does: `say` a text, `tap` the button of that label, or send `data` as if she had tapped it.
 * `match` is what the bot's reply must look like; `${n}` is her number, `${n%5}` its remainder,
 * `${code}` the invitation she was given.
 * `asides`: how many messages may come before that one.
 */
type Step = { say?: string; tap?: string; data?: string; match?: string; asides?: number }
export type Script = { name: string; steps: Step[] }

/** The conversation in bench/scripts/ of this name. */
export function readScript(name: string): Script {
  return JSON.parse(readFileSync(new URL(`../scripts/${name}.json`, import.meta.url), 'utf8'))
}

/** The replies that mother `n` expects, in order; null where any will do. */
export function expected(script: Script, n: number): (RegExp | null)[] {
  return script.steps.map(({ match }) => (match === undefined ? null : new RegExp(filled(match, { n }))))
}

/** What Telegram would bring for a step. @returns null when the button to be tapped is not there */
export function updateFor(
  { say, tap, data }: Step,
  mother: { n: number; code: string; chat: number; id: number; last: Reply | null },
): object | null {
  const { chat, id, last } = mother
  const from = { id: chat, is_bot: false, first_name: 'Mother', language_code: 'en' }
  const room = { id: chat, type: 'private', first_name: 'Mother' }
  const date = Math.floor(Date.now() / 1000)
  if (say !== undefined) {
    const text = filled(say, mother)
    const entities = text.startsWith('/')
      ? [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]!.length }]
      : undefined
    return { update_id: id, message: { message_id: id, from, chat: room, date, text, entities } }
  }
  const label = tap && filled(tap, mother)
  const value = data ?? last?.buttons.find(({ text }) => text.includes(label!))?.callback_data
  if (value === undefined) return null
  const message = { message_id: last?.id ?? 1, chat: room, date, text: '' }
  return {
    update_id: id,
    callback_query: { id: String(id), from, chat_instance: '1', data: value, message },
  }
}

function filled(text: string, { n, code = '' }: { n: number; code?: string }): string {
  return text.replace(/\$\{(code|n)(?:%(\d+))?\}/g, (_, what, k) =>
    what === 'code' ? code : String(k ? n % Number(k) : n),
  )
}
