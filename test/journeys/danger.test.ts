import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Person as OnWhatsApp } from '../standins/twilio-person.ts'
import { DANGER, type DangerStreet, NUMBERS, newsOf, openDangerStreet } from './danger-street.ts'
import { codeOf } from './joins.ts'
import type { Neighbour } from './street.ts'

const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
)

describe('danger in the middle of something else', () => {
  let on: DangerStreet
  let amina: Neighbour<OnWhatsApp>
  let fatmaHeard: number

  beforeAll(async () => {
    on = await openDangerStreet()
  })
  afterAll(() => on?.close())
  beforeEach(async () => {
    amina = await on.mother()
    fatmaHeard = on.fatma.phone.heard().length
  })
  // Whatever a test leaves waiting is over before the next begins.
  afterEach(async () => {
    await on.comesToRest()
    expect(on.street.twilio.breaches).toEqual([])
    expect(on.street.twilio.missed).toEqual([])
    expect(on.noor.phone.heard()).toEqual([])
  })

  /** The numbers, before anything else; then the professional, in words that name nothing and nobody. */
  const isCaught = async (says: () => Promise<unknown>) => {
    const [first] = await newsOf(amina, async () => {
      const knocks = await newsOf(on.ineke, async () => {
        await says()
        await on.ineke.hears('danger-arrived.knock.ask')
      })
      expect(JSON.stringify(knocks)).not.toMatch(/Samira|زوجي|سيقتلني/)
      expect(knocks).toHaveLength(1)
    })
    expect(first!.text).toContain(amina.reads('are-you-safe.called.ask').split('\n')[0])
    for (const number of NUMBERS) expect(first!.text).toContain(number)
  }
  const isTaken = async (by = on.ineke) => {
    await by.taps('danger-arrived.knock.choice.open')
    await by.phone.hears(DANGER)
    await by.taps('danger-arrived.shown.choice.take')
    await by.phone.hears('Samira')
    await amina.hears('somebody-is-there.here.say', { name: by === on.ineke ? 'Ineke' : 'Petra' })
  }
  /** On her other phone: all is read there, and then she has not written for a day. */
  const windowCloses = async () => {
    await on.inekesOther.says('menu')
    await on.street.passes('PT25H')
  }
  const keyMotherKnowsNothing = () => expect(on.fatma.phone.heard()).toHaveLength(fatmaHeard)

  it('while she gives her name: it is not her name, and she is asked again afterwards', async () => {
    await amina.taps('my-data.menu')
    await amina.taps('my-data.shown.choice.name')
    await amina.hears('my-data.new_name.ask')
    await isCaught(() => amina.says(DANGER))
    await isTaken()
    await on.street.passes('PT1H')
    await amina.hears('my-data.new_name.ask')
    await amina.says('سميرة')
    await amina.hears('my-data.renamed.say', { new_name: 'سميرة' })
    keyMotherKnowsNothing()
  })

  it('while she is to choose: her key mother gets her question later, and not a word of it', async () => {
    await amina.says('أين أجد ملابس رخيصة للأولاد؟')
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await isCaught(() => amina.says(DANGER))
    await isTaken()
    keyMotherKnowsNothing()
    await on.street.passes('PT1H')
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.taps('send-question.to_key_mother.choice.send')
    await on.fatma.phone.hears('أين أجد ملابس رخيصة للأولاد؟')
    expect(JSON.stringify(on.fatma.phone.heard())).not.toContain('سيقتلني')
  })

  it('at the menu, which comes back when nothing more is said', async () => {
    await amina.says('قائمة')
    await amina.hears('menu.choose.ask')
    await isCaught(() => amina.says(DANGER))
    await isTaken()
    await on.street.passes('PT1H')
    await amina.hears('menu.choose.ask')
    keyMotherKnowsNothing()
  })

  it('under a picture; the professional sees it, and her words', async () => {
    await isCaught(() => amina.phone.sendsPicture(PIXEL, DANGER))
    await isTaken()
    expect(on.ineke.phone.heard().findLast(({ media }) => media)!.media).toMatchObject({ kind: 'picture' })
    keyMotherKnowsNothing()
  })

  it('in a flood of a hundred messages: it is taken before those that wait in line', async () => {
    const flood = Array.from({ length: 100 }, (_, i) => (i === 70 ? DANGER : 'صباح الخير'))
    await Promise.all(flood.map((text) => amina.phone.says(text)))
    await on.ineke.hears('danger-arrived.knock.ask')
    await amina.phone.hears('0800-2000')
    await on.ineke.taps('danger-arrived.knock.choice.open')
    await on.ineke.phone.hears(DANGER)
  })

  it('before she has joined: somebody is called for a stranger too, and then she is asked what she was asked', async () => {
    const guest = on.street.onWhatsApp('+31655511122', 'ar')
    await guest.opensLink(await codeOf(on.street, undefined))
    await guest.tapsLabel('العربية')
    await guest.taps('join.consent.choice.yes')
    await guest.hears('join.name.ask')
    await guest.says(DANGER)
    await guest.phone.hears('0800-2000')
    await on.ineke.hears('danger-arrived.knock.ask')
    await guest.taps('stranger-in-danger.called.choice.on')
    await guest.hears('join.name.ask')
  })

  it('her other phone, where she has not written for a day, gets the approved text, and then the call', async () => {
    await windowCloses()
    await isCaught(() => amina.says(DANGER))
    const nudge = await on.inekesOther.hears('templates.urgent_waiting.text')
    expect(nudge.template).toMatch(/^urgent_waiting_nl/)
    expect(nudge.text).not.toMatch(/Samira|زوجي/)
    await on.inekesOther.taps('templates.urgent_waiting.button.open')
    await on.inekesOther.hears('danger-arrived.knock.ask')
    await on.inekesOther.taps('danger-arrived.knock.choice.open')
    await on.inekesOther.phone.hears(DANGER)
  })

  it('a second call rings there too, although the first was not opened', async () => {
    await windowCloses()
    await isCaught(() => amina.says(DANGER))
    await on.inekesOther.hears('templates.urgent_waiting.text')
    amina = await on.mother()
    await isCaught(() => amina.says(DANGER))
    await on.inekesOther.hears('templates.urgent_waiting.text')
  })

  it('taken on one phone, it is not there to be taken on the other', async () => {
    await on.inekesOther.says('menu')
    await isCaught(() => amina.says(DANGER))
    await on.inekesOther.hears('danger-arrived.knock.ask')
    await isTaken()
    const news = await newsOf(on.inekesOther, () => on.inekesOther.taps('danger-arrived.knock.choice.open'))
    expect(news).not.toEqual([])
    expect(news.flatMap(({ labels }) => labels)).not.toContain(
      on.inekesOther.reads('danger-arrived.shown.choice.take'),
    )
  })

  it('nobody acknowledges for ten minutes: the next one is called, and the first hears that it is taken', async () => {
    await isCaught(() => amina.says(DANGER))
    const before = on.petra.phone.heard().length
    await on.street.passes('PT10M')
    expect(
      on.petra.phone
        .heard()
        .slice(before)
        .map(({ text }) => text),
    ).toEqual([on.petra.reads('danger-arrived.knock.ask')])
    await isTaken(on.petra)
    await on.ineke.taps('danger-arrived.knock.choice.open')
    await on.ineke.hears('danger-arrived.somebody_has_it.say')
  })

  it('what she writes once somebody is there reaches whoever is there', async () => {
    await isCaught(() => amina.says(DANGER))
    await isTaken()
    await amina.says('المفتاح معه')
    await on.ineke.phone.hears('المفتاح معه')
  })

  it('the professional’s own words of danger start nothing; they come to her', async () => {
    await isCaught(() => amina.says(DANGER))
    await isTaken()
    const news = await newsOf(on.ineke, async () => {
      await on.ineke.says('Heeft hij je geslagen? Zegt hij dat hij je vermoordt? Bel 112.')
      await on.ineke.taps('send-answer.confirm.choice.send')
    })
    expect(news.map(({ text }) => text).join()).not.toContain('0800-2000')
    await amina.phone.hears('Zegt hij dat hij je vermoordt?')
  })

  it('and what she answers goes back to the professional', async () => {
    await isCaught(() => amina.says(DANGER))
    await isTaken()
    await on.ineke.says('Kun je nu bellen?')
    await on.ineke.taps('send-answer.confirm.choice.send')
    await amina.phone.hears('Kun je nu bellen?')
    await amina.says('نعم أستطيع أن أتكلم الآن')
    await on.ineke.phone.hears('نعم أستطيع أن أتكلم الآن')
  })

  it('after she said that she is safe, a word of danger calls somebody, and does not go to her key mother', async () => {
    // The menu of her joining is over: her words came in no conversation.
    await on.street.passes('PT3H')
    await amina.says('لا أنام منذ أن رجع وأخبئ الهاتف تحت الوسادة')
    await amina.hears('are-you-safe.safe_now.ask')
    await amina.taps('are-you-safe.safe_now.choice.safe')
    await amina.hears('send-question.to_key_mother.ask', { name: 'Fatma' })
    await amina.says(DANGER)
    await on.ineke.hears('danger-arrived.knock.ask')
    keyMotherKnowsNothing()
  })

  it('hide, by the word: the screen tells of a coffee morning, and somebody is called all the same', async () => {
    await isCaught(() => amina.says(DANGER))
    const news = await newsOf(amina, () => amina.says('إخفاء'))
    expect(news.at(-1)!.text).toContain(amina.reads('hide.one.say'))
    expect(await newsOf(amina, () => on.street.passes('PT9M'))).toEqual([])
    await isTaken()
  })

  it('hide, by the button: what she was doing before stays away too, until she writes', async () => {
    await amina.taps('my-data.menu')
    await isCaught(() => amina.says(DANGER))
    const news = await newsOf(amina, () => amina.taps('are-you-safe.called.choice.hide'))
    expect(news.map(({ text }) => text).join()).toContain(amina.reads('hide.one.say'))
    expect(news.at(-1)!.labels).toEqual([])
  })
})
