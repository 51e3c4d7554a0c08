import { DateTime } from 'luxon'
import { networkFacts } from '../networks/networks.ts'
import { type Exporting, findPerson } from '../people/people.ts'
import { isWritten, textsBy } from './drafts.ts'
import { looksOf } from './looks.ts'

/** What she asked the library and is still kept. */
export const exportLooks: Exporting = async (tx, office, person, language) => {
  const looks = await looksOf(tx, office, person)
  const her = await findPerson(tx, office, person)
  if (!looks.length || !her) return []
  const { zone } = await networkFacts(tx, her.network)
  const lines = looks.map(({ at, words }) => {
    const when = DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm')
    return `${when} · ${words.text ?? '…'}`
  })
  return [{ title: office.words.text(language, 'library', 'asked'), lines }]
}

/** What she wrote for the library. */
export const exportDrafts: Exporting = async (tx, office, person, language) => {
  const written = (await textsBy(tx, office, person)).filter(isWritten)
  const lines = written.map(({ said }) => `${said.title}: ${said.answer} ${said.next}`)
  return [{ title: office.words.text(language, 'library', 'written'), lines }]
}
