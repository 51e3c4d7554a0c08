import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decideAsk, proposeAsk } from '../../../src/domains/library/asks.ts'
import { addVersion } from '../../../src/domains/library/library.ts'
import { entry } from './entry.ts'
import { addSmallLibrary, openLibrary } from './shelves.ts'

let street: Awaited<ReturnType<typeof openLibrary>>
let ineke: string
beforeAll(async () => {
  street = await openLibrary()
  ineke = await addSmallLibrary(street)
}, 120_000)
afterAll(() => street.close())

const asks = (text: string, own: string | null, network = 'pendrecht') => street.asks(text, { own, network })

describe('a mother who asks plainly', () => {
  it.each([
    ['nl', 'doorstroomtoets', 'Wanneer is de doorstroomtoets in groep 8?'],
    ['nl', 'sleep', 'Mijn dochter slaapt niet in haar eigen bed, hoe laat moet ze naar bed?'],
    ['en', 'bedwetting', 'My son of six still wets his bed at night'],
    ['en', 'picky-eating', 'My two year old only eats pasta and refuses vegetables'],
    ['tr', 'doorstroomtoets', 'Cito sınavı doorstroomtoets ne zaman yapılıyor?'],
    ['tr', 'potty-training', 'Kızım üç yaşında, tuvalete nasıl alıştırırım, bezi bırakmıyor'],
    ['ar', 'child-benefit', 'كيف أطلب إعانة الأطفال كيندربايسلاخ لطفلي الجديد؟'],
    ['ar', 'screen-time', 'كم ساعة يسمح للطفل أمام الشاشة والتابلت؟'],
  ])('is answered at once, in %s about %s', async (own, topic, text) => {
    expect(await asks(text, own)).toMatchObject({ topic, language: own })
    expect((await asks(text, null)).topic).toBe(topic)
  })

  it('is understood all the same when her finger slips', async () => {
    for (const text of [
      'my too year old only eats pasta and refuzes vegetabels',
      'MY TWO YEAR OLD ONLY EATS PASTAAAA AND REFUSES VEGETABELS!!!',
    ])
      expect((await asks(text, 'en')).topic).toBe('picky-eating')
    for (const text of ['wanneer is de doorstromtoets in groep 8', 'cito sinavi doorstromtoets ne zaman'])
      expect((await asks(text, 'nl')).topic).toBe('doorstroomtoets')
  })

  it('is not answered by a network that has no answer to it', async () => {
    const { topic, top } = await asks('Wanneer is de doorstroomtoets in groep 8?', 'nl', 'carnisse')
    expect([topic, ...top]).not.toContain('doorstroomtoets')
    expect(topic).toBeNull()
    expect(top.every((one) => one === 'sleep')).toBe(true)
  })
})

describe('a mother whose words hold no question for the library', () => {
  it.each([
    ['nl', 'Waar kan ik een goedkope winterband voor mijn fiets kopen?'],
    ['en', 'Where can I buy a cheap winter tyre for my bike?'],
    ['tr', 'Bisikletim için ucuz kış lastiği nereden alabilirim?'],
    ['ar', 'أين أشتري إطارا شتويا رخيصا لدراجتي؟'],
    ['nl', 'asdf qwer zxcv'],
    ['en', 'https://example.org/a/b?c=d'],
  ])('is not answered by it, in %s: %s', async (own, text) => {
    expect((await asks(text, own)).topic).toBeNull()
  })

  it.each(['uyku', 'slapen', 'school', 'مدرسة', 'child benefit', 'kinderbijslag', '👍', '…'])(
    'or who says a word or two is never answered at once: %s',
    async (text) => {
      expect((await asks(text, 'nl')).topic).toBeNull()
    },
  )

  it('is shown at most three titles, each of them once, of topics that are there', async () => {
    for (const text of ['school', 'he cries every morning when I bring him', 'my child']) {
      const { top } = await asks(text, 'en')
      expect(top.length).toBeLessThanOrEqual(3)
      expect(new Set(top).size).toBe(top.length)
    }
  })
})

describe('what a person has accepted in one network', () => {
  const WORDS = 'he does not want to go with the other children'
  const propose = (words: string, network = 'pendrecht', topic = 'sleep') =>
    street.does((desk) =>
      proposeAsk(desk, { network, topic, language: 'en', words, how: 'written', asker: null }),
    )
  const accept = async (words: string, network = 'pendrecht', topic = 'sleep') => {
    const id = await propose(words, network, topic)
    return street.does((desk) => decideAsk(desk, id!, { network, by: ineke, status: 'accepted' }))
  }

  it('is not used while it is only proposed, nor when it was declined', async () => {
    const before = await asks(WORDS, 'en')
    expect(before.topic).toBeNull()
    const id = await propose(WORDS)
    expect(await asks(WORDS, 'en')).toEqual(before)
    const declined = { network: 'pendrecht', by: ineke, status: 'declined' } as const
    expect(await street.does((desk) => decideAsk(desk, id!, declined))).toBe(true)
    expect(await asks(WORDS, 'en')).toEqual(before)
  })

  it('is used there from then on, and nowhere else', async () => {
    const elsewhere = await asks(WORDS, 'en', 'carnisse')
    expect(await accept(WORDS)).toBe(true)
    expect(await asks(WORDS, 'en')).toMatchObject({ topic: 'sleep', top: expect.arrayContaining(['sleep']) })
    expect(await asks(WORDS, 'en', 'carnisse')).toEqual(elsewhere)
    expect(elsewhere.topic).toBeNull()
  })

  it('is used with names of the neighbourhood in it, which nobody else knows', async () => {
    const words = 'Zij wil nooit mee naar de Zuiderspeeltuin met juf Willemijn'
    await accept(words, 'pendrecht', 'lonely-mother')
    const { topic, top } = await asks(words, 'nl')
    expect(top[0]).toBe('lonely-mother')
    expect(topic).toBe('lonely-mother')
  })

  it('may ask for an answer that only this network has', async () => {
    const own = { ...entry({ topic: 'flower-market' }), origin: 'own' as const, digest: undefined }
    await street.does(({ tx, now }) => addVersion(tx, 'pendrecht', own, now))
    const words = 'wanneer is de markt bij ons in de wijk'
    await accept(words, 'pendrecht', 'flower-market')
    expect((await asks(words, 'nl')).topic).toBe('flower-market')
  })

  it('is never a reason to answer what may be danger', async () => {
    const danger = 'my husband hits me and the children every night'
    await accept(danger)
    expect(await asks(danger, 'en')).toMatchObject({ topic: null, top: [] })
  })

  it('is decided once, and only by its own network', async () => {
    const id = (await propose(WORDS))!
    const accepted = { by: ineke, status: 'accepted' } as const
    expect(await street.does((desk) => decideAsk(desk, id, { ...accepted, network: 'carnisse' }))).toBe(false)
    expect(await street.does((desk) => decideAsk(desk, id, { ...accepted, network: 'pendrecht' }))).toBe(true)
    expect(await street.does((desk) => decideAsk(desk, id, { ...accepted, network: 'pendrecht' }))).toBe(
      false,
    )
    const nobody = { ...accepted, network: 'pendrecht' }
    expect(await street.does((desk) => decideAsk(desk, randomUUID(), nobody))).toBe(false)
  })

  it('is no long story and no silence', async () => {
    expect(await propose('word '.repeat(100))).toBeNull()
    expect(await propose('  ')).toBeNull()
  })
})
