import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands before a house on a server: its address is known before the house is open, as PUBLIC_URL must be. */
export async function openProxy() {
  let house = ''
  const server = createServer((incoming, outgoing) => {
    const onward = request(new URL(incoming.url!, house), {
      method: incoming.method,
      headers: { ...incoming.headers, host: new URL(house).host, connection: 'close' },
    })
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    leadsTo(address: string) {
      house = address
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
