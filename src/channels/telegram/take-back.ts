import type { Api } from 'grammy'
import { troubleOf } from './trouble.ts'

/** https://core.telegram.org/bots/api#deletemessages */
const AT_ONCE = 100

/**
 * Deletes messages of a private chat on both sides: the bot's, and hers too.
 * @throws {SendError}
 */
export async function takeBack(api: Api, chat: string, onScreen: string[]): Promise<void> {
  const ids = onScreen.map(Number).filter(Number.isSafeInteger)
  try {
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await api.deleteMessages(chat, ids.slice(from, from + AT_ONCE))
  } catch (error) {
    throw troubleOf(error)
  }
}
