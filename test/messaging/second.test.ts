import { setImmediate as soon } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import type { PostOffice } from '../../src/messaging/post-office.ts'
import { roomInThisSecond } from '../../src/messaging/second.ts'

const LIMIT = 3

it('replies wait for nobody while nothing is sent to many, whatever the limit of a second', async () => {
  expect(await leaveAtOnce(10, { toMany: false, freely: true })).toBe(10)
})

it('replies keep to the second while something is sent to many, and so does that', async () => {
  for (const toMany of [false, true]) expect(await leaveAtOnce(10, { toMany, freely: false })).toBe(LIMIT)
})

/** How many of those who want to be sent at the same moment are. */
async function leaveAtOnce(count: number, manner: { toMany: boolean; freely: boolean }): Promise<number> {
  const office = {
    channels: new Map([['telegram', { limits: { perSecond: LIMIT } }]]),
  } as unknown as PostOffice
  let left = 0
  for (let n = 0; n < count; n++)
    void roomInThisSecond(office, { id: String(n), channel: 'telegram' }, manner).then(() => left++)
  await soon()
  return left
}
