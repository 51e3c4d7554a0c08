import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openTestHouse, type TestHouse } from '../../house.ts'
import { moveIn } from '../../people.ts'

const CALL_NOW = 'I cannot listen. A person does. If it is urgent, call 999.'

describe('a voice message, in which the house understands nothing', () => {
  let house: TestHouse

  beforeAll(async () => {
    house = await openTestHouse()
    await moveIn(house.office, ['grace', 'joy', 'petra', 'amina', 'elif'], {
      settings: { 'safety.danger': '999' },
    })
  })
  afterAll(() => house?.close())

  const told = async (name: string) =>
    (await house.phone(name).all()).filter(({ text }) => text.includes('999')).length

  it('whoever speaks hears first whom to call in danger, by her network’s own number', async () => {
    const grace = house.phone('grace')
    await grace.sendsVoice()
    const [first, second] = await grace.sinceLast()
    expect(first!.text).toContain(CALL_NOW)
    expect(second!.text).toContain('Shall I send this to Joy?')
  })

  it('she hears it once, not after every breath, and again an hour later', async () => {
    const grace = house.phone('grace')
    await grace.sendsVoice()
    await grace.taps('Send')
    expect(await told('grace')).toBe(1)
    await house.passes('PT1H')
    await grace.sendsVoice()
    expect(await told('grace')).toBe(2)
  })

  it('in her own language, in whatever conversation she says it', async () => {
    const [amina, elif] = [house.phone('amina'), house.phone('elif')]
    await amina.says('قلق')
    await amina.sendsVoice()
    await elif.says('insan')
    await elif.sendsVoice()
    expect(await told('amina')).toBe(1)
    expect(await told('elif')).toBe(1)
  })

  it('whoever reads her screen learns nothing from it, in any language', async () => {
    const { words } = house.office
    for (const language of words.languages) {
      const text = words.text(language, 'safety', 'unheard', { danger: '999' })
      expect(text).not.toMatch(/danger|gevaar|tehlike|خطر|computer|bilgisayar|كمبيوتر/i)
      expect(text.length).toBeLessThan(75)
    }
  })

  it('not on a screen that was hidden since danger was seen: what she says goes to whoever is called', async () => {
    const grace = house.phone('grace')
    await grace.says('My husband hit me again last night and he says he will kill me')
    await grace.says('hide')
    await grace.hears('Coffee morning')
    await house.passes('PT1H')
    const before = await told('grace')
    await grace.sendsVoice()
    await grace.hears('Thank you. I noted it.')
    expect(await told('grace')).toBe(before)
  })

  it('a stranger hears it too', async () => {
    await house.phone('new').sendsVoice()
    await house.phone('new').hears('Bel 112')
  })

  it('whoever answers others by voice is not told so, and a key mother who asks is', async () => {
    const joy = house.phone('joy')
    await joy.taps('Answer')
    await joy.sendsVoice()
    expect(await told('joy')).toBe(0)
    await joy.taps('Send')
    await joy.sendsVoice()
    expect(await told('joy')).toBe(1)
  })

  it('in danger she can go on by voice: the number stands there already', async () => {
    const [amina, petra] = [house.phone('amina'), house.phone('petra')]
    await amina.says('زوجي يضربني ويقول إنه سيقتلني')
    await house.passes('PT2H')
    await amina.says('زوجي يضربني ويقول إنه سيقتلني')
    await amina.hears('999')
    await amina.sinceLast()
    await amina.sendsVoice()
    const heard = (await amina.sinceLast()).map(({ text }) => text)
    expect(heard).toHaveLength(1)
    expect(heard[0]).toContain('999')
    expect(heard[0]).not.toContain('كمبيوتر')
    await petra.hears('Please open this now')
    await petra.taps('I cannot now')
    await petra.hears('In acute danger: 999.')
  })
})
