import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { openTestHouse, type TestHouse } from '../house.ts'
import { openBrowser } from '../servers/chromium.ts'

describe('Amina on the phones page, in Arabic', () => {
  let browser: Browser
  let house: TestHouse
  let page: Page
  const words = (id: string, values?: Record<string, string>) => {
    const [flow, ...rest] = id.split('.')
    return house.office.words.text('ar', flow!, rest.join('.'), values)
  }
  const amina = () => page.getByRole('region', { name: 'Telefoon van Amina (demo)' })
  const writes = async (text: string) => {
    await amina().getByRole('textbox').fill(text)
    await amina().getByRole('textbox').press('Enter')
  }
  const reads = (text: string) => amina().getByText(text).last().waitFor()
  const taps = (id: string) =>
    amina()
      .getByRole('button', { name: words(id) })
      .last()
      .click()

  beforeAll(async () => {
    ;[browser, house] = await Promise.all([openBrowser(), openTestHouse()])
    page = await (await browser.newContext({ locale: 'nl-NL' })).newPage()
    page.setDefaultTimeout(20_000)
    const company = ['demo-amina', 'demo-samira', 'demo-ineke']
    await page.addInitScript((seats) => localStorage.setItem('phones.seats', JSON.stringify(seats)), company)
    await page.goto(`${house.address}/phones`)
    await amina().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  it('asks in her own words and is answered by the library, which says that it is a computer', async () => {
    await writes('ابني يبلل فراشه كل ليلة ماذا أفعل؟')
    await reads('أنا كمبيوتر')
    await taps('library-found.answered.choice.no')
    await amina()
      .getByRole('button', { name: words('send-question.to_key_mother.choice.send') })
      .last()
      .waitFor()
    await taps('send-question.to_key_mother.choice.not_now')
    await reads(words('send-question.not_sent.say'))
  })

  it('makes a help question of a worry, step by step, and skips what she likes', async () => {
    await writes('قلق')
    await reads(words('worry.body.ask'))
    await writes('الجيران فوق يصرخون كل مساء')
    await reads(words('help-question.what.ask'))
    await taps('help-question.what.choice.skip')
    await reads(words('help-question.since.ask'))
    await taps('help-question.since.choice.enough')
    // The second time that she is asked: the buttons of the first are still there.
    await amina().getByText('هل أرسل هذا إلى').nth(1).waitFor()
    await taps('send-question.to_key_mother.choice.send')
    const samira = page.getByRole('region', { name: 'Telefoon van Samira (demo)' })
    await samira.getByText('الجيران فوق يصرخون كل مساء').last().waitFor()
  })

  it('writes of danger and sees the numbers, from right to left', async () => {
    await writes('زوجي ضربني أمس ويقول سيقتلني')
    const numbers = amina().getByText('0800-2000').last()
    await numbers.waitFor()
    expect(await numbers.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    await taps('are-you-safe.called.choice.hide')
    await reads(words('hide.three.say'))
  })
})
