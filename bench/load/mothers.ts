import { setTimeout as pause } from 'node:timers/promises'
import { postsTo } from './posts.ts'
import { expected, type Script, updateFor } from './script.ts'
import type { Params, QuickTelegram, Reply } from './telegram.ts'

/** One load: `mothers` play `script`, each answering as soon as she has read. */
export type Load = {
  telegram: QuickTelegram
  script: Script
  mothers: number
  /** Invitations; each mother comes with one of them. */
  codes?: string[]
  /** Closed loop: so many conversations at once, the next begins when one has ended. */
  atOnce?: number
  /** Open loop instead: updates offered a second, whatever the bot does. */
  rate?: number
  /** The part of the updates that is brought twice, as providers do after a time-out. */
  redeliver?: number
  /** A mother's next message does not wait for the webhook's answer to her last one. */
  unordered?: boolean
  /** How long a mother reads before she goes on, in milliseconds: no time at all without it. */
  reads?: number
}

export type Figures = {
  updates: number
  seconds: number
  updates_per_s: number
  /** From when an update was due to when its reply reached Telegram, in milliseconds. */
  p50_ms: number
  p99_ms: number
  lost: number
  doubled: number
  out_of_order: number
  redelivered: number
  webhook_errors: number
}

type Mother = {
  n: number
  chat: number
  step: number
  /** Messages of this step that came before the one that is expected. */
  asides: number
  expects: (RegExp | null)[]
  last: Reply | null
  due: number
  waiting: boolean
  /** Webhook calls of hers that have no answer yet. */
  unanswered: number
  /** When she goes on, once they have. */
  resumes: number | null
  over: boolean
  patience?: NodeJS.Timeout
}

// Telegram's own default, https://core.telegram.org/bots/api#setwebhook
const CONNECTIONS = 40
const PATIENCE_MS = 15_000
const REDELIVERIES = 3
/** Long enough to see a reply that comes twice. */
const AFTERMATH_MS = 300

// Chats and updates are new in every run, or a bot would take them for repeats.
let chats = Math.floor(Date.now() / 1000) * 1000
let updates = chats

/** Lets the mothers talk with the bot that registered its webhook, and tells how it went. */
export async function talk(load: Load): Promise<Figures> {
  const {
    telegram,
    script,
    mothers,
    codes = [''],
    atOnce = 0,
    rate = 0,
    redeliver = 0,
    unordered = false,
    reads = 0,
  } = load
  const { url, secret } = telegram.webhook()!
  const posts = postsTo(url, CONNECTIONS, secret ? { 'x-telegram-bot-api-secret-token': secret } : {})
  const people = new Map<number, Mother>()
  const times: number[] = []
  const seen = { lost: 0, doubled: 0, out_of_order: 0, redelivered: 0, webhook_errors: 0 }
  let [sent, ended, first, last] = [0, 0, 0, 0]
  let allEnded = () => {}
  const done = new Promise<void>((resolve) => {
    allEnded = resolve
  })

  const begin = () => {
    if (people.size >= mothers) return
    const [n, chat] = [people.size, ++chats]
    const mother: Mother = {
      ...{ n, chat, step: 0, asides: 0, expects: expected(script, n), last: null },
      ...{ due: 0, waiting: false, unanswered: 0, resumes: null, over: false },
    }
    people.set(chat, mother)
    return mother
  }
  const end = (mother: Mother) => {
    if (mother.over) return
    mother.over = true
    mother.waiting = false
    clearTimeout(mother.patience)
    if (++ended === mothers) allEnded()
    else if (atOnce) goOn(begin(), performance.now())
  }
  const goOn = (mother: Mother | undefined, due: number) => {
    if (!mother) return
    mother.due = due
    const wait = due - performance.now()
    if (wait > 0.5) setTimeout(send, wait, mother)
    else send(mother)
  }
  const lose = (mother: Mother) => {
    if (mother.over) return
    seen.lost++
    end(mother)
  }
  const send = (mother: Mother) => {
    const update = updateFor(script.steps[mother.step]!, {
      ...mother,
      code: codes[mother.n % codes.length]!,
      id: ++updates,
    })
    if (!update) return lose(mother)
    mother.waiting = true
    mother.patience = setTimeout(lose, PATIENCE_MS, mother)
    first ||= performance.now()
    const body = JSON.stringify(update)
    bring(mother, body)
    // Spread evenly, so that every run repeats the same ones.
    if (++sent * redeliver >= seen.redelivered + 1) {
      seen.redelivered++
      bring(mother, body)
    }
  }
  const bring = (mother: Mother, body: string, attempt = 1) => {
    mother.unanswered++
    posts.post(body, (status, answer) => {
      mother.unanswered--
      if (status !== 200) {
        seen.webhook_errors++
        if (attempt <= REDELIVERIES && !mother.over)
          setTimeout(bring, 500 * attempt, mother, body, attempt + 1)
      } else if (answer.includes('"method"')) {
        const { method, ...params } = JSON.parse(answer) as Params & { method: string }
        telegram.call(method, params)
      }
      if (mother.unanswered > 0 || mother.resumes === null) return
      mother.resumes = null
      goOn(mother, performance.now() + reads)
    })
  }

  telegram.listen((reply) => {
    const mother = people.get(reply.chat)
    if (!mother) return
    const fits = (step: number) => mother.expects[step]?.test(reply.text) ?? false
    if (!mother.waiting || !(mother.expects[mother.step] === null || fits(mother.step))) {
      if (mother.waiting && mother.asides++ < (script.steps[mother.step]!.asides ?? 0)) return
      const ahead = mother.expects.some((_, step) => step > mother.step && fits(step))
      if (mother.waiting && ahead) seen.out_of_order++
      else seen.doubled++
      return
    }
    last = reply.at
    mother.asides = 0
    mother.last = reply
    mother.waiting = false
    clearTimeout(mother.patience)
    times.push(reply.at - mother.due)
    if (++mother.step === script.steps.length) end(mother)
    else if (!unordered && mother.unanswered) mother.resumes = reply.at
    else goOn(mother, reply.at + reads)
  })
  const start = performance.now()
  const gap = (1000 * script.steps.length) / rate
  const ticker = rate
    ? setInterval(() => {
        while (people.size < mothers && start + people.size * gap <= performance.now())
          goOn(begin(), start + (people.size - 1) * gap)
      }, 1)
    : undefined
  for (let i = 0; i < atOnce; i++) goOn(begin(), performance.now())
  await done
  clearInterval(ticker)
  await pause(AFTERMATH_MS)
  telegram.listen(() => {})
  posts.close()

  times.sort((a, b) => a - b)
  const seconds = (last - first) / 1000
  return {
    updates: sent,
    seconds: round(seconds, 3),
    updates_per_s: Math.round(times.length / seconds),
    p50_ms: quantile(times, 0.5),
    p99_ms: quantile(times, 0.99),
    ...seen,
  }
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))

function quantile(sorted: number[], part: number): number {
  return round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN, 2)
}
