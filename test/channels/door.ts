import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import type { Door, MsgIn } from '../../src/channels/channel.ts'

/** A door that writes down what came through it, and keeps a message once like the real one. */
export type LedgerDoor = Door & {
  messages: MsgIn[]
  /** How often a message was offered, stored or not. */
  tried: number
  refusals: string[]
  quarantined: { providerId: string; kind: string; raw: unknown }[]
  statuses: Parameters<Door['status']>[0][]
  reached: { address: string; reachable: boolean }[]
  moves: { from: string; to: string }[]
  /** The next so many messages cannot be stored. */
  failNext(times: number): void
}

export function ledgerDoor(): LedgerDoor {
  let failing = 0
  const known = new Set<string>()
  const door: LedgerDoor = {
    messages: [],
    tried: 0,
    refusals: [],
    quarantined: [],
    statuses: [],
    reached: [],
    moves: [],
    failNext: (times) => {
      failing = times
    },
    async message(message) {
      door.tried++
      if (failing > 0) {
        failing--
        throw new Error('the database is away')
      }
      if (known.has(message.providerId)) return 'repeat'
      known.add(message.providerId)
      door.messages.push(message)
      return 'stored'
    },
    async status(status) {
      door.statuses.push(status)
    },
    async reachable(_channel, address, reachable) {
      door.reached.push({ address, reachable })
    },
    async quarantine(_channel, providerId, kind, raw) {
      door.quarantined.push({ providerId, kind, raw })
    },
    refused(_channel, reason) {
      door.refusals.push(reason)
    },
    async moved(_channel, from, to) {
      door.moves.push({ from, to })
    },
  }
  return door
}

/**
 * A house whose address is known before its routes are: webhooks need PUBLIC_URL when they are registered.
 * Call `http.ready()` after the channel is open; nothing needs `listen`.
 */
export async function frontDoor(): Promise<{ http: FastifyInstance; url: string; close(): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = fastify({
    serverFactory: (handler) => server.on('request', handler),
    forceCloseConnections: true,
  })
  const close = async () => {
    await http.close()
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  return { http, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
