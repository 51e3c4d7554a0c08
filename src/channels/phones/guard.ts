import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Refuses pages of other sites, also those that point a name of their own at this machine (DNS rebinding).
 * @param host what HTTP was told to listen on, allowed beside localhost
 */
export function onlyFromHere(host: string, refused: (reason: string) => void) {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', host, host.includes(':') ? `[${host}]` : host])
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const called = request.headers.host ?? ''
    const reason = !names.has(called.replace(/:\d+$/, '').toLowerCase())
      ? 'foreign-host'
      : comesFromElsewhere(request, called)
        ? 'foreign-origin'
        : null
    if (!reason) return
    refused(reason)
    return reply.code(403).send({ error: reason })
  }
}

function comesFromElsewhere({ method, headers }: FastifyRequest, called: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  if (headers['sec-fetch-site'] && !['same-origin', 'none'].includes(String(headers['sec-fetch-site'])))
    return true
  return (
    headers.origin !== undefined &&
    headers.origin !== `http://${called}` &&
    headers.origin !== `https://${called}`
  )
}
