import { beforeEach, describe, expect, it } from '@jest/globals'
import { acceptedIn, proposeAsk, proposedIn } from '../../../src/domains/library/asks.ts'
import { findEntry } from '../../../src/domains/library/library.ts'
import { addLook, looksOf } from '../../../src/domains/library/looks.ts'
import { marksIn } from '../../../src/domains/library/marks.ts'
import { tellUnhelped } from '../../../src/domains/library/publishing.ts'
import { topicFrom } from '../../../src/domains/library/topic.ts'
import { changePerson } from '../../../src/domains/people/people.ts'
import { here, threeNeighbours } from '../three-neighbours.ts'

threeNeighbours()
beforeEach(async () => {
  await here.add('samira', 'mother', 'fatma')
  await changePerson(here.db, here.office, here.people.fatma!, { languages: ['nl', 'tr'] })
})

const SAID = { title: 'Zwemmen met school', answer: 'De school betaalt.', next: 'Vraag het op school.' }
const drafts = async () => {
  const { results } = await here.flowDoes('ineke', 'library.draft', { topic: 'new', ...SAID })
  return results!.text as string
}
const publishes = (text: string) =>
  here.flowDoes('ineke', 'library.publish', { text, wording: 'Moet ik het zwembad betalen?' })
const looksUp = (who: string, text: string) =>
  here.does((desk) => {
    const asked = { network: 'pendrecht', asker: here.people[who]!, language: 'nl', words: { text } }
    return addLook(desk, { ...asked, offered: [], topic: null, how: null })
  })

describe('an answer on its way into the library', () => {
  it('lies sealed, and holds nothing about whose question it was', async () => {
    await drafts()
    const tables = ['library_drafts', 'library_draft_texts'] as const
    const rows = []
    for (const table of tables) rows.push(...(await here.db.selectFrom(table).selectAll().execute()))
    const kept = JSON.stringify(rows, (_, value) => (Buffer.isBuffer(value) ? value.toString() : value))
    expect(kept).not.toMatch(new RegExp(`betaalt|${here.people.amina}`))
  })

  it('becomes a version of the network’s own, reviewed, and is asked for as its author says', async () => {
    const text = await drafts()
    expect((await publishes(text)).outcome).toBe('published')
    const [ask] = await here.does((desk) => acceptedIn(desk.tx, here.office, 'pendrecht'))
    expect(ask).toMatchObject({ words: 'Moet ik het zwembad betalen?', how: 'written', language: 'nl' })
    expect(await findEntry(here.db, 'pendrecht', ask!.topic, 'nl')).toMatchObject({
      ...SAID,
      ...{ version: 1, origin: 'own', reviewed: true },
    })
    expect((await publishes(text)).outcome).toBe('gone')
  })

  it('is corrected part by part, and a title stays a button', async () => {
    const text = await drafts()
    const corrects = async (part: string, words: string) =>
      (await here.flowDoes('ineke', 'library.correct', { text, part, words })).outcome
    expect(await corrects('answer', 'De school betaalt alles.')).toBe('corrected')
    expect(await corrects('title', 'Een titel die veel te lang is')).toBe('too_long')
    expect((await here.flowDoes('ineke', 'library.text', { text })).results).toMatchObject({
      title: SAID.title,
      answer: 'De school betaalt alles.',
    })
  })

  it('is written in another language by a key mother, who may also say not now', async () => {
    const text = await drafts()
    expect(await here.flowDoes('ineke', 'library.askTranslators', { text })).toMatchObject({
      outcome: 'asked',
      results: { count: 1 },
    })
    expect(here.news()).toEqual(['fatma: translate-entry'])
    expect((await here.flowDoes('ineke', 'library.askTranslators', { text })).outcome).toBe('nobody')
    const { results } = await here.flowDoes('fatma', 'library.nextToTranslate')
    const asked = results!.text as string
    expect((await here.flowDoes('fatma', 'library.toTranslate', { text: asked })).results).toMatchObject({
      title: SAID.title,
      language: 'Türkçe',
    })
    const hers = { title: 'Okulla yüzme', answer: 'Okul öder.', next: 'Okula sorun.' }
    expect((await here.flowDoes('fatma', 'library.translated', { text: asked, ...hers })).outcome).toBe(
      'thanked',
    )
    expect((await here.flowDoes('fatma', 'library.nextToTranslate')).outcome).toBe('none')
    expect((await here.flowDoes('ineke', 'library.drafts')).results!.texts).toHaveLength(2)
    await here.flowDoes('fatma', 'library.declineTranslation', { text: asked })
    expect((await here.flowDoes('ineke', 'library.text', { text: asked })).results).toMatchObject({
      answer: 'Okul öder.',
    })
  })

  it('is a row whose title is never cut through an emoji', async () => {
    const title = 'Leren zwemmen hier👍🏽'
    await here.flowDoes('ineke', 'library.draft', { topic: 'new', ...SAID, title })
    const [row] = (await here.flowDoes('ineke', 'library.drafts')).results!.texts as { label: string }[]
    expect(row!.label).toBe('nl: Leren zwemmen hier…')
  })

  it('is nobody’s business but the professional’s', async () => {
    const text = await drafts()
    for (const who of ['fatma', 'amina']) {
      expect((await here.flowDoes(who, 'library.text', { text })).outcome).toBe('gone')
      expect((await here.flowDoes(who, 'library.publish', { text, wording: null })).outcome).toBe('gone')
      expect((await here.flowDoes(who, 'library.toTranslate', { text })).outcome).toBe('gone')
      expect((await here.flowDoes(who, 'library.draft', { topic: 'new', ...SAID })).outcome).toBe('not_yours')
    }
  })
})

describe('who asked something alike and was not helped', () => {
  const tells = (language = 'nl') =>
    here.does((desk) =>
      tellUnhelped(desk, { network: 'pendrecht', topic: 'zwemmen', language }, (words) =>
        words.includes('zwembad'),
      ),
    )

  it('is told once, also when the answer is published again', async () => {
    await looksUp('amina', 'wie betaalt het zwembad?')
    await looksUp('amina', 'kost het zwembad geld?')
    await looksUp('samira', 'hoe laat begint school?')
    expect(await tells('tr')).toBe(0)
    expect(await tells()).toBe(1)
    expect(here.news()).toEqual(['amina: new-answer'])
    expect(await tells()).toBe(0)
    expect(here.news()).toEqual([])
  })

  it('of two that are published at the same time hears of one', async () => {
    await looksUp('amina', 'wie betaalt het zwembad?')
    expect((await Promise.all([tells(), tells()])).sort()).toEqual([0, 1])
  })

  it('hears it after her pause', async () => {
    const until = new Date('2026-11-25T08:00:00Z')
    await looksUp('amina', 'wie betaalt het zwembad?')
    await changePerson(here.db, here.office, here.people.amina!, { pausedUntil: until })
    await tells()
    expect(here.news()).toEqual([])
    await here.passes('P2D')
    expect(here.brought.map(({ flow, at }) => [flow, at])).toEqual([['new-answer', until]])
  })

  it('opens it as her own, and nobody else can', async () => {
    const { id } = await looksUp('amina', 'wie betaalt het zwembad?')
    expect((await here.flowDoes('amina', 'library.news', { look: id })).outcome).toBe('gone')
    await tells()
    expect((await here.flowDoes('samira', 'library.readNews', { look: id })).outcome).toBe('gone')
    expect((await here.flowDoes('amina', 'library.readNews', { look: id })).outcome).toBe('opened')
    const [look] = await here.does((desk) => looksOf(desk.tx, here.office, here.people.amina!))
    expect(look).toMatchObject({ topic: 'zwemmen', how: 'chosen' })
  })
})

describe('a way of asking', () => {
  const proposed = () => here.does((desk) => proposedIn(desk.tx, here.office, 'pendrecht'))
  const decides = (ask: string, words: string, learn = true, insists = false) =>
    here.flowDoes('ineke', 'library.decide', { ask, learn, words, insists })

  it('is learned as the professional writes it, after names were pointed out', async () => {
    await here.does((desk) => {
      const asked = { network: 'pendrecht', topic: 'zwemmen', language: 'nl', asker: here.people.amina! }
      return proposeAsk(desk, { ...asked, words: 'Amina vraagt naar het zwembad', how: 'linked' })
    })
    const { results } = await here.flowDoes('ineke', 'library.nextProposed')
    const ask = results!.ask as string
    expect(await decides(ask, results!.words as string)).toEqual({
      outcome: 'marked',
      results: { found: 'amina' },
    })
    expect((await decides(ask, 'Een vraag over het zwembad')).outcome).toBe('decided')
    expect((await decides(ask, 'Nog een keer')).outcome).toBe('settled')
    expect(await proposed()).toEqual([])
    const row = await here.db.selectFrom('library_asks').select('asker').executeTakeFirst()
    expect(row!.asker).toBe(null)
  })

  it('is proposed when a professional links a thread to what the library has', async () => {
    await publishes(await drafts())
    const accepted = await here.does((desk) => acceptedIn(desk.tx, here.office, 'pendrecht'))
    const { topic } = accepted[0]!
    const input = { body: { text: 'Kost zwemmen geld?' }, anonymous: true, direct: true, kind: 'question' }
    const { results } = await here.flowDoes('amina', 'questions.ask', input)
    const link = { question: results!.question, topic }
    expect((await here.flowDoes('fatma', 'questions.link', link)).outcome).toBe('not_yours')
    expect((await here.flowDoes('ineke', 'questions.link', { ...link, topic: 'x' })).outcome).toBe(
      'not_yours',
    )
    expect((await here.flowDoes('ineke', 'questions.link', link)).outcome).toBe('linked')
    expect(await proposed()).toMatchObject([{ words: 'Kost zwemmen geld?', how: 'linked', topic }])
  })

  it('is never offered, nor taken, from a thread whose words may be danger', async () => {
    const input = { body: { text: 'rajli kaydrabni' }, anonymous: false, direct: true, kind: 'question' }
    const { results } = await here.flowDoes('amina', 'questions.ask', input)
    const question = results!.question
    const answered = { question, body: { text: 'Ik ben er.' }, insists: false }
    expect((await here.flowDoes('ineke', 'questions.answer', answered)).outcome).toBe('sent')
    expect((await here.flowDoes('ineke', 'questions.answeredByMe')).outcome).toBe('none')
    expect((await here.flowDoes('ineke', 'questions.forLibrary', { question })).outcome).toBe('not_yours')
  })
})

describe('what could lead to somebody', () => {
  it.each([
    ['Call 06 12 34 56 78 today', ['06 12 34 56 78']],
    ['+31 (0)10-4567890', ['+31 (0)10-4567890']],
    ['اتصلي على ٠٦١٢٣٤٥٦٧٨', ['٠٦١٢٣٤٥٦٧٨']],
    ['Mail amina.k@example.org', ['amina.k@example.org']],
    ['She lives at Slinge 12, 3085 AB', ['3085 AB']],
    ['Dorpsstraat 7 is the place', ['Dorpsstraat 7']],
    ['Ask Fatma, or FATMA’s sister', ['Fatma']],
    ['Call 112, or 0800-2000, or 113', []],
    ['Veilig Thuis: 0800 2000. It costs 1200 euro in 2026.', []],
  ])('%s', (text, found) => {
    expect(marksIn(text, ['Fatma', 'El'])).toEqual(found)
  })
})

describe('a new topic', () => {
  it('can be read by its id, and is its own even without a Latin letter', () => {
    expect(topicFrom('Zwemmen met school!', 'a_-b')).toBe('zwemmen-met-school-a00b')
    expect(topicFrom('السباحة', 'abcd')).toBe('own-abcd')
  })
})
