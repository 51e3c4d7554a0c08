import { STATUS_CODES } from 'node:http'
import { createServer } from 'node:net'
import helmet from '@fastify/helmet'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Log } from '../log.ts'
import { OperatorError } from '../operator-error.ts'

export type HttpPlace = { host: string; port: number }

/**
 * Makes the web server; routes are added by whoever has them, then `listen` opens it.
 * Bodies are at most 1 MB unless a route says otherwise; no forwarded header is believed.
 * Helmet is registered for routes that ask for it: `{ helmet: { … } }` in a route's options.
 */
export async function openHttp(log: Log): Promise<FastifyInstance> {
  const http = fastify({
    logger: false,
    bodyLimit: 1_048_576,
    requestTimeout: 30_000,
    connectionTimeout: 70_000,
    trustProxy: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // A request that came in before the door closed is still served.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  })
  await http.register(helmet, { global: false })
  http.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ statusCode: 404, error: STATUS_CODES[404] }),
  )
  http.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return reply.code(status).send(error)
    log.error(
      { event: 'http_failed', method: request.method, route: routeOf(request), status, err: error },
      'A request failed',
    )
    return reply.code(status).send({ statusCode: status, error: STATUS_CODES[status] })
  })
  if (log.isLevelEnabled('debug'))
    http.addHook('onResponse', async (request, reply) => {
      const facts = { method: request.method, route: routeOf(request), status: reply.statusCode }
      log.debug({ event: 'http', ...facts, ms: Math.round(reply.elapsedTime) }, 'A request was answered')
    })
  return http
}

/**
 * Opens the door.
 * @returns the address it listens on, without a slash at its end
 * @throws {OperatorError} when the port or host cannot be had
 */
export async function listen(http: FastifyInstance, { host, port }: HttpPlace): Promise<string> {
  try {
    return await http.listen({ host, port })
  } catch (cause) {
    throw listenFault(cause, { host, port })
  }
}

/**
 * Looks whether the door can be opened, before anything heavy is started behind it.
 * @throws {OperatorError} when the port or host cannot be had
 */
export async function canListen({ host, port }: HttpPlace): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((listening, failed) => probe.once('error', failed).listen(port, host, listening))
  } catch (cause) {
    throw listenFault(cause, { host, port })
  }
  await new Promise((closed) => probe.close(closed))
}

function listenFault(cause: unknown, { host, port }: HttpPlace): unknown {
  const sentence = LISTEN_FAULTS[(cause as NodeJS.ErrnoException).code ?? '']
  return sentence ? new OperatorError(sentence(host, port), cause) : cause
}

const LISTEN_FAULTS: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_, port) => `PORT ${port} is taken: stop what listens there, or set another PORT`,
  EACCES: (_, port) => `PORT ${port} is not allowed for this user: set a PORT from 1024 to 65535`,
  EADDRNOTAVAIL: (host) => `HOST ${host} is not an address of this machine: set HOST to 127.0.0.1 or 0.0.0.0`,
  ENOTFOUND: (host) => `HOST ${host} is not known: set HOST to 127.0.0.1 or 0.0.0.0`,
}

/** The pattern of the route, never the address asked for: that may hold a signature or a code. */
function routeOf(request: { routeOptions: { url?: string } }): string {
  return request.routeOptions.url ?? 'none'
}
