import { beforeEach, expect, it } from '@jest/globals'
import type { PostOffice } from '../../src/messaging/post-office.ts'
import { noteSlowDown, noteWent, waitsFor } from '../../src/messaging/slow-down.ts'

let office: PostOffice
let now: number
beforeEach(() => {
  now = Date.parse('2026-11-27T10:00:00Z')
  office = { now: () => new Date(now) } as PostOffice
})

const told = (name: string, retryAfter?: number) =>
  noteSlowDown(office, { id: name, channel: 'telegram' }, retryAfter)
const waits = () => waitsFor(office, 'telegram')
const FOUR = ['a', 'b', 'c', 'd']

it('a few who draw it upon themselves hold nobody up, however often', () => {
  for (let times = 0; times < 20; times++) for (const name of FOUR) told(name, 60_000)
  expect(waits()).toBe(0)
})

it('the whole channel rests when so many are told to wait and nobody gets through, as long as the least is told', () => {
  for (const name of FOUR) told(name, 4000)
  told('e', 2000)
  expect(waits()).toBe(2000)
  expect(waitsFor(office, 'whatsapp')).toBe(0)
})

it('it does not where anybody gets through', () => {
  for (const name of FOUR) told(name, 4000)
  noteWent(office, 'telegram')
  told('e', 4000)
  expect(waits()).toBe(0)
})

it('it rests a few seconds at most, then one is tried: if that gets through, all go on', () => {
  for (const name of [...FOUR, 'e']) told(name, 600_000)
  expect(waits()).toBe(5000)
  now += 5000
  expect(waits()).toBe(0)
  told('f', 600_000)
  expect(waits()).toBe(5000)
  now += 5000
  noteWent(office, 'telegram')
  for (const name of FOUR) told(name, 600_000)
  expect(waits()).toBe(0)
})

it('who was told to wait long ago does not count', () => {
  for (const name of FOUR) told(name, 1000)
  now += 1000
  told('e', 1000)
  expect(waits()).toBe(0)
})
