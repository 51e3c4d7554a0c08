import { z } from 'zod'
import { defineAction, type Scene } from '../../messaging/scene.ts'
import { setting } from '../networks/networks.ts'
import { proposeAsk } from './asks.ts'
import { consult, type Shelves } from './consult.ts'
import { entryFor, find } from './find.ts'
import { changeLook, findLook, type Look } from './looks.ts'
import { asksSomething, isOfItsOwn } from './worry.ts'

const look = z.uuid()
const body = z.object({
  text: z.string().optional(),
  media: z
    .array(z.object({ id: z.string(), kind: z.enum(['voice', 'picture', 'video', 'file']) }))
    .optional(),
})
const ENTRY = { title: 'text', answer: 'text', next_step: 'text' } as const

/** What a choice is called that means: none of these, a person. */
const NONE = 'none'

/** What flows may ask of the library. */
export const actionsWith = (shelves: () => Shelves) => [
  defineAction({
    name: 'library.find',
    input: z.object({ body }),
    // `looking`: another reader is asked too, and its answer comes by itself.
    outcomes: ['answered', 'offered', 'nothing', 'looking'],
    results: { look: 'id' },
    async run(scene, input) {
      const { asker, network } = whoAsks(scene)
      const found = await find(scene, shelves(), { asker, network, words: input.body })
      const results = { look: found.look.id }
      if (found.outcome !== 'answered' && (await mayRank(scene, shelves(), found.look))) {
        scene.later({
          name: 'library.rank',
          id: `library-rank-${found.look.id}`,
          data: { look: found.look.id },
        })
        return { outcome: 'looking', results }
      }
      return { outcome: found.outcome, results }
    },
  }),

  defineAction({
    name: 'library.isWorry',
    input: z.object({ body }),
    // `asked`: there is a question in it, or too little for a worry, or it comes near danger.
    outcomes: ['worry', 'asked'],
    run: async (scene, input) => ({
      outcome: isWorry(scene, shelves(), input.body.text) ? 'worry' : 'asked',
    }),
  }),

  defineAction({
    name: 'library.isQuestion',
    input: z.object({ said: body }),
    // `told`: it goes on with what she was telling.
    outcomes: ['question', 'told'],
    reads: ['said'],
    run: async ({ office, contact }, { said: { text } }) => ({
      outcome: text && isOfItsOwn(text, office.words.speech(contact.language)) ? 'question' : 'told',
    }),
  }),

  defineAction({
    name: 'library.words',
    input: z.object({ look }),
    outcomes: ['found', 'nothing', 'gone'],
    results: { body: 'body' },
    async run(scene, input) {
      const hers = await herLook(scene, input.look)
      if (!hers) return { outcome: 'gone' }
      const outcome = hers.topic || hers.offered.length ? 'found' : 'nothing'
      return { outcome, results: { body: hers.words } }
    },
  }),

  defineAction({
    name: 'library.isAnother',
    input: z.object({ look, more: body }),
    // `another`: the library is sure what she asks now, and it is something else; `more`: it belongs to what she asked.
    outcomes: ['another', 'more'],
    reads: ['more'],
    async run(scene, input) {
      const hers = await herLook(scene, input.look)
      const { network } = whoAsks(scene)
      const asked = { network, own: scene.contact.language, words: input.more }
      const { topic } = await consult(scene, shelves(), asked)
      return { outcome: topic && topic !== hers?.topic ? 'another' : 'more' }
    },
  }),

  defineAction({
    name: 'library.show',
    input: z.object({ look, topic: z.string().nullable() }),
    // `near_danger`: she took a title, and her words come near danger: a person is asked for too.
    outcomes: ['answered', 'near_danger', 'offered', 'gone'],
    results: { ...ENTRY, topics: 'list' },
    async run(scene, input) {
      const hers = await herLook(scene, input.look)
      const near = hers ? nearness(shelves(), hers) : 'danger'
      // Also when more is known of danger now than when she wrote.
      if (!hers || near === 'danger') return { outcome: 'gone' }
      const topic = input.topic ?? hers.topic
      if (!topic) return offered(scene, hers, near)
      const entry = await entryFor(scene, hers, topic)
      if (!entry) return { outcome: 'gone' }
      if (input.topic) await choose(scene, hers, input.topic)
      return {
        outcome: near === 'calm' ? 'answered' : 'near_danger',
        results: { title: entry.title, answer: entry.answer, next_step: entry.next },
      }
    },
  }),

  defineAction({
    name: 'library.helped',
    input: z.object({ look, helped: z.boolean() }),
    outcomes: ['noted'],
    async run(scene, input) {
      const hers = await herLook(scene, input.look)
      if (hers) await changeLook(scene.tx, hers.id, { helped: input.helped })
      return { outcome: 'noted' }
    },
  }),
]

function whoAsks(scene: Scene): { asker: string; network: string } {
  const { person, network } = scene.contact
  if (!person || !network) throw new Error('Somebody who has not joined came to the library')
  return { asker: person, network }
}

async function herLook(scene: Scene, id: string): Promise<Look | null> {
  return scene.contact.person ? findLook(scene, id, scene.contact.person) : null
}

type Nearness = 'danger' | 'near' | 'calm'

/** How near her words come to danger. */
function nearness({ watch }: Shelves, { words: { text = '' } }: Look): Nearness {
  if (watch.levelOf(text) !== 'none') return 'danger'
  return watch.isCalm(text) ? 'calm' : 'near'
}

async function offered(scene: Scene, hers: Look, near: Nearness) {
  const entries = []
  for (const topic of hers.offered) {
    const entry = await entryFor(scene, hers, topic)
    if (entry) entries.push({ value: topic, label: entry.title })
  }
  if (!entries.length) return { outcome: 'gone' as const }
  const say = (id: string) => scene.office.words.text(scene.contact.language, 'library', id)
  // A mother in a hurry takes what stands first.
  const topics =
    near === 'calm'
      ? [...entries, { value: NONE, label: say('none_of_these') }]
      : [{ value: NONE, label: say('a_person') }, ...entries]
  return { outcome: 'offered' as const, results: { topics } }
}

/** She tapped a title: what she had written may be a way of asking for it, if a person thinks so too. */
async function choose(scene: Scene, hers: Look, topic: string): Promise<void> {
  if (hers.topic === topic || !hers.offered.includes(topic)) return
  await changeLook(scene.tx, hers.id, { topic, how: 'chosen' })
  const { network, language, words, asker } = hers
  if (words.text)
    await proposeAsk(scene, { network, topic, language, words: words.text, how: 'chosen', asker })
}

async function mayRank(scene: Scene, { ranker, watch }: Shelves, { network, words }: Look): Promise<boolean> {
  if (!ranker || !words.text || words.media?.length || !watch.isCalm(words.text)) return false
  return (await setting(scene.tx, network, 'ranker.consent')) === 'yes'
}

/** Words without a question, and too many to be a keyword: she may be glad of help to ask. In danger she is not kept waiting. */
function isWorry(scene: Scene, { watch }: Shelves, text = ''): boolean {
  return (
    text !== '' &&
    watch.isCalm(text) &&
    !asksSomething(text, scene.office.words.speech(scene.contact.language))
  )
}
