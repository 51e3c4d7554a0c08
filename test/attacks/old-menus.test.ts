import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { markOf } from '../../src/messaging/outgoing.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { moveIn } from '../people.ts'
import { erasesHerself } from '../phone.ts'

const MARK = markOf({ flow: 'menu', step: 'choose' })
const STRANGE = [
  '',
  'library-desk',
  'danger-arrived',
  'stranger-in-danger',
  '__proto__',
  'constructor',
  'a.b.c',
]

describe('a button of a menu, made by hand', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse()
    await moveIn(house.office, ['grace', 'joy', 'petra'])
  })
  afterAll(() => house?.close())

  /** Brings a button that the house never made. */
  async function forges(name: string, value: string): Promise<void> {
    const answer = await fetch(`${house.address}/phones/api/phones/${name}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        key: randomUUID(),
        kind: 'tap',
        payload: `forged.${MARK}.${value}`,
        label: 'x',
      }),
    })
    expect(answer.status).toBeLessThan(300)
    await house.quiet()
  }

  it.each(STRANGE)('opens nothing that is not in her own menu: %s', async (value) => {
    await forges('grace', value)
    const [menu] = (await house.phone('grace').all()).slice(-1)
    expect(menu!.text).toContain('What would you like to do?')
    expect(menu!.choices.map(({ label }) => label)).not.toContain('Library')
    // A finger that taps twice is not answered twice.
    await house.passes('PT3S')
  })

  it('opens a mother’s menu to nobody who has not joined', async () => {
    await forges('sara', 'my-questions')
    const [menu] = (await house.phone('sara').all()).slice(-1)
    expect(menu!.choices.map(({ label }) => label)).toEqual(['Meedoen', 'Taal', 'Hulp'])
  })

  it('opens nothing to whoever was erased meanwhile', async () => {
    const grace = house.phone('grace')
    await grace.says('menu')
    await erasesHerself(grace)
    await forges('grace', 'my-questions')
    const [menu] = (await grace.all()).slice(-1)
    expect(menu!.choices.map(({ label }) => label)).toEqual(['Join', 'Language', 'Help'])
    const stumbled = sql<{ n: number }>`select count(*)::int n from quarantine`
    expect((await stumbled.execute(house.office.db)).rows[0]!.n).toBe(0)
  })
})
