import helmet from '@fastify/helmet'
import files from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { onlyFromHere } from '../channels/phones/guard.ts'
import type { Live } from './live.ts'
import type { PhoneRows } from './store.ts'
import type { PageWords } from './words.ts'

/** A phone that the page offers. An empty `name` is a phone that nobody has used yet. */
export type Phone = { phone: string; name: string; role: string; language: string }

export type PhonesDeps = {
  store: PhoneRows
  live: Live
  words(language: string): PageWords
  /** The demo network's people, and guests who wrote before. */
  listPhones(): Promise<Phone[]>
  /** A file of the house by its id. */
  media(id: string): Promise<{ bytes: Buffer; mime: string; name?: string } | null>
  /** HOST, as in `phones()`. */
  host: string
  /** The folder that Vite built. */
  page: string
  /** Something nobody guesses and no other phone has: letters and digits. */
  newId(): string
  refused?(reason: string): void
}

/**
 * The page's files and what it reads; what its phones say goes to the channel's own route.
 * Register only when DEMO is on: whoever opens the page can be anybody.
 */
export async function phonesRoutes(http: FastifyInstance, deps: PhonesDeps): Promise<void> {
  await http.register(async (scope) => {
    scope.addHook('onRequest', onlyFromHere(deps.host, deps.refused ?? (() => {})))
    await scope.register(helmet, STRICT)
    await scope.register(files, {
      root: deps.page,
      prefix: '/phones/',
      index: 'index.html',
      cacheControl: false,
      setHeaders: (response, path) =>
        response.setHeader(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    })
    scope.get('/phones', (request, reply) => reply.redirect(`/phones/${request.url.slice('/phones'.length)}`))

    scope.get('/phones/api/words', (request) => deps.words(LANGUAGE.parse(request.query).language))
    scope.get('/phones/api/phones', () => deps.listPhones())
    scope.post('/phones/api/phones', async (request, reply): Promise<Phone> => {
      const { language } = LANGUAGE.parse(request.body ?? {})
      reply.code(201)
      return { phone: `guest-${deps.newId()}`, name: '', role: 'guest', language }
    })
    scope.get<{ Params: { phone: string } }>('/phones/api/phones/:phone/messages', (request) =>
      deps.store.messages(request.params.phone, AFTER.parse(request.query).after),
    )
    scope.get<{ Params: { id: string } }>('/phones/api/media/:id', async (request, reply) => {
      const { id } = request.params
      const found = /^\d{1,18}$/.test(id) ? await deps.store.recorded(id) : await deps.media(id)
      return found ? sendMedia(reply, found) : reply.code(404).send({ error: 'gone' })
    })
    liveEvents(scope, deps.live)
  })
}

const LANGUAGE = z.object({ language: z.string().max(12).catch('en') }).catch({ language: 'en' })
const AFTER = z.object({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .catch('0'),
})

const STRICT = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      // WebAssembly encodes the voice notes.
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      workerSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Plain HTTP on this machine only.
  strictTransportSecurity: false,
}

/** Shows what a browser can show, hands out the rest as a download; what a person sent never runs as a page. */
function sendMedia(
  reply: FastifyReply,
  { bytes, mime, name }: { bytes: Buffer; mime: string; name?: string },
) {
  const type = mime.split(';')[0]!.trim()
  const shows = /^(audio\/(ogg|mpeg|mp4|wav|webm)|image\/(jpeg|png|webp|gif)|video\/(mp4|webm))$/.test(type)
  return reply
    .header('content-type', shows ? type : 'application/octet-stream')
    .header(
      'content-disposition',
      `${shows ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name ?? 'file')}`,
    )
    .header('cache-control', 'private, no-cache')
    .send(bytes)
}

function liveEvents(scope: FastifyInstance, live: Live): void {
  const pages = new Set<NodeJS.WritableStream>()
  const stop = live.follow((phone) => {
    for (const page of pages) page.write(`event: news\ndata: ${JSON.stringify({ phone })}\n\n`)
  })
  const heartbeat = setInterval(() => {
    for (const page of pages) page.write(':\n\n')
  }, 20_000)
  heartbeat.unref()

  scope.get('/phones/api/events', (request, reply) => {
    reply.hijack()
    const page = reply.raw
    page.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    page.write('retry: 1000\n\n')
    pages.add(page)
    request.raw.on('close', () => pages.delete(page))
  })
  scope.addHook('preClose', async () => {
    stop()
    clearInterval(heartbeat)
    for (const page of pages) page.end()
  })
}
