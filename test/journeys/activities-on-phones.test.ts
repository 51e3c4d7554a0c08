import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { openTestHouse, type TestHouse } from '../house.ts'
import { openBrowser } from '../servers/chromium.ts'

/** Who makes it and who is invited, what each says, and when it is in their words. */
const STORIES = [
  {
    ...{ language: 'nl', host: 'Joyce', mother: 'Maria', direction: 'ltr' },
    ...{ make: 'nieuwe activiteit', mine: 'mijn activiteiten', when: 'overmorgen half tien' },
    ...{
      title: 'Samen ontbijten',
      sent: 'Verstuurd.',
      where: 'Huis van de Wijk',
      moved: 'Bibliotheek',
    },
  },
  {
    ...{ language: 'tr', host: 'Fatma', mother: 'Elif', direction: 'ltr' },
    ...{ make: 'yeni etkinlik', mine: 'etkinliklerim', when: 'yarın 10' },
    ...{ title: 'Birlikte kahvaltı', sent: 'Gönderildi.', where: 'Mahalle evi', moved: 'Kütüphane' },
  },
  {
    ...{ language: 'ar', host: 'Samira', mother: 'Amina', direction: 'rtl' },
    ...{ make: 'نشاط جديد', mine: 'أنشطتي', when: 'غدا الساعة ٩' },
    ...{ title: 'فطور معاً', sent: 'أُرسل.', where: 'بيت الحي', moved: 'المكتبة' },
  },
] as const

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.each(STORIES)('an activity on the phones page, in $language', (story) => {
  let house: TestHouse
  let page: Page

  beforeAll(async () => {
    house = await openTestHouse()
    page = await (await browser.newContext({ locale: 'nl-NL' })).newPage()
    page.setDefaultTimeout(20_000)
    const seats = [story.host, story.mother].map((name) => `demo-${name.toLowerCase()}`)
    await page.addInitScript((names) => localStorage.setItem('phones.seats', JSON.stringify(names)), seats)
    await page.goto(`${house.address}/phones`)
  })
  afterAll(async () => {
    await page?.context().close()
    await house?.close()
  })

  /** Somebody's phone on the table. */
  const phone = (name: string) => {
    const region = page.getByRole('region', { name: `Telefoon van ${name} (demo)` })
    const label = (id: string) => {
      const [flow, ...rest] = id.split('.')
      return house.office.words.text(story.language, flow!, rest.join('.'))
    }
    const tapsLabel = (name: string) => region.getByRole('button', { name, exact: true }).last().click()
    return {
      region,
      tapsLabel,
      taps: (id: string) => tapsLabel(label(id)),
      /** A button of the message that speaks of just this: the neighbourhood's other activities go on meanwhile. */
      tapsUnder: (text: string, id: string) =>
        region
          .getByRole('article')
          .filter({ hasText: text })
          .getByRole('button', { name: label(id), exact: true })
          .last()
          .click(),
      /** Out of a list, which opens over the phone. */
      async picks(id: string) {
        await region.locator('button[aria-haspopup=dialog]').last().click()
        await page
          .getByRole('dialog')
          .getByRole('button', { name: label(id), exact: true })
          .click()
      },
      reads: (text: string) => region.getByText(text).last().waitFor(),
      /** Its first sentence: what stands behind may hold values, or figures that keep their own direction. */
      readsText: (id: string) =>
        region
          .getByText(label(id).split(/[.:?؟!]/)[0]!)
          .last()
          .waitFor(),
      async writes(text: string) {
        await region.getByRole('textbox').fill(text)
        await region.getByRole('textbox').press('Enter')
      },
    }
  }
  const host = () => phone(story.host)
  const mother = () => phone(story.mother)

  it('is made and sent by a few taps', async () => {
    await host().writes(story.make)
    await host().readsText('activity-make.kind.ask')
    await host().picks('activity-make.kind.choice.coffee')
    await host().readsText('activity-draft.what.ask')
    await host().writes(story.title)
    await host().readsText('activity-when.pick.ask')
    await host().writes(story.when)
    await host().taps('activity-when.sure.choice.yes')
    await host().readsText('activity-draft.where.ask')
    await host().writes(story.where)
    await host().taps('activity-draft.preview.choice.send')
    await host().reads(story.sent)
    await mother().reads(story.title)
  })

  it('is answered by one tap, in the direction in which she reads', async () => {
    const text = mother().region.getByText(story.title).last()
    expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe(story.direction)
    await mother().taps('activity-invitation.invite.choice.yes')
    await mother().taps('activity-answer.placed.choice.nothing')
  })

  it('is changed, and whoever comes hears what is new', async () => {
    await host().writes(story.mine)
    await host().tapsLabel(story.title)
    await host().taps('activity-host.once.choice.change')
    await host().readsText('activity-part.part.ask')
    await host().picks('activity-part.part.choice.where')
    await host().readsText('activity-part.where.ask')
    await host().writes(story.moved)
    await host().taps('activity-host.tell_them.choice.tell')
    await mother().reads(story.moved)
    await mother().taps('activity-news.changed.choice.yes')
  })

  it('is over: the host says who came, and she is thanked', async () => {
    await house.passes('P3D')
    await host().tapsUnder(story.title, 'activity-attendance.how.choice.all')
    await house.quiet()
    await mother().tapsLabel('😊')
    await mother().readsText('activity-after.more.ask')
  }, 60_000)
})
