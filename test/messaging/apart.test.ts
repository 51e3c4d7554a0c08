import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import { apartFromOthers } from '../../src/messaging/apart.ts'
import type { PostOffice } from '../../src/messaging/post-office.ts'

const EACH_MS = 200

it('the distance to the next one counts from when it was sent, not from when it began to wait for its turn', async () => {
  const limits = { perSecondEach: 1000 / EACH_MS }
  const office = { channels: new Map([['telegram', { limits }]]) } as unknown as PostOffice
  const contact = { id: '1', channel: 'telegram' }
  await apartFromOthers(office, contact, false, () => pause(EACH_MS + 50))
  const sent = performance.now()
  await apartFromOthers(office, contact, true, async () => {})
  expect(performance.now() - sent).toBeGreaterThanOrEqual(EACH_MS)
})
