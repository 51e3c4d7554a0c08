import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { VOICE } from '../channels/contract.ts'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { DANGER, type DangerStreet, NUMBERS, newsOf, openDangerStreet } from './danger-street.ts'
import { codeOf, introduces } from './joins.ts'
import type { Neighbour } from './street.ts'

describe('somebody who has joined nothing, in Arabic on WhatsApp, and a Dutch professional on Telegram', () => {
  let on: DangerStreet
  let sara: Neighbour<OnWhatsApp>
  let numbers = 31_655_520_100
  let fatmaHeard: number

  beforeAll(async () => {
    on = await openDangerStreet()
  }, 60_000)
  afterAll(() => on?.close())
  beforeEach(() => {
    sara = on.street.onWhatsApp(`+${++numbers}`, 'ar')
    fatmaHeard = on.fatma.phone.heard().length
  })
  // Whatever a test leaves waiting is over before the next begins; no key mother and no other network heard of it.
  afterEach(async () => {
    await on.comesToRest()
    expect(on.street.twilio.breaches).toEqual([])
    expect(on.street.twilio.missed).toEqual([])
    expect(on.noor.phone.heard()).toEqual([])
    expect(on.fatma.phone.heard()).toHaveLength(fatmaHeard)
  })

  const invited = async () => {
    await sara.opensLink(await codeOf(on.street, undefined))
    await sara.hears('people.which_language')
  }
  const isCaught = async (says: () => Promise<unknown>) => {
    const [first] = await newsOf(sara, async () => {
      const knocks = await newsOf(on.ineke, async () => {
        await says()
        await on.ineke.hears('danger-arrived.knock.ask')
      })
      expect(JSON.stringify(knocks)).not.toMatch(/زوجي|سيقتلني/)
      expect(knocks).toHaveLength(1)
    })
    expect(first!.text).toContain(sara.reads('stranger-in-danger.called.ask').split('\n')[0])
    for (const number of NUMBERS) expect(first!.text).toContain(number)
  }
  const isTaken = async () => {
    await on.ineke.taps('danger-arrived.knock.choice.open')
    await on.ineke.phone.hears(DANGER)
    await on.ineke.taps('danger-arrived.shown_stranger.choice.take')
    await on.ineke.hears('danger-arrived.write_stranger.say')
    await sara.hears('somebody-is-there.here.say', { name: 'Ineke' })
  }
  const answers = async (text: string) => {
    await on.ineke.says(text)
    await on.ineke.taps('send-answer.confirm.choice.send')
    await sara.phone.hears(text)
  }

  it('her code names the network: a person is called before she has said a language, and they write to each other', async () => {
    await invited()
    await isCaught(() => sara.says(DANGER))
    await isTaken()
    await answers('Kun je nu bellen?')
    await sara.says('نعم أستطيع أن أتكلم الآن')
    await on.ineke.phone.hears('نعم أستطيع أن أتكلم الآن')
    expect(JSON.stringify(on.ineke.phone.heard())).not.toContain(sara.phone.address)
  })

  it('hours later, while she is asked about joining, what she writes back still reaches the person', async () => {
    await invited()
    await isCaught(() => sara.says(DANGER))
    await isTaken()
    await on.street.passes('PT2H')
    await answers('Gaat het nu?')
    await sara.says('أنا عند أختي')
    await on.ineke.phone.hears('أنا عند أختي')
  })

  it('she joins afterwards: it goes on where it was, and the thread is hers', async () => {
    await invited()
    await isCaught(() => sara.says(DANGER))
    await isTaken()
    await sara.taps('stranger-in-danger.called.choice.on')
    await introduces(on.street, sara, 'سارة')
    await sara.hears('menu.choose.ask')
    await answers('Ben je er nog?')
    await sara.says('نعم')
    await on.ineke.phone.hears('نعم')
    expect(JSON.stringify(on.ineke.phone.heard())).not.toContain('سارة')
  })

  it('where her network is not known she hears that nobody is called, and calls somebody by one tap', async () => {
    const [first] = await newsOf(sara, async () => {
      expect(await newsOf(on.ineke, () => sara.says(DANGER))).toEqual([])
    })
    for (const number of NUMBERS) expect(first!.text).toContain(number)
    expect(first!.text).toContain('لم أنادِ أحداً بعد')
    expect(first!.labels).toEqual(['Noord', 'Zuid', 'إخفاء'])
    expect(await newsOf(on.ineke, () => sara.says('المفتاح معه'))).toEqual([])
    await isCaught(() => sara.tapsLabel('Zuid'))
    await isTaken()
    expect(JSON.stringify(on.ineke.phone.heard())).toContain('المفتاح معه')
  })

  it('or she makes her screen harmless by one', async () => {
    await sara.says(DANGER)
    const news = await newsOf(sara, () => sara.taps('safety.hide'))
    expect(news.map(({ text }) => text).join()).toContain(sara.reads('hide.one.say'))
  })

  it('a hundred messages ring once', async () => {
    await invited()
    await isCaught(() => sara.says(DANGER))
    const news = await newsOf(on.ineke, () =>
      Promise.all(Array.from({ length: 100 }, (_, i) => sara.phone.says(`${DANGER} ${i}`))).then(() =>
        on.street.passes('PT2M'),
      ),
    )
    expect(news).toEqual([])
  })

  it('hide fills her screen, and what the person writes to her later comes, in words that do not say about what', async () => {
    await invited()
    await isCaught(() => sara.says(DANGER))
    const news = await newsOf(sara, () => sara.taps('stranger-in-danger.called.choice.hide'))
    expect(news.map(({ text }) => text).join()).toContain(sara.reads('hide.one.say'))
    await on.ineke.taps('danger-arrived.knock.choice.open')
    await on.ineke.phone.hears(DANGER)
    const told = await newsOf(sara, async () => {
      await on.ineke.taps('danger-arrived.shown_stranger.choice.take')
      await sara.hears('somebody-is-there.here.say', { name: 'Ineke' })
    })
    expect(told).toHaveLength(1)
  })

  it('a voice note goes to the professional, as a question does, and the answer comes back', async () => {
    await invited()
    await sara.tapsLabel('العربية')
    await sara.sendsVoice(VOICE)
    await sara.hears('safety.heard', { danger: '112' })
    await on.ineke.phone.hears(/zonder haar naam/)
    await on.ineke.taps('question-escalated.choose.choice.mother')
    await on.ineke.says('Ik heb je gehoord')
    await on.ineke.taps('send-answer.confirm.choice.send')
    await sara.phone.hears('Ik heb je gehoord')
  })

  it('where nobody can hear it yet she is told so, and what to do', async () => {
    expect(await newsOf(on.ineke, () => sara.sendsVoice(VOICE))).toEqual([])
    // Of whoever has written no word yet nobody knows the language.
    const { text } = await sara.phone.hears('Niemand kan dit nu horen of zien')
    for (const number of ['112', '0800-2000']) expect(text).toContain(number)
  })
})
