import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Watch } from '../../../src/domains/danger/watch.ts'
import type { Shelves } from '../../../src/domains/library/consult.ts'
import { judge } from '../../../src/domains/library/judge.ts'
import { openShelves } from './shelves.ts'

const PLAIN = 'My two year old only eats pasta and refuses vegetables'
const ASKED = { own: 'en', among: ['en', 'nl'], has: () => true }

let shelves: Shelves
beforeAll(async () => {
  shelves = await openShelves()
}, 120_000)

describe('words that the library is sure of', () => {
  const judgedWith = (watch: Watch) => judge({ learned: shelves.learned, watch }, PLAIN, ASKED)

  it('are answered at once when nothing in them comes near danger', () => {
    const verdict = judgedWith({ levelOf: () => 'none', isCalm: () => true })
    expect(verdict).toMatchObject({ level: 'none', topic: 'picky-eating', language: 'en' })
    expect(verdict.top[0]).toBe('picky-eating')
  })

  it('are offered titles, and no answer, when they come near it', () => {
    const verdict = judgedWith({ levelOf: () => 'none', isCalm: () => false })
    expect(verdict).toMatchObject({ level: 'none', topic: null })
    expect(verdict.top[0]).toBe('picky-eating')
  })

  it.each(['sure', 'soft'] as const)('get neither where danger is %s', (level) => {
    const watch: Watch = { levelOf: () => level, isCalm: () => false }
    expect(judgedWith(watch)).toMatchObject({ level, topic: null, top: [], language: 'en' })
  })
})

describe('words of danger', () => {
  it.each([
    'I want to die',
    'my son is lost',
    'he hits me',
    'kill me',
    'ik wil dood',
    'زوجي يضربني',
    'We came here last year. The flat is small. He hits me. Which school is near?',
  ])('are danger, however few or many are around them: %s', (text) => {
    expect(judge(shelves, text, ASKED).level).not.toBe('none')
  })

  it.each(['menu', 'stop', 'Fatima', '1'])('are not: %s', (text) => {
    expect(judge(shelves, text, ASKED)).toMatchObject({ level: 'none', topic: null })
  })
})
