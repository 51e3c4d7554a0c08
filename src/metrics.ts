import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type CountName = keyof typeof COUNTERS
export type TimeName = keyof typeof TIMES
type Labels = Record<string, string>

/** What the rest of the house sees of the metrics. */
export type Measure = {
  count(name: CountName, labels?: Labels, by?: number): void
  /** Seconds. */
  time(name: TimeName, seconds: number, labels?: Labels): void
}

/** Figures that only the database knows, asked for when somebody reads the metrics. */
export type Counts = {
  waiting(): Promise<number>
  errandsDue(): Promise<number>
  quarantine(): Promise<number>
}

export type Metrics = Measure & {
  /** From now on, `/metrics` also tells these. */
  watch(counts: Counts): void
  /** Everything in Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
}

const COUNTERS = {
  inbound: ['inbound_messages_total', 'Messages stored', ['channel', 'kind']],
  repeat: ['repeats_total', 'Messages that a provider brought again', ['channel']],
  refused: ['refused_total', 'Forged calls, or without their secret', ['channel', 'reason']],
  quarantined: ['quarantined_total', 'Authentic updates that were not understood', ['channel', 'kind']],
  outbound: ['outbound_messages_total', 'Outbound messages by what became of them', ['channel', 'status']],
  send_error: ['send_errors_total', 'Messages a provider did not take', ['channel', 'trouble']],
  errand: ['errands_total', 'Errands run', ['name', 'outcome']],
  recovered: ['sweep_recovered_total', 'Found by a sweep after a crash or an outage', ['what']],
  nudge_failed: [
    'queue_nudges_failed_total',
    'Nudges that the queue did not take; the sweep brings them back',
    [],
  ],
} as const

const TIMES = {
  reply: ['reply_seconds', 'From the stored message to the reply being taken by the provider', ['channel']],
  turn: ['turn_seconds', 'One turn of a conversation, transaction included', []],
} as const

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const SERIES = 200

/** Opens the figures of one house; they hold no person, only how many. */
export function openMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counters = each(
    COUNTERS,
    ([name, help, labels]) => new Counter({ name, help, labelNames: labels as readonly string[], registers }),
  )
  const times = each(
    TIMES,
    ([name, help, labels]) =>
      new Histogram({ name, help, labelNames: labels as readonly string[], buckets: SECONDS, registers }),
  )
  const seen = new Set<string>()
  return {
    count: (name, labels = {}, by = 1) =>
      counters[name].inc(fitting(name, COUNTERS[name][2], labels, seen), by),
    time: (name, seconds, labels = {}) =>
      times[name].observe(fitting(name, TIMES[name][2], labels, seen), seconds),
    watch: (counts) => {
      gauge(registry, 'messages_waiting', 'Outbound messages not yet taken by a provider', counts.waiting)
      gauge(registry, 'errands_due', 'Errands whose time has come', counts.errandsDue)
      gauge(registry, 'quarantine', 'Updates kept for somebody to look at', counts.quarantine)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** Only declared labels with code-like values: a label from outside must neither quote nor multiply without end. */
function fitting(name: string, declared: readonly string[], labels: Labels, seen: Set<string>): Labels {
  const fit: Labels = {}
  for (const label of declared) {
    const value = labels[label]
    if (value === undefined) continue
    const series = `${name} ${label} ${value}`
    const known = seen.has(series) || (seen.size < SERIES && /^[a-z][\w.-]{0,39}$/i.test(value))
    if (known) seen.add(series)
    fit[label] = known ? value : 'other'
  }
  return fit
}

function gauge(registry: Registry, name: string, help: string, ask: () => Promise<number>) {
  new Gauge({
    name,
    help,
    registers: [registry],
    // The process' own figures must be readable while the database is away.
    async collect() {
      this.set(await ask().catch(() => Number.NaN))
    },
  })
}

function each<Row, Key extends string, Made>(
  rows: Record<Key, Row>,
  make: (row: Row) => Made,
): Record<Key, Made> {
  const entries = Object.entries<Row>(rows).map(([key, row]) => [key, make(row)])
  return Object.fromEntries(entries) as Record<Key, Made>
}
