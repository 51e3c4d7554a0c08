import { describe, expect, it } from '@jest/globals'
import { afterQuiet, beforeQuiet } from '../../../src/domains/tickets/quiet.ts'

const ROTTERDAM = 'Europe/Amsterdam'
const ringsAt = (now: string, hours = '22:00-07:00') =>
  afterQuiet(new Date(now), hours, ROTTERDAM).toISOString()

describe('the quiet hours of a neighbourhood', () => {
  it('let a phone ring at once by day', () => {
    expect(ringsAt('2026-11-23T10:00:00Z')).toBe('2026-11-23T10:00:00.000Z')
  })

  it('keep what comes late in the evening until the next morning', () => {
    expect(ringsAt('2026-11-23T22:30:00Z')).toBe('2026-11-24T06:00:00.000Z')
  })

  it('keep what comes after midnight until the same morning', () => {
    expect(ringsAt('2026-11-24T03:00:00Z')).toBe('2026-11-24T06:00:00.000Z')
  })

  it('begin and end at their minute', () => {
    expect(ringsAt('2026-11-23T20:59:59Z')).toBe('2026-11-23T20:59:59.000Z')
    expect(ringsAt('2026-11-23T21:00:00Z')).toBe('2026-11-24T06:00:00.000Z')
    expect(ringsAt('2026-11-24T06:00:00Z')).toBe('2026-11-24T06:00:00.000Z')
  })

  it('let what must not come in them come a minute before they begin', () => {
    const toldAt = (at: string) => beforeQuiet(new Date(at), '22:00-07:00', ROTTERDAM).toISOString()
    expect(toldAt('2026-11-23T20:59:30Z')).toBe('2026-11-23T20:59:30.000Z')
    expect(toldAt('2026-11-23T21:10:00Z')).toBe('2026-11-23T20:59:00.000Z')
    expect(toldAt('2026-11-24T05:00:00Z')).toBe('2026-11-23T20:59:00.000Z')
  })

  it('end at seven by her clock on the night the clocks change', () => {
    expect(ringsAt('2026-10-24T21:00:00Z')).toBe('2026-10-25T06:00:00.000Z')
    expect(ringsAt('2027-03-27T22:00:00Z')).toBe('2027-03-28T05:00:00.000Z')
  })

  it('may lie within one day, or not be there at all', () => {
    expect(ringsAt('2026-11-23T12:30:00Z', '13:00-15:00')).toBe('2026-11-23T14:00:00.000Z')
    expect(ringsAt('2026-11-23T23:30:00Z', 'none')).toBe('2026-11-23T23:30:00.000Z')
  })
})
