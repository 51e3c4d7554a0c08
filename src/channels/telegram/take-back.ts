import type { Api } from 'grammy'
import { SendError } from '../channel.ts'
import { BETWEEN_PARTS } from './send.ts'
import { troubleOf } from './trouble.ts'

/** https://core.telegram.org/bots/api#deletemessages */
const AT_ONCE = 100

/** After so many refusals it is not one message that Telegram does not like. */
const PATIENCE = 32

/**
 * Deletes messages of a private chat on both sides: the bot's, and hers too. One that Telegram refuses to delete keeps no other
 * on the screen.
 * @throws {SendError} also when only some of them could not be deleted
 */
export async function takeBack(api: Api, chat: string, onScreen: string[]): Promise<void> {
  const ids = onScreen
    .flatMap((id) => id.split(BETWEEN_PARTS))
    .map(Number)
    .filter(Number.isSafeInteger)
  const parts: number[][] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) parts.push(ids.slice(from, from + AT_ONCE))
  let refusals = 0
  let left: SendError | null = null
  for (let part = parts.shift(); part; part = parts.shift()) {
    const refused = await tryDeleting(api, chat, part)
    if (!refused) continue
    const half = Math.ceil(part.length / 2)
    if (++refusals <= PATIENCE && part.length > 1) parts.push(part.slice(0, half), part.slice(half))
    else left ??= refused
  }
  if (left) throw left
}

/** @returns the refusal of just these messages; any other trouble would be that of the others as well, and is thrown */
async function tryDeleting(api: Api, chat: string, ids: number[]): Promise<SendError | null> {
  try {
    await api.deleteMessages(chat, ids)
    return null
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble instanceof SendError && trouble.trouble === 'refused') return trouble
    throw trouble
  }
}
