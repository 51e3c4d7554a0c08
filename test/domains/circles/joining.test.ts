import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { transaction } from '../../../src/db/database.ts'
import { appoint } from '../../../src/domains/circles/appoint.ts'
import { trustOf } from '../../../src/domains/circles/circles.ts'
import { invite } from '../../../src/domains/circles/invitations.ts'
import { consentsOf } from '../../../src/domains/people/consents.ts'
import { findPerson, type Role } from '../../../src/domains/people/people.ts'
import type { Session } from '../../../src/engine/session.ts'
import { openTestHouse, type Phone, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'

let house: TestHouse
let ids: Record<string, string>
beforeAll(async () => {
  house = await openTestHouse()
  ids = await moveIn(house.office, ['joy', 'fatma', 'grace', 'petra'], { language: { fatma: 'en' } })
})
afterAll(() => house.close())

const codeOf = async (keyMother: string, more: { network?: string; uses?: number } = {}) => {
  const { office } = house
  const made = { network: 'zuid', keyMother: ids[keyMother], ...more }
  return (await invite(office.db, office, made, office.now())).code
}

const appointment = (name: string, role: Role, network = 'zuid') => {
  const { office } = house
  const made = { network, name, role, languages: [] }
  return transaction(office.db, (tx) => appoint(tx, office, made, office.now()), office)
}

/** Who the owner of a phone is by now. */
async function ownerOf(phone: string) {
  const { office } = house
  const key = office.sealer.index(`phones ${phone}`)
  const contact = await office.db
    .selectFrom('contacts')
    .selectAll()
    .where('address_key', '=', key)
    .executeTakeFirstOrThrow()
  return { contact, person: contact.person_id && (await findPerson(office.db, office, contact.person_id)) }
}

/** From the first word until the key mother is chosen. */
async function introduces(phone: Phone, name: string) {
  await phone.taps('English')
  await phone.taps('Yes, all right')
  await phone.says(name)
  await phone.taps('None of these')
}

describe('a guest with a link of a key mother', () => {
  it('hears who invited her and joins that circle; all she said is kept, and no more', async () => {
    const sara = house.phone('sara')
    await sara.opensLink(await codeOf('joy'))
    await sara.taps('English')
    await sara.taps('Yes, all right')
    await sara.says('Sara')
    await sara.taps('0 to 3 years')
    await sara.taps('Done')
    await sara.hears('Joy invited you.')
    await sara.taps('Yes, please')
    await sara.hears('Welcome, Sara! Joy is your key mother now.')
    const { contact, person } = await ownerOf('sara')
    expect(person).toMatchObject({
      network: 'zuid',
      name: 'Sara',
      role: 'mother',
      languages: ['en'],
      children: ['0-3'],
    })
    expect(contact).toMatchObject({ role: 'mother', network_id: 'zuid', consents: ['keep'], language: 'en' })
    expect(await trustOf(house.office.db, contact.person_id!)).toMatchObject({
      keyMother: ids.joy,
      how: 'link',
    })
    expect(await consentsOf(house.office.db, contact.person_id!)).toMatchObject([
      { kind: 'keep', wording: '1', language: 'en', channel: 'phones' },
    ])
  })

  it('may choose somebody else', async () => {
    const nora = house.phone('nora')
    await nora.opensLink(await codeOf('joy'))
    await introduces(nora, 'Nora')
    await nora.taps('Somebody else')
    await nora.taps('Fatma')
    await nora.hears('Fatma is your key mother now.')
    const { contact } = await ownerOf('nora')
    expect(await trustOf(house.office.db, contact.person_id!)).toMatchObject({
      keyMother: ids.fatma,
      how: 'choice',
    })
  })

  it('who gave her name before it was looked for in a sentence is called as she wrote it', async () => {
    const mira = house.phone('mira')
    await mira.opensLink(await codeOf('joy'))
    await introduces(mira, 'Mira')
    const { db, sealer } = house.office
    const { contact } = await ownerOf('mira')
    const session = JSON.parse(sealer.open(contact.session!, 'contacts.session')) as Session
    const [frame] = session.stack
    const { called: _, said: __, ...values } = frame!.values
    session.stack = [{ ...frame!, version: 'an older one', values: { ...values, name: 'Mira' } }]
    const sealed = sealer.seal(JSON.stringify(session), 'contacts.session')
    await db.updateTable('contacts').set({ session: sealed }).where('id', '=', contact.id).execute()
    await mira.taps('Yes, please')
    await mira.hears('Welcome, Mira!')
  })

  it('for one person is told kindly when another was quicker, and joins without it', async () => {
    const code = await codeOf('joy', { uses: 1 })
    const [una, vera] = [house.phone('una'), house.phone('vera')]
    for (const phone of [una, vera]) {
      await phone.opensLink(code)
      await introduces(phone, phone.name)
    }
    await una.taps('Yes, please')
    await una.hears('Welcome, una!')
    await vera.taps('Yes, please')
    await vera.hears('This invitation does not work')
    await vera.taps('Join without it')
    await vera.hears('Which neighbourhood')
  })

  it('can type the code, in any way of writing it', async () => {
    const wendy = house.phone('wendy')
    const code = await codeOf('joy')
    await wendy.opensLink('nonsense')
    await wendy.taps('English')
    await wendy.hears('This invitation does not work')
    await wendy.says(`${code.slice(0, 8).toLowerCase()} ${code.slice(8)}`)
    await wendy.hears('Is that all right?')
  })

  it('can type the code alone, also when she has asked for help first', async () => {
    const inFours = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ')
    const yara = house.phone('yara')
    await yara.says('I need help')
    await yara.hears('join first')
    await yara.says(inFours(await codeOf('joy')))
    await yara.taps('English')
    await yara.hears('Is that all right?')
    const zora = house.phone('zora')
    await zora.says(await codeOf('joy'))
    await zora.taps('English')
    await zora.hears('Is that all right?')
  })

  it('is asked to wait a moment after five codes that do not work', async () => {
    const xena = house.phone('xena')
    await xena.opensLink('nonsense')
    await xena.taps('English')
    for (let tries = 0; tries < 4; tries++) {
      await xena.hears('This invitation does not work')
      await xena.says('0000 0000 0000 0000')
    }
    await xena.hears('This invitation does not work')
    // Even a good code has to wait now.
    await xena.says(await codeOf('joy'))
    await xena.hears('One moment, please.')
    await house.passes('PT31S')
    await xena.hears('This invitation does not work')
  })
})

describe('somebody who is with us already', () => {
  it('stays in her network when she opens a link of another one, and is told so', async () => {
    const grace = house.phone('grace')
    await grace.opensLink(await codeOf('joy', { network: 'demo' }))
    await grace.hears('You are with us in Zuid, Grace, and you stay here.')
    expect((await ownerOf('grace')).contact.network_id).toBe('zuid')
  })

  it('may change to the key mother whose link she opens, or stay', async () => {
    const grace = house.phone('grace')
    await grace.opensLink(await codeOf('fatma'))
    await grace.hears('Joy is your key mother. Fatma invited you too.')
    await grace.taps('Stay')
    expect((await trustOf(house.office.db, ids.grace!))?.keyMother).toBe(ids.joy)
    await grace.opensLink(await codeOf('fatma'))
    await grace.taps('Change')
    await grace.hears('Fatma is your key mother now.')
    expect(await trustOf(house.office.db, ids.grace!)).toMatchObject({ keyMother: ids.fatma, how: 'link' })
  })

  it("hears nothing new from her own key mother's link", async () => {
    const grace = house.phone('grace')
    await grace.opensLink(await codeOf('fatma'))
    await grace.hears('You are already with us, Grace.')
  })
})

describe('a code made by the operator', () => {
  it('gives the role it was made for, once', async () => {
    const { person, code } = await appointment('Wim', 'professional')
    const wim = house.phone('wim')
    await wim.opensLink(code)
    await wim.taps('English')
    await wim.hears('Hello Wim!')
    await wim.taps('Yes, all right')
    await wim.hears('Welcome, Wim!')
    expect((await ownerOf('wim')).contact).toMatchObject({ person_id: person, role: 'professional' })
    const thief = house.phone('thief')
    await thief.opensLink(code)
    await thief.taps('English')
    await thief.hears('This invitation does not work')
  })

  it('makes a mother of the network a key mother, who stays herself', async () => {
    const { code } = await appointment('Somebody', 'key-mother')
    const grace = house.phone('grace')
    await grace.opensLink(code)
    await grace.hears('You are asked to help in Zuid, Grace')
    await grace.taps('Yes, gladly')
    await grace.hears('Thank you, Grace!')
    const { contact, person } = await ownerOf('grace')
    expect(contact).toMatchObject({ person_id: ids.grace, role: 'key-mother' })
    expect(person).toMatchObject({ name: 'Grace', role: 'key-mother' })
  })

  it("of another network does nothing for somebody who is with us, and a key mother's link gives no role", async () => {
    const petra = house.phone('petra')
    await petra.opensLink((await appointment('Petra', 'key-mother', 'demo')).code)
    await petra.hears('This invitation is for another neighbourhood')
    await petra.opensLink(await codeOf('joy'))
    await petra.hears('You are already with us, Petra.')
    expect((await ownerOf('petra')).contact.role).toBe('professional')
  })
})
