import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { ActionCall, ActionResult, ActionSpec } from '../../src/engine/action.ts'
import type { Room } from '../../src/engine/against.ts'
import { checkFlows } from '../../src/engine/check.ts'
import { run } from '../../src/engine/engine.ts'
import type { Env } from '../../src/engine/env.ts'
import type { Fault } from '../../src/engine/fault.ts'
import type { Flows } from '../../src/engine/flow.ts'
import { loadFlows } from '../../src/engine/load.ts'
import type { Inbound, Session, Sprint, Turn } from '../../src/engine/session.ts'
import { loadTemplates, templateEnglish } from '../../src/engine/template-texts.ts'
import { loadWords, type Words } from '../../src/words/words.ts'

/** Channels as narrow as WhatsApp, and as wide as Telegram. */
export const ROOMS: { channel: string; limits: Room }[] = [
  {
    channel: 'whatsapp',
    limits: {
      text: 1600,
      buttons: 3,
      buttonLabel: 20,
      rows: 10,
      rowLabel: 24,
      choiceText: 1024,
      windowHours: 24,
    },
  },
  {
    channel: 'telegram',
    limits: {
      text: 4096,
      buttons: 100,
      buttonLabel: 64,
      rows: 0,
      rowLabel: 64,
      choiceText: 4096,
      windowHours: null,
    },
  },
]

const SPECS: ActionSpec[] = [
  {
    name: 'questions.ask',
    input: z.object({
      body: z.object({ text: z.string().optional() }),
      anonymous: z.boolean(),
      urgency: z.enum(['low', 'high']).optional(),
      secret: z.string().optional(),
    }),
    outcomes: ['sent', 'nobody'],
    results: { helper: 'text', waiting: 'number' },
    reads: ['secret'],
  },
  {
    name: 'people.key-mothers',
    input: z.object({}),
    outcomes: ['some', 'none'],
    results: { entries: 'list' },
  },
  {
    name: 'people.join',
    input: z.object({
      name: z.string(),
      children: z.number().optional(),
      ages: z.array(z.string()).optional(),
    }),
    outcomes: ['joined', 'already'],
    results: {},
  },
]
export const ACTIONS: ReadonlyMap<string, ActionSpec> = new Map(SPECS.map((action) => [action.name, action]))

export const WORDS_EN = {
  name: 'English',
  keywords: {
    menu: ['menu', 'start'],
    stop: ['stop', 'unsubscribe'],
    language: ['language'],
    ask: ['ask'],
    activities: ['activities'],
  },
  numbers: { '1': ['one'], '2': ['two'], '3': ['three'] },
  answers: { yes: ['yes', 'ok', 'sure'], no: ['no', 'nope'] },
  days: { '-1': ['yesterday'], '0': ['today'], '1': ['tomorrow'] },
  house: {
    invalid: 'I did not get that.',
    too_long: 'Please say it in {max} characters.',
    cannot_open: 'I cannot open that here.',
    needs_consent: 'First I need your yes.',
    confused: 'I lost my way.',
    changed: 'This conversation has changed.',
    chosen: 'Chosen: {list}.',
    done: 'Done',
    none: 'None of these',
  },
}
export const WORDS_AR = {
  name: 'العربية',
  keywords: {
    menu: ['قائمة'],
    stop: ['قف', 'إيقاف'],
    language: ['لغة'],
    ask: ['اسأل'],
    activities: ['أنشطة'],
  },
  numbers: { '2': ['اثنان'] },
  answers: { yes: ['نعم'], no: ['لا'] },
  days: { '1': ['غدا'] },
  house: {
    invalid: 'لم أفهم.',
    too_long: 'من فضلك {max} حرف.',
    cannot_open: 'لا أستطيع فتح هذا.',
    needs_consent: 'أحتاج موافقتك أولا.',
    confused: 'تهت.',
    changed: 'تغيرت المحادثة.',
    chosen: 'اخترت: {list}.',
    done: 'تم',
    none: 'لا شيء',
  },
}

export type Table = {
  directory: string
  flows: Flows
  words: Words
  check(): Fault[]
  env(more?: Partial<Env> & { language?: string }): Env
}

/** Lays files out (`flows/ask.yaml`, `locales/nl/ask.json`…) and reads them as the house does. */
export async function lay(files: Record<string, string | object>): Promise<Table> {
  const directory = await mkdtemp(join(tmpdir(), 'flows-'))
  const all = { 'locales/en/words.json': WORDS_EN, ...files }
  for (const [file, content] of Object.entries(all)) {
    await mkdir(dirname(join(directory, file)), { recursive: true })
    await writeFile(
      join(directory, file),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    )
  }
  try {
    const flows = await loadFlows(join(directory, 'flows'))
    const templates = await loadTemplates(join(directory, 'flows/templates.yaml'))
    const english = Object.fromEntries([...flows.values()].map(({ name, texts }) => [name, texts]))
    const words = await loadWords(join(directory, 'locales'), {
      ...english,
      templates: templateEnglish(templates),
    })
    const against = {
      actions: ACTIONS,
      templates,
      words,
      limits: ROOMS,
      audiences: ['guest', 'mother', 'key-mother'],
      consents: ['keep'],
    }
    return {
      directory,
      flows,
      words,
      check: () =>
        checkFlows(flows, against).map((fault) => ({
          ...fault,
          file: fault.file.slice(directory.length + 1),
        })),
      env: ({ language = 'en', ...more } = {}) => ({
        now: new Date('2026-11-25T12:00:00Z'),
        flows,
        actions: ACTIONS,
        text: (flow, id, values) => words.text(language, flow, id, values),
        house: (id, values) => words.text(language, 'house', id, values),
        facts: { me: { language, role: 'mother' }, network: { name: 'Beverwaard' } },
        consents: [],
        speech: words.speech(language),
        ...more,
      }),
    }
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** A flow of this name for mothers, its steps written as YAML. */
export const flowOf = (name: string, steps: string, head = 'start: { keyword: ask }') =>
  `flow: ${name}\nfor: [mother]\n${head}\nsteps:\n${steps.replace(/^\n/, '').replace(/\s*$/, '\n')}`

/** Plays one turn; actions answer with their first outcome unless told otherwise. */
export function play(
  session: Session | null,
  turn: Turn,
  env: Env,
  acts: (call: ActionCall) => ActionResult = ({ action }) => ({ outcome: ACTIONS.get(action)!.outcomes[0]! }),
): Sprint {
  const engine = run(session, turn, env)
  let step = engine.next()
  while (!step.done) step = engine.next(acts(step.value))
  return step.value
}

/** A whole chat: begins a flow, then says each of these; texts or inbounds. Gives each turn's sprint. */
export function chat(
  env: Env,
  flow: string,
  said: (string | Inbound)[],
  acts?: (call: ActionCall) => ActionResult,
  input = {},
): Sprint[] {
  const sprints = [play(null, { kind: 'start', flow, input, sessionId: 's1' }, env, acts)]
  for (const words of said) {
    const inbound: Inbound = typeof words === 'string' ? { kind: 'text', text: words } : words
    // A session is stored between two turns, so it is here.
    const stored = JSON.parse(JSON.stringify(sprints.at(-1)!.session))
    sprints.push(play(stored, { kind: 'inbound', inbound }, env, acts))
  }
  return sprints
}

/** What the house said in a turn. */
export const texts = (sprint: Sprint) =>
  sprint.events.flatMap((event) => (event.type === 'said' ? [event.text] : []))
/** The choices under the last thing said. */
export const labels = (sprint: Sprint) =>
  sprint.events
    .flatMap((event) => (event.type === 'said' ? [event] : []))
    .at(-1)
    ?.options.map(({ label }) => label) ?? []
