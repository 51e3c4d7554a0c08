import pino from 'pino'
import type { Channel } from '../../src/channels/channel.ts'
import { type TelegramSettings, telegram } from '../../src/channels/telegram.ts'
import { type Options, type StandInTelegram, standInTelegram } from '../standins/telegram.ts'
import { frontDoor, type LedgerDoor, ledgerDoor } from './contract.ts'

export type TelegramHouse = {
  stand: StandInTelegram
  channel: Channel
  door: LedgerDoor
  /** Where the bot is reached. */
  url: string
  /** All that was logged. */
  logged(): string
  /** A POST to the webhook; the right secret goes along unless another header is given. */
  knock(body: string | Buffer, headers?: Record<string, string>): Promise<{ status: number; body: string }>
  close(): Promise<void>
}

/** The Telegram channel, open towards a stand-in, by webhook or by polling. */
export async function telegramHouse(
  way: 'webhook' | 'polling',
  more: { settings?: Partial<TelegramSettings>; stand?: Options; before?(stand: StandInTelegram): void } = {},
): Promise<TelegramHouse> {
  const stand = await standInTelegram(more.stand)
  more.before?.(stand)
  const front = await frontDoor()
  const door = ledgerDoor()
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
  const publicUrl = way === 'webhook' ? front.url : undefined
  const settings = {
    token: stand.token,
    apiRoot: stand.apiRoot,
    publicUrl,
    secret: 'geheim',
    ...more.settings,
  }
  const channel = telegram(settings, log)
  await channel.open(door, front.http)
  await front.http.ready()
  return {
    stand,
    channel,
    door,
    url: front.url,
    logged: () => lines.join(''),
    async knock(body, headers = { 'x-telegram-bot-api-secret-token': 'geheim' }) {
      const response = await fetch(`${front.url}/webhooks/telegram`, {
        method: 'POST',
        body: typeof body === 'string' ? body : new Uint8Array(body),
        headers: { 'content-type': 'application/json', ...headers },
      })
      return { status: response.status, body: await response.text() }
    },
    async close() {
      await channel.close()
      await front.close()
      await stand.close()
    },
  }
}

/** Waits until it is so, five seconds at most. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 5000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${isSo}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A text of a private chat, as Telegram sends it. */
export function textUpdate(updateId: unknown, text: unknown, chat: object = { id: 77, type: 'private' }) {
  const from = { id: 77, is_bot: false, first_name: 'Amina', language_code: 'ar' }
  return { update_id: updateId, message: { message_id: 1, date: 1_790_000_000, from, chat, text } }
}
