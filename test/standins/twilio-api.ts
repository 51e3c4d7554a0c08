import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Content, Refusal } from './twilio-rules.ts'
import { isRefusal, makeContent, refusal, reviewFault } from './twilio-rules.ts'

/** A message in Twilio's books, in or out. */
export type Entry = {
  sid: string
  direction: 'inbound' | 'outbound-api'
  from: string
  to: string
  body: string
  at: Date
  status: string
  errorCode: number | null
  media: { sid: string; mime: string; bytes: Buffer }[]
}

/** What goes wrong with a send that was read: refused at once, or failed later with this code. */
export type Trick = Refusal | { later: number }

export type Books = {
  account: { accountSid: string; authToken: string }
  entries: Entry[]
  contents: Map<string, Content>
  /** Every call of the official client: `POST /v1/Content`. */
  calls: string[]
  pageSize: number
  /** Whether a template that is handed in is approved at once. */
  approvesAtOnce: boolean
  /** Whether new Contents are made at all. */
  takesContents: boolean
  send(form: URLSearchParams, trick?: Trick): Promise<Entry | Refusal>
}

/** Answers one call to api.twilio.com or content.twilio.com. */
export async function answerApi(
  books: Books,
  request: IncomingMessage,
  response: ServerResponse,
  trick?: Trick,
) {
  const { pathname, searchParams } = new URL(request.url!, 'http://twilio')
  const raw = await readAll(request)
  const reply = (status: number, body?: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }
  const refuse = (no: Refusal) =>
    reply(no.status, { ...no, more_info: `https://www.twilio.com/docs/errors/${no.code}` })
  books.calls.push(`${request.method} ${pathname}`)

  const stored = /^\/cdn\/(ME[0-9a-f]{32})$/.exec(pathname)
  if (stored) {
    // The store is another server in the real world: our credentials have no business there.
    if (request.headers.authorization) return reply(400, { message: 'credentials sent to the store' })
    return giveBytes(books, stored[1]!, response)
  }
  const { accountSid, authToken } = books.account
  const wanted = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  if (request.headers.authorization !== wanted) return refuse(refusal(20003, 'Authenticate', 401))

  const route = `${request.method} ${pathname.replace(`/2010-04-01/Accounts/${accountSid}`, '')}`
  const [, message, medium] = /\/Messages\/(\w+)(?:\/Media\/(ME\w+))?/.exec(route) ?? []
  const entry = books.entries.find(({ sid }) => sid === message)
  const media = entry?.media.find(({ sid }) => sid === medium)

  if (route === 'POST /Messages.json') {
    const made = await books.send(new URLSearchParams(raw), trick)
    return isRefusal(made) ? refuse(made) : reply(201, asResource(books, made))
  }
  if (route === 'GET /Messages.json') return reply(200, listOf(books, searchParams))
  if (entry && route === `DELETE /Messages/${message}.json`) {
    books.entries.splice(books.entries.indexOf(entry), 1)
    return reply(204)
  }
  if (entry && route === `GET /Messages/${message}.json`) return reply(200, asResource(books, entry))
  if (entry && route === `GET /Messages/${message}/Media.json`) {
    const list = entry.media.map(({ sid, mime }) => ({ sid, content_type: mime, parent_sid: entry.sid }))
    return reply(200, { media_list: list, next_page_uri: null })
  }
  if (media && route === `GET /Messages/${message}/Media/${medium}`) {
    response.writeHead(307, { location: `/cdn/${medium}` }).end()
    return
  }
  if (entry && media && route === `DELETE /Messages/${message}/Media/${medium}.json`) {
    entry.media.splice(entry.media.indexOf(media), 1)
    return reply(204)
  }
  return answerContents(books, route, raw, reply, refuse)
}

function answerContents(
  books: Books,
  route: string,
  raw: string,
  reply: (status: number, body?: unknown) => void,
  refuse: (no: Refusal) => void,
) {
  if (route === 'POST /v1/Content') {
    const made = books.takesContents ? makeContent(JSON.parse(raw)) : refusal(20001, 'no more Contents')
    if (isRefusal(made)) return refuse(made)
    books.contents.set(made.sid, made)
    return reply(201, {
      sid: made.sid,
      friendly_name: made.friendlyName,
      language: made.language,
      types: made.types,
    })
  }
  const [, sid] = /\/v1\/Content\/(HX\w+)\/ApprovalRequests/.exec(route) ?? []
  const content = sid ? books.contents.get(sid) : undefined
  if (!content) return refuse(refusal(20404, 'The requested resource was not found', 404))
  if (route.startsWith('GET')) {
    return reply(200, { sid, whatsapp: content.approval ?? { status: 'unsubmitted' } })
  }
  const { name, category } = JSON.parse(raw) as { name: string; category: string }
  const fault = reviewFault(content, name)
  content.approval = {
    name,
    category,
    status: fault ? 'rejected' : books.approvesAtOnce ? 'approved' : 'pending',
  }
  return reply(201, {
    ...content.approval,
    content_type: Object.keys(content.types)[0],
    rejection_reason: fault ?? '',
  })
}

/** Newest first, as Twilio lists them. */
function listOf(books: Books, query: URLSearchParams) {
  const after = query.get('DateSent>')
  const all = books.entries
    .filter(({ to }) => !query.get('To') || to === query.get('To'))
    .filter(({ from }) => !query.get('From') || from === query.get('From'))
    .filter(({ at }) => !after || at.getTime() >= Date.parse(after))
    .reverse()
  const page = Number(query.get('Page') ?? 0)
  const size = Math.min(Number(query.get('PageSize') ?? 50), books.pageSize)
  const rest = all.length > (page + 1) * size
  query.set('Page', String(page + 1))
  return {
    messages: all.slice(page * size, (page + 1) * size).map((entry) => asResource(books, entry)),
    next_page_uri: rest ? `/2010-04-01/Accounts/${books.account.accountSid}/Messages.json?${query}` : null,
  }
}

function asResource({ account }: Books, entry: Entry) {
  const date = entry.at.toUTCString().replace('GMT', '+0000')
  return {
    account_sid: account.accountSid,
    api_version: '2010-04-01',
    sid: entry.sid,
    body: entry.body,
    direction: entry.direction,
    from: entry.from,
    to: entry.to,
    status: entry.status,
    error_code: entry.errorCode,
    num_media: String(entry.media.length),
    num_segments: '1',
    date_created: date,
    date_sent: date,
    date_updated: date,
  }
}

function giveBytes(books: Books, sid: string, response: ServerResponse): void {
  const media = books.entries.flatMap((entry) => entry.media).find((one) => one.sid === sid)
  if (!media) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': media.mime }).end(media.bytes)
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
