import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { emergencyOf } from '../../../src/domains/networks/emergency.ts'
import {
  addNetwork,
  changeSetting,
  faultOf,
  findNetwork,
  type Network,
  networkPlaces,
  setting,
} from '../../../src/domains/networks/networks.ts'
import { isSettingKey, readSetting, SETTINGS } from '../../../src/domains/networks/settings.ts'
import { type Neighbourhood, openNeighbourhood } from '../neighbourhood.ts'

const ZUID: Network = {
  id: 'zuid',
  name: 'Zuid',
  city: 'Rotterdam',
  country: 'NL',
  zone: 'Europe/Amsterdam',
  languages: ['nl', 'ar'],
  settings: {},
}

let place: Neighbourhood
beforeAll(async () => {
  place = await openNeighbourhood()
})
afterAll(() => place.close())

describe('a network', () => {
  it('is made once; the second of the same id changes nothing', async () => {
    expect(await addNetwork(place.db, ZUID)).toBe('added')
    expect(await addNetwork(place.db, { ...ZUID, name: 'Noord' })).toBe('taken')
    expect(await findNetwork(place.db, 'zuid')).toEqual(ZUID)
  })

  it.each([
    [{ id: 'Zuid!' }, 'the id'],
    [{ id: 'hide' }, 'the id'],
    [{ id: 'nl' }, 'the id'],
    [{ name: ' ' }, 'the name'],
    [{ country: 'Netherlands' }, 'the country'],
    [{ zone: 'Mars/Crater' }, 'the time zone'],
    [{ languages: ['nl', 'xx'] }, 'the languages'],
    [{ languages: [] }, 'the languages'],
  ])('that could not work is refused with what to mend: %j', (wrong, told) => {
    expect(faultOf({ ...ZUID, ...wrong }, { languages: ['nl', 'ar'], words: ['hide'] })).toContain(told)
  })

  it('that can work has no fault', () => {
    expect(faultOf(ZUID, { languages: ['nl', 'ar'], words: ['hide'] })).toBeNull()
  })

  it('is looked up by name at most once in five seconds', async () => {
    let now = 0
    const placeOf = networkPlaces(() => now)
    const nameOf = async (id: string) => (await placeOf(place.db, id)).name
    expect(await nameOf('pendrecht')).toBe('Pendrecht')
    await place.db
      .updateTable('networks')
      .set({ name: 'Pendrecht-Zuid' })
      .where('id', '=', 'pendrecht')
      .execute()
    expect(await nameOf('pendrecht')).toBe('Pendrecht')
    now += 5001
    expect(await nameOf('pendrecht')).toBe('Pendrecht-Zuid')
  })
})

describe("a network's settings", () => {
  it('hold by default until the network says otherwise', async () => {
    expect(await setting(place.db, 'pendrecht', 'escalation.keyMother')).toBe('PT4H')
    expect(await changeSetting(place.db, 'pendrecht', 'escalation.keyMother', ' PT2S ')).toEqual({
      outcome: 'set',
      value: 'PT2S',
    })
    expect(await setting(place.db, 'pendrecht', 'escalation.keyMother')).toBe('PT2S')
    expect(await setting(place.db, 'pendrecht', 'thread.idle')).toBe('P7D')
  })

  it('are refused with what is allowed, and then nothing changes', async () => {
    expect(await changeSetting(place.db, 'pendrecht', 'escalation.professional', '24 hours')).toEqual({
      outcome: 'fault',
      fault: 'an ISO 8601 duration above zero, such as PT4H, P7D or PT2S',
    })
    expect(await changeSetting(place.db, 'pendrecht', 'no.such', '1')).toMatchObject({ outcome: 'fault' })
    expect(await changeSetting(place.db, 'nowhere', 'thread.idle', 'P1D')).toEqual({
      outcome: 'unknown-network',
    })
    expect(await setting(place.db, 'pendrecht', 'escalation.professional')).toBe('PT24H')
  })

  it.each([
    ['quiet.hours', 'none', true],
    ['quiet.hours', '22:00-07:00', true],
    ['quiet.hours', '22:00-22:00', false],
    ['quiet.hours', '25:00-07:00', false],
    ['quiet.hours', '22-07', false],
    ['escalation.danger', 'PT0S', false],
    ['escalation.danger', '-PT1M', false],
    ['keyMother.openThreads', '0', false],
    ['keyMother.openThreads', '1e3', false],
    ['keyMother.openThreads', '99', true],
    ['consent.version', '2026-11', true],
    ['consent.version', 'a new wording', false],
  ] as const)('%s: %s is allowed: %s', (key, text, allowed) => {
    expect('value' in readSetting(key, text)).toBe(allowed)
  })

  it('have defaults that are allowed themselves', () => {
    // An empty default stands for what the country has.
    for (const [key, { default: value }] of Object.entries(SETTINGS))
      if (value !== '') expect(isSettingKey(key) && readSetting(key, value)).toEqual({ value })
  })
})

describe('emergency numbers', () => {
  it('are those of the country, and 112 alone where we know no other', () => {
    expect(emergencyOf({ country: 'NL', settings: {} })).toEqual({
      danger: '112',
      violence: 'Veilig Thuis, 0800-2000',
      suicide: '113, 0800-0113',
      children: 'Kindertelefoon, 0800-0432',
    })
    expect(new Set(Object.values(emergencyOf({ country: 'FI', settings: {} })))).toEqual(new Set(['112']))
  })

  it('are the network’s own where it has set them', () => {
    const settings = { 'safety.violence': 'Huis van de Wijk, 010-0000000' }
    expect(emergencyOf({ country: 'NL', settings })).toMatchObject({
      danger: '112',
      violence: 'Huis van de Wijk, 010-0000000',
    })
  })
})
