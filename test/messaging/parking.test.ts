import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { addressKey } from '../../src/messaging/known-by.ts'
import { joinsAt } from '../journeys/joins.ts'
import { type Neighbour, openStreet, type Street } from '../journeys/street.ts'
import type { Person as OnTelegram } from '../standins/telegram-person.ts'
import type { Person } from '../standins/twilio-person.ts'

let street: Street
let numbers = 31_611_333_000
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street?.close())

/** Somebody who said hello, and then nothing for two days. */
async function silent(): Promise<Neighbour<Person>> {
  const amina = street.onWhatsApp(`+${++numbers}`, 'en')
  await amina.says('hello')
  await amina.phone.hears(/Which language|Welke taal/)
  await amina.tapsLabel('English')
  await amina.phone.hears(/mothers/)
  await street.passes('P2D')
  return amina
}
/** The house begins the menu with her: something that it says of its own accord. */
async function told(amina: Neighbour, times: number, more = {}): Promise<void> {
  const { office } = street
  const key = addressKey(office, 'opens' in amina.phone ? 'telegram' : 'whatsapp', amina.phone.address)
  for (let i = 0; i < times; i++)
    await sql`
      insert into errands (id, name, data, due_at)
      select ${`told-${key.toString('hex')}-${JSON.stringify(more)}-${i}`}, 'flow.start',
        jsonb_build_object('contact', id::text, 'flow', 'help') || ${JSON.stringify(more)}::jsonb, ${office.now()}
      from contacts where address_key = ${key}`.execute(office.db)
  await street.passes('PT2S')
}
const since = (amina: Neighbour<Person>, count: number) => amina.phone.heard().slice(count)
const statuses = async () =>
  (
    await sql<{ status: string }>`select distinct status from messages where direction = 'out'`.execute(
      street.office.db,
    )
  ).rows.map(({ status }) => status)

it('however much waits for her, one short note asks her to open it, and her tap brings all of it in order', async () => {
  const amina = await silent()
  const before = amina.phone.heard().length
  await told(amina, 3)
  expect(since(amina, before).map(({ template }) => template !== undefined)).toEqual([true])
  await amina.tapsLabel('Read it')
  await street.quiet()
  expect(since(amina, before + 1)).toHaveLength(3)
  expect(since(amina, before).filter(({ template }) => template)).toHaveLength(1)
})

it('what is of no use any more when she opens it is dropped, and she hears so once; the rest comes', async () => {
  const amina = await silent()
  const before = amina.phone.heard().length
  const until = new Date(street.office.now().getTime() + 3_600_000).toISOString()
  await told(amina, 2, { until })
  await told(amina, 1)
  await street.passes('PT90M')
  await amina.tapsLabel('Read it')
  await street.quiet()
  const [, ...texts] = since(amina, before).map(({ text }) => text)
  expect(texts.filter((text) => text === amina.reads('house.outdated'))).toHaveLength(1)
  expect(texts).toHaveLength(2)
})

it('a short word only opens what waited; a longer one is answered as well', async () => {
  for (const [words, replies] of [
    ['ok', 1],
    ['I would like to know what this is about', 2],
  ] as const) {
    const amina = await silent()
    await told(amina, 1)
    const before = amina.phone.heard().length
    await amina.says(words)
    await street.quiet()
    expect(since(amina, before).length).toBeGreaterThanOrEqual(replies)
    if (replies === 1) expect(since(amina, before)).toHaveLength(1)
  }
})

it('“hide” hides: what waited goes on waiting, and comes with whatever she writes next', async () => {
  const amina = await silent()
  await told(amina, 2)
  const before = amina.phone.heard().length
  await amina.says('hide')
  await street.quiet()
  expect(since(amina, before)).toHaveLength(1)
  expect(since(amina, before)[0]!.text).toContain(amina.reads('hide.one.say'))
  await amina.says('hide')
  await street.quiet()
  expect(since(amina, before)).toHaveLength(2)
  await amina.says('ok')
  await street.quiet()
  const [told1, told2, ...more] = since(amina, before + 2).map(({ text }) => text)
  expect(told1).toBe(told2)
  expect(told1).toContain('I am a computer.')
  expect(more).toEqual([])
})

it('a global word is done, however short, beside bringing what waited', async () => {
  const amina = await silent()
  await told(amina, 1)
  const before = amina.phone.heard().length
  await amina.says('language')
  await street.quiet()
  const texts = since(amina, before).map(({ text }) => text)
  expect(texts).toHaveLength(2)
  expect(texts[1]).toContain('language')
})

it('what WhatsApp refuses because its clock is ahead of ours is parked like all else, never sent the same again', async () => {
  const amina = await silent()
  const before = amina.phone.heard().length
  await amina.says('hello again')
  await street.quiet()
  street.twilio.misbehave({ later: 63016 })
  await told(amina, 1)
  await street.twilio.settled()
  await street.quiet()
  expect(since(amina, before).at(-1)?.template).toBeDefined()
  await amina.tapsLabel('Read it')
  await street.quiet()
  expect(amina.phone.heard().at(-1)?.template).toBeUndefined()
  expect(await statuses()).not.toContain('failed')
  expect(street.twilio.breaches).toEqual([])
})

describe('an invitation that was over before she could see it', () => {
  const TITLE = 'Samen ontbijten'
  let fatma: Neighbour<OnTelegram>
  let keyMother: string
  let activity: string

  beforeAll(async () => {
    fatma = street.onTelegram(700_900_001, 'nl')
    keyMother = await street.appoints('Fatma', 'key-mother', fatma)
    await fatma.says('nieuwe activiteit')
    await fatma.taps('activity-make.kind.choice.coffee')
    await fatma.says(TITLE)
    await fatma.says('15-12 half tien')
    await fatma.taps('activity-when.sure.choice.yes')
    await fatma.says('Huis van de Wijk')
    await fatma.phone.hears(TITLE)
    await fatma.taps('activity-draft.preview.choice.send')
    const rows = await street.office.db.selectFrom('activities').select('id').execute()
    activity = rows[0]!.id
  })

  /** Somebody who joined after the others were invited. */
  async function joined<P extends Person | OnTelegram>(who: Neighbour<P>): Promise<Neighbour<P>> {
    await joinsAt(street, who, 'Amina', keyMother)
    return who
  }
  const invited = async (who: Neighbour) => {
    const until = new Date(street.office.now().getTime() + 3_600_000).toISOString()
    await told(who, 1, { flow: 'activity-invitation', input: { activity }, until })
    await street.passes('PT90M')
  }
  const replies = () => street.office.db.selectFrom('activity_replies').selectAll().execute()

  it('does not take her next words for its answer', async () => {
    const amina = await joined(street.onWhatsApp(`+${++numbers}`, 'nl'))
    await street.passes('P2D')
    const before = amina.phone.heard().length
    await invited(amina)
    await amina.taps('templates.invitation.button.open')
    await amina.hears('house.outdated')
    await amina.says('ja')
    await street.quiet()
    expect(since(amina, before + 1).filter(({ text }) => text.includes(TITLE))).toEqual([])
    expect((await replies()).filter(({ reply }) => reply !== 'none')).toEqual([])
  })

  it('is not asked when what she was doing is done', async () => {
    const elif = await joined(street.onTelegram(700_900_002, 'nl'))
    await elif.says('taal')
    await elif.phone.hears(/Welke taal/)
    await elif.phone.blocks()
    await invited(elif)
    await elif.phone.unblocks()
    await street.quiet()
    const before = elif.phone.heard().length
    await elif.tapsLabel('Nederlands')
    const texts = elif.phone
      .heard()
      .slice(before)
      .map(({ text }) => text)
    expect(texts).not.toEqual([])
    expect(texts.filter((text) => text.includes(TITLE))).toEqual([])
  })
})
