import { exportPerson } from '../../messaging/export.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import type { Tx } from '../../messaging/scene.ts'
import { networkFacts } from '../networks/networks.ts'
import { consentsOf } from './consents.ts'
import type { Exporting, Section } from './erasure.ts'
import type { Person } from './people.ts'

/** All that is kept about a person, as a text she can read, in her language. */
export async function exportOf(
  tx: Tx,
  office: PostOffice,
  person: Person,
  language: string,
  others: Exporting[],
  now: Date,
): Promise<string> {
  const { name, zone } = await networkFacts(tx, person.network)
  const say = (id: string, values: Record<string, string> = {}) =>
    office.words.text(language, 'export', id, values)
  const when = (at: Date) => office.words.when(at, zone, language)
  const sections = [aboutHer(person, office, say, when), await consents(tx, person, say, when)]
  for (const tell of others) sections.push(...(await tell(tx, office, person.id, language, now)))
  sections.push(...(await messages(tx, office, person, say, when)))
  const head = say('head', { name: person.name, network: name, when: when(now) })
  return [head, ...sections.filter(({ lines }) => lines.length).map(asText)].join('\n\n')
}

type Say = (id: string, values?: Record<string, string>) => string
type When = (at: Date) => string

function aboutHer(person: Person, { words }: PostOffice, say: Say, when: When): Section {
  const lines = [
    say('name', { name: person.name }),
    say('languages', { languages: person.languages.map((one) => words.nameOf(one)).join(', ') }),
  ]
  if (person.children.length) lines.push(say('children', { ages: person.children.join(', ') }))
  if (person.joinedAt) lines.push(say('joined', { when: when(person.joinedAt) }))
  if (person.pausedUntil) lines.push(say('paused', { when: when(person.pausedUntil) }))
  lines.push(say(person.invitations ? 'invitations_on' : 'invitations_off'))
  lines.push(say(person.reminders ? 'reminders_on' : 'reminders_off'))
  return { title: say('about_you'), lines }
}

async function consents(tx: Tx, person: Person, say: Say, when: When): Promise<Section> {
  const given = await consentsOf(tx, person.id)
  const lines = given.map(({ wording, givenAt, channel }) =>
    say('consent', { wording, when: when(givenAt), channel }),
  )
  return { title: say('consents'), lines }
}

async function messages(
  tx: Tx,
  office: PostOffice,
  person: Person,
  say: Say,
  when: When,
): Promise<Section[]> {
  const kept = await exportPerson(tx, office, person.id)
  return [
    { title: say('channels'), lines: kept.channels.map(({ channel, address }) => `${channel}: ${address}`) },
    {
      title: say('messages'),
      lines: kept.messages.map(({ at, from, text, media }) => {
        const what = [text, media && `[${say(media)}]`].filter(Boolean).join(' ')
        return `${when(at)} · ${say(from === 'you' ? 'you' : 'we')}: ${what}`
      }),
    },
  ]
}

const asText = ({ title, lines }: Section) => [title, ...lines.map((line) => `- ${line}`)].join('\n')
