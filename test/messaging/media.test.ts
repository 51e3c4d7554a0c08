import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { moveIn } from '../people.ts'
import type { Person } from '../standins/telegram-person.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
let grace: Person
let joy: Person

beforeAll(async () => {
  post = await openPostHouse()
  grace = post.telegram.person(600_001, { language: 'en' })
  joy = post.telegram.person(600_002, { language: 'en' })
  const reached = {
    grace: { channel: 'telegram', address: grace.address },
    joy: { channel: 'telegram', address: joy.address },
  }
  await moveIn(post.office, ['grace', 'joy'], { reached })
})
afterAll(() => post?.close())

const fetches = () => post.telegram.callsOf('getFile').length
const asks = async () => {
  await grace.hears('Shall I send this to Joy?')
  await grace.taps('Send')
  await joy.hears('Grace writes this to you.')
}

it('a voice note is fetched once, however often it is shown, and arrives as it was said', async () => {
  const voice = Buffer.from('OggS how do I register my son at school?')
  await grace.sendsVoice(voice)
  await asks()
  expect(joy.heard().find(({ media }) => media)?.media?.bytes).toEqual(voice)
  expect(fetches()).toBe(1)
  await joy.taps('Something else')
  await joy.taps('Leave it for now')
  await joy.says('waiting')
  await joy.hears('These wait for you.')
  await joy.taps(
    joy
      .heard()
      .at(-1)!
      .labels.find((label) => label.includes('Grace'))!,
  )
  await joy.hears('Grace writes this to you.')
  expect(joy.heard().filter(({ media }) => media)).toHaveLength(2)
  expect(fetches()).toBe(1)
})

it('a voice note that its provider no longer has: she is asked for it again, and her key mother is told so', async () => {
  await grace.sends({ voice: { file_id: 'nowhere', duration: 3 } })
  await asks()
  await grace.hears('I could not open your voice message or picture. Please send it again')
  expect(joy.heard().map(({ text }) => text)).toContainEqual(expect.stringContaining('could not get it'))
  expect(joy.heard().at(-1)!.labels).toContain('Answer')
  const found = await post.office.db
    .selectFrom('contacts')
    .select(({ fn }) => fn.count<string>('blocked_at').as('blocked'))
    .execute()

  expect(found[0]!.blocked).toBe('0')
  expect(fetches()).toBe(2)
})

it('while its provider only has trouble, a picture comes as soon as it can', async () => {
  post.telegram.breaks({ error: 502 }, { method: 'getFile', times: 2 })
  await grace.sendsPicture(Buffer.alloc(3000, 5))
  await asks()
  await post.quiet()
  expect(joy.heard().findLast(({ media }) => media)?.media).toMatchObject({
    kind: 'picture',
    bytes: Buffer.alloc(3000, 5),
  })
})
