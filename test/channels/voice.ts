import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The beginning of an Ogg Opus file, long enough to be told from its neighbour. */
export const VOICE = Buffer.concat([
  Buffer.from('OggS\u0000\u0002', 'latin1'),
  Buffer.alloc(22),
  Buffer.from('OpusHead', 'latin1'),
  Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7) % 256)),
])

/** Something for a provider to fetch, at an address of this machine. */
export async function serveBytes(
  bytes: Buffer,
  mime: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': mime, 'content-length': bytes.length }).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/voice.ogg`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
