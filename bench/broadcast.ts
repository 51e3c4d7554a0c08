import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TOLD, tellNetwork } from './broadcast/tell.ts'
import { type Bot, openOurs } from './load/bots.ts'
import { cpuOf } from './load/machine.ts'
import { talk } from './load/mothers.ts'
import { fill } from './load/people.ts'
import { readScript } from './load/script.ts'
import { type Limits, openTelegram } from './load/telegram.ts'
import { openTwilio } from './load/twilio.ts'

const OPTIONS = {
  /** Who gets it. */
  people: { type: 'string', default: '10000' },
  /** Messages a second of mothers who chat meanwhile. */
  chat: { type: 'string', default: '5' },
  /** Only channels whose name contains this. */
  only: { type: 'string', default: '' },
} as const

/** Telegram's own, and Twilio's for WhatsApp. */
const TELEGRAM: Limits = { perSecond: 30, perChat: 1 }
const WHATSAPP_PER_SECOND = 80
/** Whoever has read a message needs a moment to answer it; Telegram takes one message a second for a chat. */
const READS_MS = 1200

/**
 * `npm run bench broadcast`: one broadcast to a whole network through stand-ins that enforce the provider's limit with 429,
 * while mothers chat. `limit_s` is the limit's own time for all that went through it meanwhile, the replies too.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS })
  const people = Number(values.people)
  if ('telegram'.includes(values.only)) print(await onTelegram(people, Number(values.chat)))
  if ('whatsapp'.includes(values.only)) print(await onWhatsApp(people))
}

async function onTelegram(people: number, chat: number): Promise<object> {
  const telegram = await openTelegram(TELEGRAM)
  const arrived = arrivals()
  return inHouse(people, 'telegram', async (dir, codes) => {
    const bot = await openOurs(telegram, dir)
    try {
      const script = readScript('chat')
      // Enough of them to last until the broadcast is over.
      const lasting = (people / (TELEGRAM.perSecond - chat)) * 1.05 + 5
      const mothers = Math.ceil((lasting * chat) / script.steps.length)
      const taken = () => telegram.counts().taken
      const measured = measure(bot, people, TELEGRAM.perSecond, taken, arrived)
      const listening = {
        ...telegram,
        listen: (to: Parameters<typeof telegram.listen>[0]) =>
          telegram.listen((reply) => {
            if (reply.text.includes(TOLD)) arrived.note(String(reply.chat), reply.at)
            else to(reply)
          }),
      }
      listening.listen(() => {})
      await tellNetwork(dir, 'bench-0')
      const [figures, chatted] = await Promise.all([
        measured,
        chat ? talk({ telegram: listening, script, mothers, codes, rate: chat, reads: READS_MS }) : null,
      ])
      const { refused } = telegram.counts()
      return {
        ...figures,
        refused,
        refused_per_1000: perThousand(refused, taken()),
        ...(chatted && {
          replies: chatted.updates,
          reply_p50_ms: chatted.p50_ms,
          reply_p99_ms: chatted.p99_ms,
          replies_lost: chatted.lost,
        }),
      }
    } finally {
      await bot.stop()
      await telegram.close()
    }
  })
}

async function onWhatsApp(people: number): Promise<object> {
  const [telegram, twilio] = await Promise.all([openTelegram(), openTwilio(WHATSAPP_PER_SECOND)])
  const arrived = arrivals()
  return inHouse(people, 'whatsapp', async (dir) => {
    const bot = await openOurs(telegram, dir, twilio.settings)
    try {
      twilio.listen(({ to, said, at }) => {
        if (said.includes(TOLD)) arrived.note(to, at)
      })
      const taken = () => twilio.counts().taken
      const measured = measure(bot, people, WHATSAPP_PER_SECOND, taken, arrived)
      await tellNetwork(dir, 'bench-0')
      const figures = await measured
      const { refused } = twilio.counts()
      return { ...figures, refused, refused_per_1000: perThousand(refused, taken()) }
    } finally {
      await bot.stop()
      await Promise.all([telegram.close(), twilio.close()])
    }
  })
}

/** A house of so many people of one network, all on one channel. */
async function inHouse(
  people: number,
  channel: string,
  work: (dir: string, codes: string[]) => Promise<object>,
) {
  const dir = mkdtempSync(join(tmpdir(), 'parents-network-bench-'))
  // PostgreSQL runs as another user when this runs as root.
  chmodSync(dir, 0o711)
  try {
    const data = join(dir, 'data')
    const codes = await fill(data, people, { network: people, past: 4, channel })
    return { bench: 'broadcast', channel, people, ...(await work(data, codes)) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

type Arrivals = ReturnType<typeof arrivals>

function arrivals() {
  const times = new Map<string, number>()
  let doubled = 0
  let first = 0
  let last = 0
  return {
    note(who: string, at: number) {
      if (times.has(who)) doubled++
      else {
        first ||= at
        last = at
      }
      times.set(who, at)
    },
    heard: () => times.size,
    figures: () => ({ doubled, seconds: (last - first) / 1000 }),
  }
}

/** Waits for the last of them, and a moment longer for what comes twice. */
async function measure(bot: Bot, people: number, perSecond: number, taken: () => number, arrived: Arrivals) {
  const [began, wanted] = [Date.now(), people - 1]
  const cpu = { bot: cpuOf(bot.pid), postgres: cpuOf(bot.postgres, { family: true }) }
  const patience = Math.max(60_000, (people / perSecond) * 3000)
  while (arrived.heard() < wanted && Date.now() - began < patience) await pause(50)
  const [all, mb] = [taken(), (ms: number) => Math.round(ms / 10) / 100]
  const seconds = arrived.figures().seconds
  await pause(3000)
  const { doubled } = arrived.figures()
  const limit = all / perSecond
  return {
    heard: arrived.heard(),
    missing: Math.max(0, wanted - arrived.heard()),
    doubled,
    seconds: round(seconds),
    limit_s: round(limit),
    ratio: Number((seconds / limit).toFixed(3)),
    bot_cpu_s: mb(cpuOf(bot.pid) - cpu.bot),
    postgres_cpu_s: mb(cpuOf(bot.postgres, { family: true }) - cpu.postgres),
  }
}

const round = (value: number) => Number(value.toFixed(1))
const perThousand = (refused: number, taken: number) =>
  Number(((refused * 1000) / (taken + refused)).toFixed(2))

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
