import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { nameOf } from './domains/people/people.ts'
import { contactsOn } from './messaging/contact.ts'
import { mediaBytes } from './messaging/media.ts'
import type { OpenOffice } from './office.ts'
import { listenForNews } from './phones/live.ts'
import { type Phone, phonesRoutes } from './phones/routes.ts'
import type { PhoneRows } from './phones/store.ts'
import { pageWords } from './phones/words.ts'
import { LOCALES, PHONES_PAGE } from './places.ts'

/** Opens the phones page: only where DEMO is on, for whoever opens it can be anybody. */
export async function openPhones(
  http: FastifyInstance,
  { config, ground, store }: { config: Config; ground: OpenOffice; store: PhoneRows },
): Promise<() => Promise<void>> {
  const { office, databaseUrl } = ground
  const live = listenForNews(databaseUrl, office.sealer)
  await phonesRoutes(http, {
    store,
    live,
    words: await pageWords(LOCALES),
    host: config.http.host,
    page: PHONES_PAGE,
    newId: () => office.token(6).replace(/\W|_/g, 'x'),
    media: (id) => mediaBytes(office, id),
    refused: (reason) => office.measure.count('refused', { channel: 'phones', reason }),
    async listPhones(): Promise<Phone[]> {
      const contacts = await contactsOn(office, 'phones')
      return Promise.all(
        contacts.map(async (contact) => ({
          phone: contact.address,
          name: contact.person ? await nameOf(office.db, office, contact.person) : '',
          role: contact.role,
          language: contact.language,
        })),
      )
    },
  })
  return () => live.close()
}
