import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { candidatesFor } from '../../../src/domains/circles/candidates.ts'
import {
  circleOf,
  comeBack,
  giveTrust,
  goAway,
  holidayOf,
  keyMotherFor,
  presentKeyMothers,
  trustOf,
} from '../../../src/domains/circles/circles.ts'
import { makeCode, readCode, writtenOut } from '../../../src/domains/circles/codes.ts'
import {
  findInvitation,
  invite,
  redeem,
  withdrawInvitations,
} from '../../../src/domains/circles/invitations.ts'
import { short } from '../../../src/domains/circles/label.ts'
import { changePerson } from '../../../src/domains/people/people.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'

const DAY = 86_400_000
let place: Neighbourhood
let fatma: string
let joy: string
let amina: string
beforeAll(async () => {
  place = await openNeighbourhood()
  fatma = await place.add('Fatma', 'key-mother')
  joy = await place.add('Joy', 'key-mother')
  amina = await place.add('Amina', 'mother', 'Fatma')
})
afterAll(() => place.close())

const inDays = (days: number) => new Date(place.now.getTime() + days * DAY)
const forAmina = (now = place.now) => keyMotherFor(place.db, amina, now)

describe('whom a mother can turn to', () => {
  it('is the key mother she trusts', async () => {
    expect(await forAmina()).toBe(fatma)
    expect((await circleOf(place.db, fatma)).map(({ mother }) => mother)).toEqual([amina])
  })

  it('is the stand-in during a holiday, and the key mother again afterwards', async () => {
    await goAway(place.db, fatma, inDays(7), joy)
    expect(await forAmina()).toBe(joy)
    expect(await forAmina(inDays(7))).toBe(fatma)
    expect(await holidayOf(place.db, fatma, inDays(7))).toBeNull()
    expect(await holidayOf(place.db, fatma, place.now)).toEqual({ until: inDays(7), standIn: joy })
  })

  it('is nobody when the stand-in is away too, or there is none', async () => {
    await goAway(place.db, joy, inDays(3), fatma)
    expect(await forAmina()).toBeNull()
    await comeBack(place.db, joy)
    await goAway(place.db, fatma, inDays(7), null)
    expect(await forAmina()).toBeNull()
    await comeBack(place.db, fatma)
    expect(await forAmina()).toBe(fatma)
  })

  it('is nobody while the key mother pauses, and nobody for a mother who trusts nobody yet', async () => {
    await changePerson(place.db, place.office, fatma, { pausedUntil: inDays(1) })
    expect(await forAmina()).toBeNull()
    await changePerson(place.db, place.office, fatma, { pausedUntil: null })
    const elif = await place.add('Elif', 'mother')
    expect(await keyMotherFor(place.db, elif, place.now)).toBeNull()
  })

  it('changes by her own word, and she is in one circle only', async () => {
    await giveTrust(place.db, { mother: amina, keyMother: joy, how: 'choice', since: inDays(1) })
    expect(await trustOf(place.db, amina)).toEqual({
      mother: amina,
      keyMother: joy,
      how: 'choice',
      since: inDays(1),
    })
    expect(await circleOf(place.db, fatma)).toEqual([])
  })
})

describe('the key mothers a mother may choose among', () => {
  it('speak her language and are there; the smallest circle comes first', async () => {
    const names = async () =>
      (await candidatesFor(place.db, place.office, 'pendrecht', 'nl', place.now)).map(({ name }) => name)
    expect(await names()).toEqual(['Fatma', 'Joy'])
    await giveTrust(place.db, { mother: amina, keyMother: fatma, how: 'choice', since: place.now })
    expect(await names()).toEqual(['Joy', 'Fatma'])
    await goAway(place.db, joy, inDays(1), null)
    expect(await names()).toEqual(['Fatma'])
    await comeBack(place.db, joy)
    expect(await candidatesFor(place.db, place.office, 'pendrecht', 'ar', place.now)).toEqual([])
    expect(await presentKeyMothers(place.db, place.office, 'elsewhere', place.now)).toEqual([])
  })

  it('are shown with names that fit a button, never cut through an emoji', () => {
    expect(short('Fatma')).toBe('Fatma')
    expect(short('Fatma van de Lange Straat')).toBe('Fatma van de Lange…')
    const family = '👩‍👩‍👧‍👦'
    expect(short(`${family}${family}${family}`)).toBe(`${family}…`)
  })
})

describe('a code', () => {
  it('is 16 characters of 80 random bits, and read however it is typed', () => {
    const code = makeCode()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
    expect(new Set(Array.from({ length: 500 }, () => makeCode())).size).toBe(500)
    expect(readCode(` ${writtenOut(code).toLowerCase()} `)).toBe(code)
    expect(readCode('OIL0-0000-0000-0000')).toBe('0110000000000000')
    expect(readCode('０１２３４５６７８９ＡＢＣＤＥＦ')).toBe('0123456789ABCDEF')
    for (const wrong of ['', '123', 'U'.repeat(16), '0'.repeat(17), 'أ'.repeat(16)])
      expect(readCode(wrong)).toBeNull()
  })

  it('is nowhere in the tables, only its keyed hash', async () => {
    const { code } = await invite(
      place.db,
      place.office,
      { network: 'pendrecht', keyMother: fatma },
      place.now,
    )
    const rows = await place.db.selectFrom('invitations').selectAll().execute()
    expect(JSON.stringify(rows.map((row) => ({ ...row, key: row.key.toString('latin1') })))).not.toContain(
      code,
    )
  })
})

describe('an invitation', () => {
  const find = (code: string, now = place.now) => findInvitation(place.db, place.office, code, now)
  const use = (code: string, now = place.now) => redeem(place.db, place.office, code, now)

  it('on a printed sheet lets many in, until it expires', async () => {
    const { code, expiresAt } = await invite(
      place.db,
      place.office,
      { network: 'pendrecht', keyMother: fatma },
      place.now,
    )
    expect(expiresAt).toEqual(inDays(30))
    for (let mother = 0; mother < 3; mother++)
      expect(await use(code)).toMatchObject({ network: 'pendrecht', keyMother: fatma, forPerson: null })
    expect(await find(code, inDays(30))).toBeNull()
    expect(await use(code, inDays(30))).toBeNull()
  })

  it('for one lets one of two in who come at the same time', async () => {
    const { code } = await invite(
      place.db,
      place.office,
      { network: 'pendrecht', keyMother: joy, uses: 1 },
      place.now,
    )
    const both = await Promise.all([use(code), use(code)])
    expect(both.filter((used) => used !== null)).toHaveLength(1)
    expect(await find(code)).toBeNull()
  })

  it('does not work any more once it is withdrawn; those of others do', async () => {
    const hers = await invite(place.db, place.office, { network: 'pendrecht', keyMother: fatma }, place.now)
    const others = await invite(place.db, place.office, { network: 'pendrecht', keyMother: joy }, place.now)
    expect(await withdrawInvitations(place.db, fatma, place.now)).toBeGreaterThan(0)
    expect(await find(hers.code)).toBeNull()
    expect(await find(others.code)).not.toBeNull()
  })
})
