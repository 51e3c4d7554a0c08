import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { fallbackFlow } from '../../engine/router.ts'
import { dropKept, keepWords, keptWords } from '../../messaging/kept-words.ts'
import type { PostOffice } from '../../messaging/post-office.ts'
import { defineAction } from '../../messaging/scene.ts'
import { spokenIn } from '../danger/lookout.ts'
import { isOfItsOwn } from '../library/worry.ts'
import { isStranger } from '../people/strangers.ts'
import { openDanger, quietlyTo } from './after-hiding.ts'
import { body, joinedBody } from './body.ts'

/** Tells that it is kept. */
const KEEP = 'keep-question'

/** In letters; more would not fit into the conversation that takes it up. */
const LONGEST = 4000

/**
 * What somebody who has not joined asks before she has, or where she was to choose: it waits until she has joined. Whoever is
 * called or there for her danger has it at once, whatever it is: she need not join for that.
 */
export const meanwhile: PostOffice['meanwhile'] = async (scene, said) => {
  if (!isStranger(scene) || !said.text || !hasSeveralWords(said.text)) return null
  const language = spokenIn(scene.office, scene.contact, said.text)
  const danger = await openDanger(scene)
  if (danger) return { ...quietlyTo(danger, said), language }
  if (!isOfItsOwn(said.text, scene.office.words.speech(language))) return null
  return { flow: KEEP, input: { said }, language }
}

/** “Joy?” or “what?” only wonders about what she was asked. */
const hasSeveralWords = (text: string) => /\S\s+\S/.test(text)

/** What is done with the words of somebody who has not joined: kept, and taken up when she has. */
export const keptActions = [
  defineAction({
    name: 'questions.keep',
    input: z.object({ said: body }),
    // `too_much`: so much is kept already that she had better ask this when she has joined.
    outcomes: ['kept', 'too_much'],
    async run(scene, { said }) {
      const kept: Body[] = [...(await keptWords(scene)), said]
      if ((joinedBody(kept).text ?? '').length > LONGEST) return { outcome: 'too_much' }
      await keepWords(scene, kept)
      return { outcome: 'kept' }
    },
  }),
  defineAction({
    name: 'questions.takeKept',
    input: z.object({}),
    // `not_here`: she has come to answer others, and nobody here answers her.
    outcomes: ['some', 'not_here', 'none'],
    results: { asked_before: 'body' },
    async run(scene) {
      const kept = await keptWords(scene)
      if (!kept.length) return { outcome: 'none' }
      await dropKept(scene.tx, [scene.contact.id])
      const takesHerWords = fallbackFlow(scene.office.flows, scene.contact.role)?.input.said
      const outcome = takesHerWords ? 'some' : 'not_here'
      return { outcome, results: { asked_before: joinedBody(kept) } }
    },
  }),
]
