import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Channel, Choice, Door, MediaOut, MsgOut } from './channel.ts'
import { SendError } from './channel.ts'
import { onlyFromHere } from './phones/guard.ts'
import { asContent, PHONE, SAID, type Said, visible } from './phones/said.ts'

/** What lies on one phone of the phones page, from or to its owner. */
export type PhoneMessage = {
  phone: string
  from: 'owner' | 'house'
  /** Made by the owner's page: the same key twice is one message. */
  key?: string
  text: string
  language?: string
  direction: 'ltr' | 'rtl' | 'auto'
  choices: Choice[]
  /** What opens the choices where they are a list. */
  listLabel?: string
  /** A file of the house by its id there, or bytes that the owner recorded. */
  media?: Pick<MediaOut, 'kind' | 'mime' | 'name'> & { id?: string; bytes?: Buffer; seconds?: number }
}

/** Where phones keep their messages: rows that every process of the house sees. */
export type PhoneStore = {
  /** Resolves with the message's id once it is kept, also when it was kept before. */
  keep(message: PhoneMessage): Promise<string>
  /** Puts other words and choices in the place of what the house said there. */
  revise(phone: string, id: string, said: Pick<PhoneMessage, 'text' | 'choices'>): Promise<void>
  /** What the owner recorded in that message. */
  recorded(id: string): Promise<{ bytes: Buffer; mime: string } | null>
  /** Removes all that lies on a phone. */
  forget(phone: string): Promise<void>
}

export type PhonesSettings = {
  store: PhoneStore
  /** The name or address that HTTP listens on, beside this machine's own names. */
  host: string
  now(): Date
  /** The phones page's own address, for invitation links; null while it is not known. */
  page?(): string | null
}

/** The built-in provider: a browser page full of phones. Whoever opens it can be anybody, so it serves this machine alone. */
export function phones(settings: PhonesSettings): Channel {
  const underWay = new Set<Promise<unknown>>()
  let taking = false

  async function take(door: Door, request: FastifyRequest, reply: FastifyReply) {
    const phone = PHONE.safeParse((request.params as { phone: string }).phone)
    const said = SAID.safeParse(request.body)
    if (!phone.success || !said.success) return reply.code(400).send({ error: 'malformed' })
    if (!taking) return reply.code(503).send({ error: 'later' })
    const work = deliver(settings, door, phone.data, said.data)
    underWay.add(work)
    try {
      return reply.send({ id: await work })
    } catch {
      return reply.code(503).send({ error: 'later' })
    } finally {
      underWay.delete(work)
    }
  }

  return {
    name: 'phones',
    limits: {
      text: 4096,
      buttons: 3,
      buttonLabel: 40,
      rows: 20,
      rowLabel: 60,
      choiceText: 4096,
      windowHours: null,
      outsideADay: null,
      perSecond: Infinity,
      perSecondEach: Infinity,
    },
    async open(door, http) {
      taking = true
      http.register(async (scope) => {
        scope.addHook(
          'onRequest',
          onlyFromHere(settings.host, (reason) => door.refused('phones', reason)),
        )
        scope.post('/phones/api/phones/:phone/messages', { bodyLimit: LARGEST }, (request, reply) =>
          take(door, request, reply),
        )
      })
    },
    async close() {
      taking = false
      await Promise.allSettled(underWay)
    },
    async send(message) {
      return { providerId: await settings.store.keep(asShown(message, this.limits.rows)) }
    },
    async fetch(reference) {
      const recorded = await settings.store.recorded(reference)
      if (!recorded) throw new SendError('gone', 'This phone no longer has what was recorded')
      return recorded
    },
    revise: (address, id, said) => settings.store.revise(address, id, said),
    forget: (address) => settings.store.forget(address),
    async trouble() {
      return null
    },
    inviteLink(code) {
      const page = settings.page?.()
      return page ? `${page}?join=${encodeURIComponent(code)}` : null
    },
  }
}

// A picture or some minutes of voice, in base64.
const LARGEST = 24 * 1024 * 1024

async function deliver(
  { store, now }: PhonesSettings,
  door: Door,
  phone: string,
  said: Said,
): Promise<string> {
  const recorded = said.kind === 'media' ? Buffer.from(said.data, 'base64') : null
  const id = await store.keep({
    phone,
    from: 'owner',
    key: said.key,
    text: visible(said),
    language: said.language,
    direction: 'auto',
    choices: [],
    media:
      said.kind === 'media'
        ? { kind: said.media, mime: said.mime, name: said.media, bytes: recorded!, seconds: said.seconds }
        : undefined,
  })
  await door.message({
    channel: 'phones',
    address: phone,
    providerId: `${phone}.${said.key}`,
    at: now(),
    appLanguage: said.language?.slice(0, 2).toLowerCase(),
    content: asContent(said, id, recorded?.length),
  })
  return id
}

function asShown(message: MsgOut, rows: number): PhoneMessage {
  const { address: phone, language, direction, listLabel, media } = message
  const text = message.template ? filledIn(message.template) : message.text
  const choices = message.template?.choices ?? message.choices
  const fits = choices.length <= rows
  return {
    phone,
    from: 'house',
    text: fits ? text : asNumberedText(text, choices),
    language,
    direction,
    choices: fits ? choices : [],
    listLabel,
    media: media && { id: media.id, kind: media.kind, mime: media.mime, name: media.name },
  }
}

function filledIn({ template, values }: NonNullable<MsgOut['template']>): string {
  return template.body.replace(/\{\{(\d+)\}\}/g, (hole, nth) => values[Number(nth) - 1] ?? hole)
}

function asNumberedText(text: string, choices: Choice[]): string {
  return [text, ...choices.map(({ label }, i) => `${i + 1}. ${label}`)].join('\n')
}
