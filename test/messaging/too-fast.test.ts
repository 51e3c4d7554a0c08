import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { until } from '../queue/contract.ts'
import { openPostHouse, type PostHouse } from './post-house.ts'

let post: PostHouse
beforeAll(async () => {
  post = await openPostHouse()
})
afterAll(() => post?.close())

const refusals = () => post.telegram.calls.filter(({ ok }) => !ok).length

it('two who are too fast for themselves let nobody else wait', async () => {
  const [amina, elif, grace] = [await post.diarist(), await post.diarist(), await post.diarist()]
  for (const one of [amina, elif]) post.telegram.breaks({ error: 429, retryAfter: 3 }, { chat: one.id })
  await Promise.all([amina.says('one'), elif.says('two')])
  await until(() => refusals() === 2)
  await grace.says('three')
  await grace.hears('Written: three.')
  expect(amina.heard().at(-1)!.text).not.toContain('one')
  await Promise.all([amina.hears('Written: one.', 8000), elif.hears('Written: two.', 8000)])
})
