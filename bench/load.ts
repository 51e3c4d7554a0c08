import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Bot, openOurs, openPeer } from './load/bots.ts'
import { bareServer, fill } from './load/people.ts'
import { readScript } from './load/script.ts'
import { openTelegram, type QuickTelegram } from './load/telegram.ts'
import { type Trial, tryOut } from './load/trial.ts'

/** Somebody who takes part: opens a bot on what was laid out for it, and takes it all away again. */
type Entrant = {
  id: string
  script: string
  codes?: string[]
  open(telegram: QuickTelegram): Promise<Bot>
  close(): Promise<void>
}

const FEW = 1000
const MANY = 100_000

const OPTIONS = {
  /** Rounds; a figure is the median of them. */
  rounds: { type: 'string', default: '3' },
  /** Mothers of a round. */
  mothers: { type: 'string', default: '1000' },
  /** Conversations at once, when a bot is loaded as far as it goes. */
  'at-once': { type: 'string', default: '64' },
  /** How long half of that load lasts. */
  seconds: { type: 'string', default: '6' },
  /** Only entrants whose id contains this. */
  only: { type: 'string', default: '' },
  /** The part of the updates that Telegram brings twice. */
  redeliver: { type: 'string', default: '0' },
  /** Mothers who write on before the webhook was answered. */
  unordered: { type: 'boolean', default: false },
} as const

/**
 * `npm run bench load`: our house with 1,000 and with 100,000 people beside the peer and the floor, round by round,
 * then what that says of start-up, memory and growth. One JSON line each.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS })
  const size = {
    mothers: Number(values.mothers),
    atOnce: Number(values['at-once']),
    halfSeconds: Number(values.seconds),
  }
  const manner = { redeliver: Number(values.redeliver), unordered: values.unordered }
  const dir = mkdtempSync(join(tmpdir(), 'parents-network-bench-'))
  // PostgreSQL runs as another user when this runs as root.
  chmodSync(dir, 0o711)
  const telegram = await openTelegram()
  const entrants: Entrant[] = []
  try {
    for (const [id, invite] of Object.entries(ENTRANTS))
      if (id.includes(values.only)) entrants.push(await invite(id, join(dir, id), telegram))
    const trials = new Map(entrants.map(({ id }) => [id, [] as Trial[]]))
    for (let round = 0; round < Number(values.rounds); round++)
      for (const { id, script, codes, open } of entrants) {
        const bot = await open(telegram)
        try {
          trials
            .get(id)!
            .push(await tryOut(bot, { telegram, script: readScript(script), codes, ...manner }, size))
        } finally {
          await bot.stop()
        }
      }
    tell(new Map([...trials].map(([id, all]) => [id, medians(all)])), {
      ...size,
      ...manner,
      rounds: Number(values.rounds),
    })
  } finally {
    for (const { close } of entrants) await close()
    await telegram.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

type Invite = (id: string, dir: string, telegram: QuickTelegram) => Promise<Entrant>
const ENTRANTS: Record<string, Invite> = {
  'ours-1k': (id, dir, telegram) => ours(id, dir, { people: FEW, telegram }),
  'ours-100k': (id, dir, telegram) => ours(id, dir, { people: MANY, telegram }),
  'grammy-conversations': (id, dir) => peer(id, dir, 'registration'),
  'bare-transaction': (id, dir) => peer(id, dir, 'anything'),
}

async function ours(
  id: string,
  dir: string,
  { people, telegram }: { people: number; telegram: QuickTelegram },
): Promise<Entrant> {
  const codes = await fill(dir, people)
  // A house that has run before: its networks have their library.
  await (await openOurs(telegram, dir)).stop()
  return { id, script: 'ours', codes, open: (telegram) => openOurs(telegram, dir), close: async () => {} }
}

async function peer(id: string, dir: string, script: string): Promise<Entrant> {
  const server = await bareServer(dir)
  return { id, script, open: (telegram) => openPeer(telegram, id, server), close: server.stop }
}

function tell(trials: Map<string, Trial>, under: object): void {
  for (const [id, trial] of trials) print({ bench: 'load', id, ...under, ...trial })
  const few = trials.get('ours-1k')
  const many = trials.get('ours-100k')
  const grammy = trials.get('grammy-conversations')
  if (few && grammy)
    print({
      bench: 'beside the peer',
      updates_per_s_ratio: ratio(few.updates_per_s, grammy.updates_per_s),
      bot_us_ratio: ratio(few.bot_us, grammy.bot_us),
      ours: losses(few),
      peer: losses(grammy),
    })
  if (few) print({ bench: 'startup', ready_ms: few.startup_ms, with_100k_people_ms: many?.startup_ms })
  if (few)
    print({
      bench: 'memory',
      rss_idle_mb: few.rss_idle_mb,
      rss_peak_mb: few.rss_peak_mb,
      with_100k_people_peak_mb: many?.rss_peak_mb,
    })
  if (few && many)
    print({
      bench: 'growth',
      from: FEW,
      to: MANY,
      updates_per_s_percent: percent(many.updates_per_s, few.updates_per_s),
      cpu_us_percent: percent(many.bot_us + many.postgres_us, few.bot_us + few.postgres_us),
    })
  print({
    bench: 'machine',
    node: process.version,
    load_average: loadavg().map((one) => Number(one.toFixed(1))),
  })
}

const ratio = (one: number, other: number) => Number((one / other).toFixed(2))
const percent = (now: number, before: number) => Number(((now / before - 1) * 100).toFixed(1))
const losses = ({ lost, doubled, out_of_order }: Trial) => ({ lost, doubled, out_of_order })

/** What went wrong counts in full; of every other figure the middle one of all rounds. */
function medians(trials: Trial[]): Trial {
  const wrong = ['lost', 'doubled', 'out_of_order', 'redelivered', 'webhook_errors']
  const figures = Object.keys(trials[0]!) as (keyof Trial)[]
  return Object.fromEntries(
    figures.map((figure) => {
      const all = trials.map((trial) => trial[figure]).sort((a, b) => a - b)
      return [
        figure,
        wrong.includes(figure) ? all.reduce((a, b) => a + b, 0) : all[Math.floor((all.length - 1) / 2)],
      ]
    }),
  ) as Trial
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
