import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

export type StoredFile = { bytes: Buffer; mime: string; name: string }

/** The key that signs links, derived so that a link tells nothing about the key that seals the data. */
export function mediaKey(dataKey: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', 'parents-network media links', 32))
}

/** The last part of `/m/<signed>`: whoever holds it may fetch this file until it expires. */
export function signMedia(key: Buffer, id: string, expires: Date): string {
  const claim = `${id}.${Math.floor(expires.getTime() / 1000)}`
  return `${claim}.${signatureOf(key, claim)}`
}

/** The file's id, or null when the link was tampered with or has expired. */
function readSigned(key: Buffer, signed: string, now: Date): string | null {
  const [, claim, id, expires, signature] = /^(([\w-]+)\.(\d{1,12}))\.([\w-]{43})$/.exec(signed) ?? []
  if (!claim || !id || !signature) return null
  const genuine = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(key, claim)))
  return genuine && Number(expires) * 1000 > now.getTime() ? id : null
}

/**
 * `GET /m/<signed>`: media and calendar files for whoever was given the link.
 * What people sent is never shown inside our own origin: it is handed over as a file.
 */
export function mediaRoutes(
  http: FastifyInstance,
  { key, now, find }: { key: Buffer; now: () => Date; find(id: string): Promise<StoredFile | null> },
): void {
  http.get<{ Params: { signed: string } }>('/m/:signed', async (request, reply) => {
    reply.headers({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    const id = readSigned(key, request.params.signed, now())
    if (id === null) return reply.code(403).send({ statusCode: 403, error: 'Forbidden' })
    const file = await find(id)
    if (!file) return reply.code(404).send({ statusCode: 404, error: 'Not Found' })
    return reply
      .headers({
        'content-type': /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w-]+)?$/.test(file.mime)
          ? file.mime
          : 'application/octet-stream',
        'content-disposition': `attachment; filename="${plainName(file.name)}"; filename*=UTF-8''${encodedName(file.name)}`,
        'content-security-policy': "sandbox; default-src 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      })
      .send(file.bytes)
  })
}

function signatureOf(key: Buffer, claim: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url')
}

function plainName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').slice(0, 80) || 'file'
}

// RFC 8187: what encodeURIComponent leaves alone but a header value may not hold.
function encodedName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
}
