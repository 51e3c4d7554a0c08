import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import webhooks from 'twilio/lib/webhooks/webhooks.js'
import type { Books, Entry, Trick } from './twilio-api.ts'
import { answerApi } from './twilio-api.ts'
import type { Person } from './twilio-person.ts'
import { makePerson } from './twilio-person.ts'
import type { Refusal } from './twilio-rules.ts'
import { breach, isRefusal, newSid, refusal, show } from './twilio-rules.ts'

/**
 * What the next sends meet: a refusal, a failure told afterwards by its code, a call that hangs or is cut before or
 * after the message was taken, an answer that is no JSON.
 */
export type Mischief = Refusal | { later: number } | { garbage: number } | 'hang' | 'cut' | 'accept-then-die'

export type Twilio = Awaited<ReturnType<typeof startTwilio>>

const DAY = 86_400_000
const FROM = 'whatsapp:+14155238886'

/** Twilio's API and WhatsApp's phones in one: a real server, spoken to by the official client. */
export async function startTwilio() {
  const settings = { accountSid: newSid('AC'), authToken: newSid('').slice(0, 32), from: FROM }
  const people = new Map<string, Person>()
  const mischief: Mischief[] = []
  const errands = new Set<Promise<unknown>>()
  const stopping = new AbortController()
  let house = { publicUrl: '', deliverTo: '' }
  let clockAhead = 0

  const books: Books = {
    account: settings,
    entries: [],
    contents: new Map(),
    calls: [],
    pageSize: 1000,
    approvesAtOnce: true,
    takesContents: true,
    send,
  }

  const server = createServer(async (request, response) => {
    const sending = request.method === 'POST' && request.url!.endsWith('/Messages.json')
    const trick = sending ? mischief.shift() : undefined
    if (trick === 'hang') return
    if (trick === 'cut') return void request.socket.destroy()
    if (twilio.away) return void response.writeHead(503).end('<html>Service Unavailable</html>')
    if (trick && typeof trick === 'object' && 'garbage' in trick) {
      return void response.writeHead(trick.garbage, { 'content-type': 'text/html' }).end('<html>oops')
    }
    if (trick === 'accept-then-die') response.end = () => request.socket.destroy() as never
    await answerApi(books, request, response, typeof trick === 'object' ? trick : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const twilio = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settings,
    /** Nobody has this number. */
    nobody: 'whatsapp:+9990000000',
    books,
    /** Every call is answered 503 while this is true. */
    away: false,
    /** Whether statuses after `sent` are told: switch off for floods. */
    tellsStatus: true,
    /** Webhooks that the house did not take; Twilio does not bring them again. */
    missed: [] as { fields: Record<string, string>; status: number | null }[],
    /** What WhatsApp would not have shown, and why. */
    breaches: [] as string[],
    /** @param deliverTo where the house really listens, when a proxy stands before it */
    connect(publicUrl: string, deliverTo = publicUrl) {
      house = { publicUrl, deliverTo }
    },
    /** @param number +31… */
    person(number: string): Person {
      const address = `whatsapp:${number}`
      const known = people.get(address) ?? makePerson(address, { receive })
      people.set(address, known)
      return known
    },
    now: () => new Date(Date.now() + clockAhead),
    /** Moves this clock, and with it everybody's 24 hours. */
    forward(milliseconds: number) {
      clockAhead += milliseconds
    },
    /** The next sends meet these, one each. */
    misbehave(...tricks: Mischief[]) {
      mischief.push(...tricks)
    },
    bring,
    /** Resolves when every status has been told. */
    async settled() {
      while (errands.size > 0) await Promise.all(errands)
    },
    async stop() {
      stopping.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.allSettled(errands)
    },
  }
  return twilio

  /** One message of a person: in the books first, then once to the house. */
  async function receive(
    person: Person,
    fields: Record<string, string>,
    media: { mime: string; bytes: Buffer }[],
  ) {
    const sid = newSid(media.length > 0 ? 'MM' : 'SM')
    const entry: Entry = {
      sid,
      direction: 'inbound',
      from: person.address,
      to: FROM,
      body: (fields.Body ?? '').toWellFormed(),
      at: twilio.now(),
      status: 'received',
      errorCode: null,
      media: media.map((one) => ({ ...one, sid: newSid('ME') })),
    }
    books.entries.push(entry)
    person.lastWrote = entry.at
    const path = `${twilio.url}/2010-04-01/Accounts/${settings.accountSid}/Messages/${sid}/Media`
    const attached = entry.media.flatMap((one, i) => [
      [`MediaUrl${i}`, `${path}/${one.sid}`],
      [`MediaContentType${i}`, one.mime],
    ])
    return bring('/webhooks/twilio', {
      SmsMessageSid: sid,
      NumMedia: String(media.length),
      ProfileName: 'Amina ’s phone',
      MessageType: 'text',
      SmsSid: sid,
      WaId: person.address.replace(/\D/g, ''),
      SmsStatus: 'received',
      To: FROM,
      NumSegments: '1',
      ReferralNumMedia: '0',
      MessageSid: sid,
      AccountSid: settings.accountSid,
      From: person.address,
      ApiVersion: '2010-04-01',
      ...Object.fromEntries(attached),
      ...fields,
      Body: entry.body,
    })
  }

  /** Signs and posts a webhook as Twilio does: one try of 15 seconds. The status, or null without an answer. */
  async function bring(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const signature = webhooks.getExpectedTwilioSignature(settings.authToken, house.publicUrl + path, fields)
    const status = await fetch(house.deliverTo + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-twilio-signature': signature,
        'i-twilio-idempotency-token': newSid(''),
        ...headers,
      },
      body: new URLSearchParams(fields),
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(15_000)]),
    }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => null,
    )
    if (status !== 200) twilio.missed.push({ fields, status })
    return status
  }

  async function send(form: URLSearchParams, trick?: Trick): Promise<Entry | Refusal> {
    if (trick && isRefusal(trick)) return trick
    const get = (name: string) => form.get(name) ?? undefined
    const to = get('To') ?? ''
    if (get('From') !== FROM)
      return refusal(63007, 'Twilio could not find a Channel with the specified From address')
    if (!/^whatsapp:(\+\d{5,16}|[A-Z]{2}\.\w+)$/.test(to) || to === twilio.nobody) {
      return refusal(21211, `The 'To' number ${to} is not a valid phone number`)
    }
    const person = twilio.person(to.replace('whatsapp:', ''))
    if (person.blocked) return refusal(21610, 'Attempt to send to unsubscribed recipient')
    const content = books.contents.get(get('ContentSid') ?? '')
    const shown = get('ContentSid')
      ? show(content, get('ContentVariables'))
      : { text: get('Body') ?? '', buttons: [] }
    if (isRefusal(shown)) return shown
    if (shown.text.length > 1600)
      return refusal(21617, 'The concatenated message body exceeds the 1600 character limit')
    const addresses = form.getAll('MediaUrl')
    if (shown.text === '' && addresses.length === 0)
      return refusal(21619, 'A text message body or media urls must be specified')

    const approved = content?.approval?.status === 'approved'
    const open = person.lastWrote !== null && twilio.now().getTime() - person.lastWrote.getTime() < DAY
    const fault = breach(shown, approved)
    if (fault) twilio.breaches.push(fault)
    const media = await Promise.all(addresses.map(fetchMedia))
    let failure = trick && 'later' in trick ? trick.later : null
    if (!open && !approved) failure ??= 63016
    if (fault) failure ??= 63013
    if (media.includes(null)) failure ??= 63019

    const entry: Entry = {
      sid: newSid(media.length > 0 ? 'MM' : 'SM'),
      direction: 'outbound-api',
      from: FROM,
      to,
      body: shown.text,
      at: twilio.now(),
      status: 'queued',
      errorCode: failure,
      media: media.flatMap((one) => (one ? [{ ...one, sid: newSid('ME') }] : [])),
    }
    books.entries.push(entry)
    if (failure === null) person.receive(entry, shown.buttons, approved ? content?.approval?.name : undefined)
    const errand = tellStatus(entry, get('StatusCallback')).finally(() => errands.delete(errand))
    errands.add(errand)
    return entry
  }

  async function tellStatus(entry: Entry, callback: string | undefined): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    for (const status of entry.errorCode ? ['failed'] : ['sent', 'delivered']) {
      entry.status = status
      if (!callback || !twilio.tellsStatus || !callback.startsWith(house.publicUrl)) continue
      await bring(callback.slice(house.publicUrl.length), {
        SmsSid: entry.sid,
        SmsStatus: status,
        MessageStatus: status,
        ChannelToAddress: entry.to,
        To: entry.to,
        ChannelPrefix: 'whatsapp',
        MessageSid: entry.sid,
        AccountSid: settings.accountSid,
        From: FROM,
        ApiVersion: '2010-04-01',
        ...(entry.errorCode ? { ErrorCode: String(entry.errorCode) } : {}),
      })
    }
  }

  /** WhatsApp reads media itself, from where the link points. */
  async function fetchMedia(address: string): Promise<{ mime: string; bytes: Buffer } | null> {
    const real = address.startsWith(house.publicUrl)
      ? house.deliverTo + address.slice(house.publicUrl.length)
      : address
    const response = await fetch(real, { signal: AbortSignal.timeout(5000) }).catch(() => null)
    const mime = response?.headers.get('content-type')?.split(';')[0] ?? ''
    const shows =
      /^(image\/(jpeg|png|webp)|audio\/(ogg|amr|3gpp|aac|mpeg|mp4)|video\/mp4|application\/|text\/)/
    if (!response?.ok || !shows.test(mime)) return null
    const bytes = Buffer.from(await response.arrayBuffer())
    return bytes.length > 16 * 1024 * 1024 ? null : { mime, bytes }
  }
}
