import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { catchUp } from '../../src/messaging/catch-up.ts'
import { openStreet, type Street } from '../journeys/street.ts'

let street: Street
beforeAll(async () => {
  street = await openStreet()
})
afterAll(() => street?.close())

const until = async () =>
  (
    await sql<{ until: Date }>`select until from caught_up where channel = 'whatsapp'`.execute(
      street.office.db,
    )
  ).rows[0]!.until

it('what came in while nobody listened is answered once, however often Twilio’s list is read', async () => {
  const { office, twilio, publicUrl, address } = street
  const amina = street.onWhatsApp('+31611000001', 'en')
  await catchUp(office)
  const first = await until()
  // Whatever Twilio brings now finds nobody at home.
  twilio.connect(publicUrl, 'http://127.0.0.1:9')
  await amina.phone.says('hello')
  twilio.connect(publicUrl, address)
  expect(amina.phone.heard()).toEqual([])
  expect(await catchUp(office)).toBe(1)
  await amina.phone.hears(/Which language|Welke taal/)
  expect(await catchUp(office)).toBe(0)
  await street.quiet()
  expect(amina.phone.heard()).toHaveLength(1)
  expect((await until()).getTime()).toBeGreaterThan(first.getTime())
})

it('a list that cannot be read moves nothing on: it is read again from there', async () => {
  const { office, twilio } = street
  const before = await until()
  twilio.away = true
  await expect(catchUp(office)).rejects.toThrow()
  twilio.away = false
  expect(await until()).toEqual(before)
})
