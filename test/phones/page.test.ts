import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser, Locator, Page } from 'playwright-core'
import type { InContent, MsgOut } from '../../src/channels/channel.ts'
import { outTo } from '../channels/contract.ts'
import { openBrowser } from '../servers/chromium.ts'
import { phonesHouse } from './phones-house.ts'

type House = Awaited<ReturnType<typeof phonesHouse>>

describe('the phones page in a real browser', () => {
  let browser: Browser
  let house: House
  let page: Page
  let complaints: string[] = []
  beforeAll(async () => {
    ;[browser, house] = await Promise.all([openBrowser(), phonesHouse()])
    const context = await browser.newContext({ locale: 'nl-NL' })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) complaints.push(`asked ${request.url()}`)
    })
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })
  beforeEach(async () => {
    house.door.messages.length = 0
    house.door.tried = 0
    await house.db.deleteFrom('phone_messages').execute()
    await page.setViewportSize({ width: 1280, height: 860 })
    await page.goto(`${house.url}/phones/icon-of-nobody`)
    await page.evaluate(() => localStorage.clear())
    complaints = []
    await page.goto(`${house.url}/phones`)
    await phone('Amina').waitFor()
  })

  const phone = (name: string) => page.getByRole('region', { name: `Telefoon van ${name}` })
  const out = (address: string, more: Partial<MsgOut>) => house.channel.send(outTo({ address }, more))
  const write = async (on: Locator, text: string) => {
    await on.getByRole('textbox').fill(text)
    await on.getByRole('textbox').press('Enter')
  }

  it('a mother, a key mother and the professional lie side by side; Arabic runs from the right', async () => {
    await out('amina', { language: 'ar', direction: 'rtl', text: 'أهلاً أمينة! 👋' })
    const words = phone('Amina').getByText('أهلاً أمينة! 👋')
    await words.waitFor()
    expect(await page.getByRole('region').count()).toBe(3)
    for (const name of ['Fatma', 'Joke']) await phone(name).waitFor()
    expect(await words.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    await page.waitForFunction(
      () =>
        document.fonts.check('16px "Noto Sans Arabic"', 'أ') &&
        document.fonts.check('16px "Noto Color Emoji"', '👋'),
    )
    expect(complaints).toEqual([])
  })

  it('Amina writes, is answered without a reload, and taps', async () => {
    await write(phone('Amina'), 'Mijn zoon <b>slaapt</b> niet')
    await phone('Amina').getByRole('img', { name: 'Verstuurd' }).waitFor()
    await out('amina', { text: 'Wie mag het zien?', choices: [{ payload: 'fatma', label: 'Alleen Fatma' }] })
    await phone('Amina').getByRole('button', { name: 'Alleen Fatma' }).click()
    await heard(2)
    expect(contents()).toEqual([
      { kind: 'text', text: 'Mijn zoon <b>slaapt</b> niet' },
      { kind: 'tap', payload: 'fatma', label: 'Alleen Fatma' },
    ])
    expect(house.door.messages[0]).toMatchObject({ address: 'amina', appLanguage: 'ar' })
    expect(await phone('Fatma').getByText('slaapt').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('Joke chooses from a list with the keyboard alone', async () => {
    const choices = ['Slapen', 'Eten', 'School', 'Ruzie'].map((label) => ({ payload: label, label }))
    await out('joke', { text: 'Welke vraag?', choices, listLabel: 'Kies een vraag' })
    const opener = phone('Joke').getByRole('button', { name: 'Kies een vraag' })
    const list = phone('Joke').getByRole('dialog', { name: 'Kies een vraag' })
    await opener.press('Enter')
    await list.waitFor()
    await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'))
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true)

    await opener.press('Enter')
    await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'))
    await list.getByRole('button', { name: 'School' }).press('Enter')
    await list.waitFor({ state: 'detached' })
    await heard(1)
    expect(contents()).toEqual([{ kind: 'tap', payload: 'School', label: 'School' }])
  })

  it('Fatma speaks into the browser, and it arrives as Ogg Opus that she can play', async () => {
    await phone('Fatma').getByRole('button', { name: 'Neem een spraakbericht op' }).click()
    await phone('Fatma').getByText('0:01').waitFor()
    await phone('Fatma').getByRole('button', { name: 'Verstuur het spraakbericht' }).click()
    await heard(1)
    const [said] = contents()
    if (said?.kind !== 'media') throw new Error(`Her voice came in as ${said?.kind}`)
    expect(said).toMatchObject({ media: 'voice', mime: 'audio/ogg' })
    const { bytes } = await house.channel.fetch(said.reference)
    expect(bytes.subarray(0, 4).toString()).toBe('OggS')
    expect(bytes.subarray(28, 36).toString()).toBe('OpusHead')
    expect(oggSeconds(bytes)).toBeGreaterThan(0.7)

    await phone('Fatma').getByRole('button', { name: 'Speel af' }).click()
    await page.waitForFunction(() => document.querySelector('audio')!.currentTime > 0.1)

    // Whoever receives it sees how long it is before it is played.
    const received = { id: said.reference, kind: 'voice' as const, mime: 'audio/ogg', name: 'voice' }
    await out('amina', { text: '', media: { ...received, load: async () => bytes, link: () => '' } })
    await phone('Amina')
      .getByText(/^0:0[1-9]$/)
      .waitFor()
    expect(
      await phone('Amina')
        .locator('audio')
        .evaluate((audio) => (audio as HTMLAudioElement).paused),
    ).toBe(true)
    expect(complaints).toEqual([])
  })

  it('a recording thrown away is heard by nobody', async () => {
    await phone('Fatma').getByRole('button', { name: 'Neem een spraakbericht op' }).click()
    await phone('Fatma').getByRole('button', { name: 'Gooi de opname weg' }).click()
    await write(phone('Fatma'), 'toch maar getypt')
    await heard(1)
    expect(contents()).toEqual([{ kind: 'text', text: 'toch maar getypt' }])
  })

  it('a picture goes out as a JPEG of moderate size, without where it was taken', async () => {
    const large = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(2000, 500)
      canvas.getContext('2d')!.fillRect(0, 0, 9, 9)
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())]
    })
    const chosen = phone('Amina').locator('input[type=file]')
    await chosen.setInputFiles({ name: 'klas.png', mimeType: 'image/png', buffer: Buffer.from(large) })
    await phone('Amina').getByRole('img', { name: 'Foto' }).waitFor()
    const [said] = contents()
    if (said?.kind !== 'media') throw new Error(`The picture came in as ${said?.kind}`)
    expect(said).toMatchObject({ media: 'picture', mime: 'image/jpeg' })
    const { bytes } = await house.channel.fetch(said.reference)
    expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    expect(bytes.includes('Exif')).toBe(false)
    const width = await phone('Amina')
      .getByRole('img', { name: 'Foto' })
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))
    expect(width).toBe(1600)
  })

  it('a file that is no picture is refused with a kind line', async () => {
    const file = { name: 'klas.png', mimeType: 'image/png', buffer: Buffer.from('geen foto') }
    await phone('Amina').locator('input[type=file]').setInputFiles(file)
    await phone('Amina').getByRole('alert').getByText('geen leesbare foto').waitFor()
    expect(house.door.tried).toBe(0)
  })

  it('what Amina says while the house is away waits, and is then heard once, in her order', async () => {
    house.door.failNext(2)
    for (const word of ['een', 'twee', 'drie']) await write(phone('Amina'), word)
    await phone('Amina').getByRole('img', { name: 'Onderweg' }).first().waitFor()
    await heard(3)
    expect(contents().map((content) => content.kind === 'text' && content.text)).toEqual([
      'een',
      'twee',
      'drie',
    ])
    await phone('Amina').getByRole('img', { name: 'Onderweg' }).first().waitFor({ state: 'detached' })
    expect(await phone('Amina').getByRole('article').allInnerTexts()).toHaveLength(3)
  })

  it('an invitation link lays down the phone of somebody new, who has tapped it', async () => {
    await out('fatma', { text: `Uw link: ${house.channel.inviteLink('ABCD-1234')}` })
    await phone('Fatma').getByRole('link').click()
    await phone('Iemand nieuw').waitFor()
    await heard(1)
    expect(contents()).toEqual([{ kind: 'start', code: 'ABCD-1234' }])
    expect(house.door.messages[0]!.address).toMatch(/^guest-/)

    await page.goto(house.channel.inviteLink('EFGH-5678')!)
    await heard(2)
    expect(contents()[1]).toEqual({ kind: 'start', code: 'EFGH-5678' })
    expect(page.url()).not.toContain('EFGH')
  })

  it('the table stays as it was laid, and speaks the language that was chosen', async () => {
    await phone('Joke').getByRole('button', { name: 'Berg de telefoon van Joke op' }).click()
    await phone('Amina').getByRole('combobox').selectOption('samira')
    await page.getByRole('combobox', { name: 'Taal van deze pagina' }).selectOption('en')
    await page.getByRole('heading', { name: "The neighbours' phones" }).waitFor()
    await page.reload()
    await page.getByRole('region', { name: 'Phone of Samira' }).waitFor()
    expect(await page.getByRole('region').count()).toBe(2)
    await page.getByRole('button', { name: 'Another phone' }).click()
    expect(await page.getByRole('region').count()).toBe(3)
  })

  it('at 360 pixels nothing sticks out and everything is large enough for a thumb', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    const choices = ['Ja', 'Nee'].map((label) => ({ payload: label, label }))
    await out('amina', { text: 'Komt u?', choices })
    await phone('Amina').getByRole('button', { name: 'Ja' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    const box = await phone('Amina').boundingBox()
    expect(box!.width).toBeLessThanOrEqual(360)
    for (const button of await page.locator('button:visible, select:visible').all()) {
      const size = await button.boundingBox()
      expect(Math.min(size!.width, size!.height)).toBeGreaterThanOrEqual(42)
    }
  })

  it('on a small screen somebody new comes into sight, and can write at once', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Iemand nieuw' }).click()
    const newest = page.getByRole('region').last()
    await page.waitForFunction(
      () =>
        document.activeElement?.closest('section') === [...document.querySelectorAll('section.phone')].at(-1),
    )
    await newest.getByRole('textbox').waitFor()
    const box = await newest.boundingBox()
    expect(box!.x).toBeGreaterThanOrEqual(0)
    expect(box!.x + box!.width).toBeLessThanOrEqual(390)
  })

  it('whoever is erased is gone from the page too, with all that she said', async () => {
    await write(phone('Amina'), 'wis mij')
    await phone('Amina').getByRole('img', { name: 'Verstuurd' }).waitFor()
    await out('amina', { text: 'Alles is gewist.' })
    await phone('Amina').getByText('Alles is gewist.').waitFor()
    await house.store.forget('amina')
    await phone('Amina').getByText('Alles is gewist.').waitFor({ state: 'detached' })
    expect(await phone('Amina').getByText('wis mij').count()).toBe(0)
  })

  const contents = (): InContent[] => house.door.messages.map(({ content }) => content)
  async function heard(messages: number): Promise<void> {
    for (let tries = 0; house.door.messages.length < messages; tries++) {
      if (tries > 400)
        throw new Error(`The house heard ${house.door.messages.length} of ${messages} messages`)
      await pause(20)
    }
  }
})

/** Each page of an Ogg file tells where it ends, -1 when nothing ends in it; Opus counts 48,000 a second (RFC 7845, section 4). */
function oggSeconds(bytes: Buffer): number {
  let end = 0
  for (let at = bytes.indexOf('OggS'); at >= 0; at = bytes.indexOf('OggS', at + 4))
    end = Math.max(end, Number(bytes.readBigInt64LE(at + 6)))
  return end / 48_000
}
