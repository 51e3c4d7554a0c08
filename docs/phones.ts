// Draws docs/phones.png anew: node --import ./test/servers/typescript.js docs/phones.ts (after `npm run build`)
import { fileURLToPath } from 'node:url'
import { openTestHouse, type TestHouse } from '../test/house.ts'
import { moveIn } from '../test/people.ts'
import { openBrowser } from '../test/servers/chromium.ts'
import { openServers } from '../test/servers/run.ts'

const PICTURE = fileURLToPath(new URL('phones.png', import.meta.url))
const PEOPLE = ['amina', 'fatma', 'ineke'] as const

const servers = await openServers()
const house = await openTestHouse()
const browser = await openBrowser()
try {
  await moveIn(house.office, [...PEOPLE])
  await talk(house)
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1240, height: 900 } })
  await page.addInitScript((seats) => localStorage.setItem('phones.seats', JSON.stringify(seats)), PEOPLE)
  await page.goto(`${house.address}/phones`)
  await page.evaluate(() => document.fonts.ready)
  // The phones scroll softly to what was said last.
  await page.waitForTimeout(1500)
  await page.screenshot({ path: PICTURE })
} finally {
  await browser.close()
  await house.close()
  await servers.close()
}

/** Amina asks, Fatma answers, and what is still open she passes on to Ineke. */
async function talk({ office, phone }: TestHouse): Promise<void> {
  const text = (language: string, id: string) => {
    const [flow, ...rest] = id.split('.')
    return office.words.text(language, flow!, rest.join('.'))
  }
  const [amina, fatma, ineke] = PEOPLE.map(phone) as [Phone, Phone, Phone]
  await amina.says('ابني لا يريد الذهاب إلى المدرسة. ماذا أفعل؟')
  await amina.taps(text('ar', 'send-question.to_key_mother.choice.send'))
  await fatma.hears('ابني')
  await fatma.says('Önce öğretmeniyle konuşun. İsterseniz birlikte gideriz.')
  await fatma.taps(text('tr', 'send-answer.confirm.choice.send'))
  await amina.hears('öğretmeniyle')
  await amina.taps(text('ar', 'answer-arrived.from_key_mother.choice.person'))
  await ineke.hears('ابني')
  await ineke.says('Ik ken de juf. Ik bel haar morgen, en dan kijken we samen.')
  await ineke.taps(text('nl', 'send-answer.confirm.choice.send'))
  await amina.hears('juf')
}

type Phone = ReturnType<TestHouse['phone']>
