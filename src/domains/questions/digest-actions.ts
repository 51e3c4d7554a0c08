import { z } from 'zod'
import { defineAction } from '../../messaging/scene.ts'
import { answerer } from './answerer.ts'
import { digestFor, isEmpty, linesOf } from './digest.ts'
import { latestDigest } from './digests.ts'

/** What a digest tells when it is read: what waits at that moment. */
export const digestActions = [
  defineAction({
    name: 'questions.digest',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { lines: 'text' },
    async run(scene) {
      const who = answerer(scene)
      if (!who) return { outcome: 'none' }
      const { language } = scene.contact
      const latest = await latestDigest(scene.tx, who.person, scene.now)
      const span = { since: latest.since, until: latest.at }
      const digest = await digestFor(scene.tx, { ...who, language }, span)
      if (isEmpty(digest)) return { outcome: 'none' }
      return { outcome: 'some', results: { lines: linesOf(digest, scene.office, language) } }
    },
  }),
]
