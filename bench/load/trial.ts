import type { Bot } from './bots.ts'
import { cpuOf, cpuOfMachine, memoryOf } from './machine.ts'
import { type Figures, type Load, talk } from './mothers.ts'

/** What one bot did under one load, and what it cost. `_us`: processor microseconds for each update. */
export type Trial = Pick<Bot, 'startup_ms' | 'rss_idle_mb'> & {
  rss_peak_mb: number
  updates_per_s: number
  saturated_p99_ms: number
  half_p50_ms: number
  half_p99_ms: number
  bot_us: number
  postgres_us: number
  bot_cores: number
  /** What everything else on the machine used, the load and its Telegram left out: distrust a trial where it is large. */
  other_cores: number
} & Pick<Figures, 'lost' | 'doubled' | 'out_of_order' | 'redelivered' | 'webhook_errors'>

export type Size = { mothers: number; atOnce: number; halfSeconds: number }

/** Warms a bot up, loads it as far as it goes, then with half of that. */
export async function tryOut(
  bot: Bot,
  load: Pick<Load, 'telegram' | 'script' | 'codes' | 'redeliver' | 'unordered'>,
  { mothers, atOnce, halfSeconds }: Size,
): Promise<Trial> {
  await talk({ ...load, redeliver: 0, mothers: Math.ceil(mothers / 4), atOnce })
  const before = spent(bot)
  const full = await talk({ ...load, mothers, atOnce })
  const cost = difference(spent(bot), before)
  const rate = Math.max(20, full.updates_per_s / 2)
  const callers = Math.ceil((rate * halfSeconds) / load.script.steps.length)
  const half = await talk({ ...load, mothers: callers, rate })
  const both = (figure: 'lost' | 'doubled' | 'out_of_order' | 'redelivered' | 'webhook_errors') =>
    full[figure] + half[figure]
  const cores = (ms: number) => Number((ms / 1000 / cost.seconds).toFixed(2))
  return {
    startup_ms: bot.startup_ms,
    rss_idle_mb: bot.rss_idle_mb,
    rss_peak_mb: memoryOf(bot.pid, 'peak'),
    updates_per_s: full.updates_per_s,
    saturated_p99_ms: full.p99_ms,
    half_p50_ms: half.p50_ms,
    half_p99_ms: half.p99_ms,
    bot_us: Math.round((cost.bot * 1000) / full.updates),
    postgres_us: Math.round((cost.postgres * 1000) / full.updates),
    bot_cores: cores(cost.bot),
    other_cores: cores(cost.machine - cost.bot - cost.postgres - cost.load),
    lost: both('lost'),
    doubled: both('doubled'),
    out_of_order: both('out_of_order'),
    redelivered: both('redelivered'),
    webhook_errors: both('webhook_errors'),
  }
}

/** Milliseconds of processor time so far. */
function spent(bot: Bot) {
  const { user, system } = process.cpuUsage()
  return {
    bot: cpuOf(bot.pid),
    postgres: cpuOf(bot.postgres, { family: true }),
    load: (user + system) / 1000,
    machine: cpuOfMachine(),
    seconds: performance.now() / 1000,
  }
}

function difference<Spent extends Record<string, number>>(after: Spent, before: Spent): Spent {
  return Object.fromEntries(
    Object.entries(after).map(([what, value]) => [what, value - before[what]!]),
  ) as Spent
}
