import type { FastifyInstance } from 'fastify'

/** The port between the house and the outside: every driver keeps these promises (test/channels/contract.ts). */
export interface Channel {
  readonly name: string
  readonly limits: Limits
  /** Registers webhooks or starts polling. Nothing comes in before this. */
  open(door: Door, http: FastifyInstance): Promise<void>
  /** Stops taking; calls under way are finished. */
  close(): Promise<void>
  /**
   * Hands one message to the provider.
   * @throws {SendError} for everything that goes wrong, with what to do about it
   */
  send(message: MsgOut): Promise<Receipt>
  /** Fetches what somebody sent, by the reference that came with it, and removes the provider's copy where it can. */
  fetch(reference: string): Promise<{ bytes: Buffer; mime: string }>
  /**
   * Puts other words in the place of what was sent, without a sound. Only where the provider can.
   * @throws {SendError} as `send` does
   */
  revise?(address: string, providerId: string, said: Pick<MsgOut, 'text' | 'choices'>): Promise<void>
  /** Removes what the provider, or its part of the house, keeps of an address that is being erased. Only where that can be done. */
  forget?(address: string): Promise<void>
  /**
   * Takes messages of a chat, hers and ours, off her screen; what is not there any more is passed over. Only where that can be done.
   * @param onScreen `MsgIn.onScreen` and `Receipt.providerId`, none older than two days
   * @throws {SendError}
   */
  takeBack?(address: string, onScreen: string[]): Promise<void>
  /** Null when it can take and send; else the reason in a few words. */
  trouble(): Promise<string | null>
  /** How a person joins with this code from a phone: a link she can tap, or null where there is none. */
  inviteLink(code: string): string | null
  /** Reads the provider's own list of what came in since then, through the same door. Only where the provider gives up soon. */
  catchUp?(since: Date): Promise<number>
  /** Hands in templates for approval and tells how each stands. Only where the provider wants that. */
  provisionTemplates?(templates: Template[]): Promise<{ name: string; language: string; status: string }[]>
}

/** What a channel can show. A flow that does not fit is refused by the checker, never cut. */
export type Limits = {
  text: number
  /** Up to this many choices are buttons; more become a list of rows, more than that numbered text. */
  buttons: number
  buttonLabel: number
  rows: number
  rowLabel: number
  /** Characters of the text above choices. */
  choiceText: number
  /** Hours after her last message in which free words may be sent; null without such a window. */
  windowHours: number | null
  /** How many people a day may be written to first, outside that window; null without such a ceiling. */
  outsideADay: number | null
  /** Messages a second for all people together, and to one person, for what is not a reply. */
  perSecond: number
  perSecondEach: number
}

/** What the house offers a channel. */
export type Door = {
  /** Resolves once it is durably stored, `repeat` when it was known. Rejects when it could not be stored: answer 503. */
  message(message: MsgIn): Promise<'stored' | 'repeat'>
  /** A receipt came in for an outbound message. Moves only forward. */
  status(status: StatusIn): Promise<void>
  /** She blocked us, or came back, on the platform itself. */
  reachable(channel: string, address: string, reachable: boolean): Promise<void>
  /** Authentic but not understood: kept, counted, answered 200. `kind`, like `reason`, names a figure: letters and dashes. */
  quarantine(channel: string, providerId: string, kind: string, raw: unknown): Promise<void>
  /** Forged or without its secret: counted, nothing stored. */
  refused(channel: string, reason: string): void
  /** The provider moved a chat to another address. */
  moved(channel: string, from: string, to: string): Promise<void>
}

export type MsgIn = {
  channel: string
  /** The address on that channel: a chat id, `whatsapp:+31…`, a phone of the phones page. */
  address: string
  /** The provider's own id of this message: the same id twice has one effect. */
  providerId: string
  /** By what it can be taken off her screen, where the provider allows that. */
  onScreen?: string
  at: Date
  /** Two letters, when the provider tells the language of her app: a suggestion only. */
  appLanguage?: string
  content: InContent
}

export type InContent =
  | { kind: 'text'; text: string; edited?: boolean }
  /** A button or row: `payload` is the Choice.payload that we sent. `label` what she saw. */
  | { kind: 'tap'; payload: string; label?: string }
  /** She opened an invitation link. */
  | { kind: 'start'; code: string }
  | {
      kind: 'media'
      media: 'voice' | 'picture' | 'video' | 'file'
      mime: string
      /** What fetch() needs. Never shown, stored sealed. */
      reference: string
      bytes?: number
      seconds?: number
      caption?: string
    }
  | { kind: 'place'; latitude: number; longitude: number; label?: string }
  /** Sticker, contact, poll…: we say kindly that we cannot open it. */
  | { kind: 'other'; what: string }

export type StatusIn = {
  channel: string
  providerId: string
  status: 'sent' | 'delivered' | 'read' | 'failed'
  /** MsgOut.id, where the provider brings it back: finds the message even when its receipt never reached us. */
  ourId?: string
  error?: SendError
}

export type Choice = { payload: string; label: string }

export type MsgOut = {
  /** Our own id of the message. */
  id: string
  address: string
  language: string
  direction: 'ltr' | 'rtl'
  text: string
  choices: Choice[]
  /** What opens a list of choices, in her language, at most 20 characters; a sign that needs no language without it. */
  listLabel?: string
  media?: MediaOut
  /** Set when only an approved template may be sent; text and choices are then empty. */
  template?: TemplateUse
  /** Names, numbers or an answer inside: the channel hinders forwarding where it can. */
  protect: boolean
}

/** `load` gives the bytes; `link` a signed, expiring address under PUBLIC_URL for channels that fetch themselves. */
export type MediaOut = {
  id: string
  kind: 'voice' | 'picture' | 'video' | 'file'
  mime: string
  name: string
  load(): Promise<Buffer>
  link(): string
}

/** An approved text of flows/templates.yaml in one language. */
export type Template = {
  name: string
  language: string
  category: 'utility' | 'marketing'
  /** With {{1}}, {{2}} … in the order of `variables`. */
  body: string
  variables: { name: string; example: string }[]
  buttons: string[]
}
export type TemplateUse = { template: Template; values: string[]; choices: Choice[] }

export type Receipt = { providerId: string }

export type SendTrouble =
  /** The provider asks us to wait. */
  | 'slow-down'
  /** Nobody answered, or 5xx: again later. */
  | 'unreachable'
  /** She blocked us or opted out. */
  | 'blocked'
  /** No such address (any more). */
  | 'gone'
  /** The channel's window is closed: a template, never the same again. */
  | 'window'
  /** Token, account or template: the operator acts. */
  | 'misconfigured'
  /** The provider will not take this message, now or later. */
  | 'refused'

/** One of a closed list of troubles; each tells whether to try again and who acts. */
export class SendError extends Error {
  readonly trouble: SendTrouble
  /** Milliseconds to wait, when the provider said so. */
  readonly retryAfter?: number
  /** True when the provider may have taken the message although it did not answer. */
  readonly ambiguous: boolean

  constructor(
    trouble: SendTrouble,
    sentence: string,
    more: { retryAfter?: number; ambiguous?: boolean; cause?: unknown } = {},
  ) {
    super(sentence, { cause: more.cause })
    this.name = 'SendError'
    this.trouble = trouble
    this.retryAfter = more.retryAfter
    this.ambiguous = more.ambiguous ?? false
  }

  get tryAgain(): boolean {
    return this.trouble === 'slow-down' || this.trouble === 'unreachable'
  }
}
