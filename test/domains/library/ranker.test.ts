import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { addLook, anyLook } from '../../../src/domains/library/looks.ts'
import { httpRanker, type Ranker } from '../../../src/domains/library/ranker.ts'
import { rankLook } from '../../../src/domains/library/ranking.ts'
import { readLearned } from '../../../src/learned.ts'
import { openLog } from '../../../src/log.ts'
import type { Example } from '../../../src/matching/reader.ts'
import { LEARNED, LOCALES } from '../../../src/places.ts'
import { loadWords } from '../../../src/words/words.ts'
import { type Embeddings, openEmbeddings } from '../../journeys/embeddings.ts'
import { addSmallLibrary, openLibrary } from './shelves.ts'

/** Finnish: the house has never learned from it, and finds nothing. */
const UNSEEN = 'lapseni ei enää puhu kotikieltään minulle'
const UNSURE = 'oğlum artık bizim dilde konuşmuyor evde'
const DANGER = 'Kocam bana vuruyor, beni öldürecek'
const NEAR = 'gece eve gelince her şeyi kırıyor, çocuklarla banyoya kapanıyoruz, ne yapayım?'

let street: Awaited<ReturnType<typeof openLibrary>>
let ineke: string
let asks: readonly Example[]
let reader: Embeddings
let ranker: Ranker
let told: { knows: number; right: number }
beforeAll(async () => {
  street = await openLibrary()
  ineke = await addSmallLibrary(street)
  const words = await loadWords(LOCALES, {})
  const all = await (await readLearned(LOCALES, { kept: LEARNED, words })).asks()
  // A part tells as much, in less time.
  asks = all.filter((_, at) => at % 3 === 0)
}, 120_000)
afterAll(() => street?.close())

/** A model is plugged in, and has read the library. */
async function plugIn(model: 'good' | 'narrow' | 'noisy') {
  reader = await openEmbeddings(new Map(asks.map(({ text, name }) => [text, name])), { model })
  const settings = { url: reader.url, model }
  await new Promise<void>((done) => {
    const write = (line: string) => {
      told = JSON.parse(line)
      done()
    }
    ranker = httpRanker(settings, async () => asks, openLog('info', {}, { write }))
    void ranker.rank('hello')
  })
}

/** What becomes of her words with the other reader beside ours, and what becomes of them without. */
async function hears(text: string, network = 'pendrecht') {
  const { topic, top, language } = await street.asks(text, { network })
  const { id } = await street.does((desk) =>
    addLook(desk, {
      ...{ network, asker: ineke, language, words: { text } },
      ...{ offered: top, topic, how: topic ? 'sure' : null },
    }),
  )
  await rankLook(street.office, { ...street.shelves, ranker }, id)
  const look = await anyLook(street.db, street.office, id)
  return {
    alone: { topic, offered: top },
    both: { topic: look!.topic, offered: look!.offered },
    how: look!.how,
  }
}

describe.each(['good', 'narrow'] as const)('a %s reader of questions', (model) => {
  beforeAll(() => plugIn(model), 120_000)
  afterAll(() => reader.close())

  it('has told from the library itself that it knows much', () => {
    expect(told).toMatchObject({ msg: 'The ranker has read the library' })
    expect(told.knows).toBeGreaterThan(0.8)
    expect(told.right).toBeGreaterThan(0.9)
  })

  it('a question in words that the house has never seen is answered', async () => {
    reader.finds('refuses-home-language')
    const { alone, both, how } = await hears(UNSEEN)
    expect(alone).toEqual({ topic: null, offered: [] })
    expect([both.topic, both.offered[0], how]).toEqual([
      'refuses-home-language',
      'refuses-home-language',
      'sure',
    ])
  })

  it('what may as well be one as the other is offered', async () => {
    reader.wavers('siblings', 'screen-time')
    const { both, how } = await hears(UNSEEN)
    expect([both.topic, how]).toEqual([null, null])
    expect(both.offered).toEqual(expect.arrayContaining(['siblings', 'screen-time']))
  })

  it('what the library has no answer to goes to a person', async () => {
    reader.finds('none')
    expect((await hears(UNSEEN)).both).toEqual({ topic: null, offered: [] })
  })

  it('a network is never offered an answer that it does not have', async () => {
    reader.finds('siblings')
    expect((await hears(UNSEEN, 'carnisse')).both).toEqual({ topic: null, offered: [] })
    reader.finds('sleep')
    expect((await hears(UNSEEN, 'carnisse')).both).toEqual({ topic: 'sleep', offered: ['sleep'] })
  })

  it('hears nothing that comes near danger, and nothing is answered to it', async () => {
    reader.finds('sleep')
    const before = reader.asked.length
    for (const words of [DANGER, NEAR]) {
      const { alone, both } = await hears(words)
      expect(both).toEqual(alone)
      expect(both.topic).toBeNull()
    }
    expect(reader.asked).toHaveLength(before)
  })

  it('is silent, or out of order: ours stands', async () => {
    for (const order of ['hangs', 'fails'] as const) {
      reader[order]()
      const { alone, both } = await hears(UNSURE)
      expect(alone.offered).toHaveLength(3)
      expect(both).toEqual(alone)
    }
  })
})

describe('a reader that has no idea what words mean', () => {
  beforeAll(() => plugIn('noisy'), 120_000)
  afterAll(() => reader.close())

  it('is told from one that knows, and the operator is told', () => {
    expect(told).toMatchObject({ msg: 'The ranker hardly tells questions apart and is not listened to' })
    expect(told.knows).toBeLessThan(0.1)
  })

  it('changes no answer, and is given nobody’s words', async () => {
    const library = asks
      .filter((_, at) => at % 150 === 0)
      .map(({ text }) => text.split(' ').slice(1).join(' '))
    for (const text of [UNSEEN, UNSURE, ...library]) {
      const { alone, both } = await hears(text)
      expect(both).toEqual(alone)
    }
    expect(reader.questions()).toEqual([])
  })
})
