import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Channel } from '../../src/channels/channel.ts'
import type { ContentStore, WhatsAppSettings } from '../../src/channels/whatsapp.ts'
import { whatsapp } from '../../src/channels/whatsapp.ts'
import type { Twilio } from '../standins/twilio.ts'
import { startTwilio } from '../standins/twilio.ts'
import { frontDoor, type LedgerDoor, ledgerDoor } from './contract.ts'

export type WhatsAppHouse = {
  channel: Channel
  door: LedgerDoor
  twilio: Twilio
  http: FastifyInstance
  /** Where it really listens; Twilio knows it as PUBLIC. */
  url: string
  contents: ReturnType<typeof contentsInMemory>
  /** Everything it logged, as one text. */
  log: { text: string }
  /** Another process of the same house, on the same tables. */
  another(more?: Partial<WhatsAppSettings>): Channel
  close(): Promise<void>
}

/** What Twilio was told, though a proxy stands between. */
export const PUBLIC = 'https://ouders.example'

export async function openWhatsApp(more: Partial<WhatsAppSettings> = {}): Promise<WhatsAppHouse> {
  const twilio = await startTwilio()
  const { http, url, close } = await frontDoor()
  const contents = contentsInMemory()
  const log = { text: '' }
  const write = (line: string) => {
    log.text += line
  }
  const logger = pino({ level: 'trace' }, { write })
  const settings = { ...twilio.settings, publicUrl: PUBLIC, apiRoot: twilio.url, contents, ...more }
  const another = (changes: Partial<WhatsAppSettings> = {}) => whatsapp({ ...settings, ...changes }, logger)
  const channel = another()
  const door = ledgerDoor()
  twilio.connect(PUBLIC, url)
  await channel.open(door, http)
  await http.ready()
  return {
    channel,
    door,
    twilio,
    http,
    url,
    contents,
    log,
    another,
    async close() {
      await twilio.stop()
      await channel.close()
      await close()
    },
  }
}

export function contentsInMemory(): ContentStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    find: async (key) => kept.get(key) ?? null,
    keep: async (key, sid) => void kept.set(key, sid),
  }
}
