import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import fastify from 'fastify'
import { phones } from '../../src/channels/phones.ts'
import { connect } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sealer } from '../../src/db/sealed.ts'
import { listenForNews } from '../../src/phones/live.ts'
import { phonesRoutes } from '../../src/phones/routes.ts'
import { phoneStore } from '../../src/phones/store.ts'
import { pageWords } from '../../src/phones/words.ts'
import { ledgerDoor, VOICE } from '../channels/contract.ts'
import { freshDatabase } from '../servers/postgres.ts'

const path = (inside: string) => fileURLToPath(new URL(`../../${inside}`, import.meta.url))

/** The neighbours whose phones lie on the table. */
export const NEIGHBOURS = [
  { phone: 'amina', name: 'Amina', role: 'mother', language: 'ar' },
  { phone: 'samira', name: 'Samira', role: 'mother', language: 'nl' },
  { phone: 'fatma', name: 'Fatma', role: 'key-mother', language: 'tr' },
  { phone: 'joke', name: 'Joke', role: 'professional', language: 'nl' },
]

/** The phones page and its channel on a database of their own, with a door that writes down what comes in. */
export async function phonesHouse() {
  const database = await freshDatabase()
  const db = connect(database.url)
  await migrate(db, path('src/phones'))
  const seals = sealer([randomBytes(32)])
  const store = phoneStore(db, seals, () => new Date())
  const live = listenForNews(database.url, seals)
  const door = ledgerDoor()
  const http = fastify({ forceCloseConnections: true })
  let url = ''
  const channel = phones({ store, host: '127.0.0.1', now: () => new Date(), page: () => `${url}/phones` })
  await phonesRoutes(http, {
    store,
    live,
    words: await pageWords(path('locales')),
    listPhones: async () => NEIGHBOURS,
    media: async (id) => (id === 'm1' ? { bytes: VOICE, mime: 'audio/ogg' } : null),
    host: '127.0.0.1',
    page: path('dist/phones-page'),
    newId: () => randomBytes(4).toString('hex'),
    refused: (reason) => door.refused('phones', reason),
  })
  await channel.open(door, http)
  await http.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
  return {
    channel,
    door,
    db,
    store,
    url,
    async close() {
      await channel.close()
      await http.close()
      await live.close()
      await db.destroy()
      await database.drop()
    },
  }
}
