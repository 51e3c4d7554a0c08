import type { Channel, Limits } from '../channels/channel.ts'
import type { Database } from '../db/database.ts'
import type { Sealer } from '../db/sealed.ts'
import type { Action } from '../engine/action.ts'
import type { Body, Flows, Value } from '../engine/flow.ts'
import type { Queue } from '../queue/queue.ts'
import type { Words } from '../words/words.ts'
import type { Contact } from './contact.ts'
import type { ErrandKind, Scene, Tx } from './scene.ts'
import type { Approved } from './templates.ts'

/** Counts and times, as metrics.ts keeps them. */
export type Measure = {
  count(name: string, labels?: Record<string, string>, by?: number): void
  time(name: string, seconds: number, labels?: Record<string, string>): void
}

/** The few words of a logger that messaging needs; the real one lets only known keys through. */
export type Log = {
  debug(facts: object, event?: string): void
  info(facts: object, event?: string): void
  warn(facts: object, event?: string): void
  error(facts: object, event?: string): void
}

/** Somebody who writes: what must be known of her to look at her words. */
export type Watched = {
  office: PostOffice
  contact: Pick<Contact, 'role' | 'language' | 'languageChosen'>
}

/** The conversation that words begin, with its input. */
type Way = { flow: string; input: Record<string, Value> }

/** All that messaging works with. Made once, by house.ts; time and randomness come from here. */
export type PostOffice = {
  db: Database
  sealer: Sealer
  flows: Flows
  actions: Map<string, Action<Scene>>
  errands: Map<string, ErrandKind>
  channels: Map<string, Channel>
  templates: Map<string, Approved>
  words: Words
  queue: Queue
  measure: Measure
  log: Log
  now(): Date
  /** As many random bytes, in letters that fit an address. */
  token(bytes: number): string
  /** From 0 to 1, for jitter. */
  random(): number
  /** This process among all that send; a claim of an instance that is gone may be taken over. */
  instance: number
  /** Not null when a process died a moment ago: what it may have died of is begun with care, in one line. */
  watchful: { until: Date; line: Promise<unknown> } | null
  /** The language of somebody of whom nothing is known. */
  defaultLanguage: string
  /** Asked over the caller's own connection. */
  network(db: Database, id: string): Promise<{ name: string; zone: string }>
  /**
   * Looks at all that anybody writes, before anything else does; what it finds comes before whatever was going on.
   * `language`: in which she is to be answered.
   */
  lookout(by: Watched, said: Body): (Way & { language: string }) | null
  /**
   * Where words go that no conversation asked for, when they are for whoever is there for her since she hid her screen; null
   * when they are what such words ever are.
   */
  afterHiding(scene: Scene, said: Body): Promise<Way | null>
  /**
   * Where words go that nothing asked for, when they must not be lost though nobody can take them up yet; else null.
   * `language`: in which she hears so.
   */
  meanwhile(scene: Scene, said: Body): Promise<(Way & { language: string }) | null>
  /**
   * What somebody is told before anything else when no machine can look at what was said, for it was spoken or shown; else null.
   * @param during the innermost flow of the conversation that is going on
   */
  unheard(scene: Scene, said: Body, during: string | null): Promise<string | null>
  /** Whose words this id stands for in a quote, when readers see her name; null for whoever is nameless, or gone. */
  whoseIs(tx: Tx, id: string): Promise<{ person: string; name: string } | null>
  /** A signed, expiring address of a media file, or of a calendar, under PUBLIC_URL; for a day when not said how long. */
  mediaLink(id: string, until?: Date): string
}

/** How this code can be used to join: one link for each running channel that has links. */
export function inviteLinks(office: PostOffice, code: string): { channel: string; link: string }[] {
  return [...office.channels.values()].flatMap((channel) => {
    const link = channel.inviteLink(code)
    return link ? [{ channel: channel.name, link }] : []
  })
}

/** What fits on the channel of this name; phones-like wide limits where it does not run in this process. */
export function limitsOf(office: PostOffice, channel: string): Limits {
  return office.channels.get(channel)?.limits ?? UNKNOWN_CHANNEL
}

const UNKNOWN_CHANNEL: Limits = {
  text: 1000,
  buttons: 3,
  buttonLabel: 20,
  rows: 10,
  rowLabel: 24,
  choiceText: 1000,
  windowHours: null,
  outsideADay: null,
  perSecond: 1,
  perSecondEach: 1,
}
