import type { Against, Room } from './against.ts'
import type { Fault } from './fault.ts'
import type { Ask, Flow, Step } from './flow.ts'
import { longest } from './template.ts'

type Finding = Pick<Fault, 'message' | 'remedy'> & { id: string }

/** Whether every text fits every channel in every language: others cut silently, we refuse. */
export function checkRoom(flow: Flow, { words: { files }, limits }: Against): Fault[] {
  return files.languages.flatMap((language) => {
    const translated = language === 'en' ? {} : (files.textsOf(language, flow.name) ?? {})
    const house = files.textsOf(language, 'house') ?? {}
    const say = (id: string) => translated[id] ?? flow.texts[id] ?? ''
    const findings = [
      ...[...flow.steps.values()]
        .filter((step) => step.kind === 'ask')
        .flatMap((ask) => sameLabels(ask, say, files.normal)),
      ...limits.flatMap(({ channel, limits: room }) => [
        ...[...flow.steps.values()].flatMap((step) => tooLong(step, say, house, room, channel)),
        ...(flow.texts.menu === undefined
          ? []
          : tooLongLabel('menu', say('menu'), room.rowLabel, channel, 'menu')),
      ]),
    ]
    // English is written in the flow itself; what is not translated is English's fault alone.
    return findings
      .filter(({ id }) => language === 'en' || translated[id] !== undefined)
      .map(({ id, message, remedy }) => ({
        ...(language === 'en' ? placeInFlow(flow, id) : files.placeOf(language, flow.name, id)),
        message,
        remedy,
      }))
  })
}

function tooLong(
  step: Step,
  say: (id: string) => string,
  house: Record<string, string>,
  room: Room,
  channel: string,
): Finding[] {
  if (step.kind === 'say')
    return tooLongText(`${step.name}.say`, longestOf(say(`${step.name}.say`)), room.text, channel)
  if (step.kind !== 'ask') return []
  const id = `${step.name}.ask`
  const excuse = Math.max(longestOf(say(`${step.name}.invalid`)), longestOf(house.invalid ?? ''))
  // A question that was not understood is asked again below the excuse, in one message.
  const whole = longestOf(say(id)) + excuse + 2
  const body = tooLongText(id, whole, step.choice ? room.choiceText : room.text, channel)
  if (!step.choice || !('static' in step.choice)) return body
  const count = step.choice.static.length + (step.answers.includes('several') ? 1 : 0)
  // More than a list can hold is shown as numbered text, which has room enough.
  if (count > room.buttons && count > room.rows) return body
  const most = count <= room.buttons ? room.buttonLabel : room.rowLabel
  const where = count <= room.buttons ? 'button' : 'row'
  return [
    ...body,
    ...step.choice.static.flatMap((value) => {
      const label = `${step.name}.choice.${value}`
      return tooLongLabel(label, say(label), most, channel, where)
    }),
  ]
}

function tooLongText(id: string, length: number, most: number, channel: string): Finding[] {
  if (length <= most) return []
  return [
    {
      id,
      message: `\`${id}\` can get ${length} characters long; ${channel} takes ${most}`,
      remedy: 'Say it shorter, or in two steps.',
    },
  ]
}

function tooLongLabel(id: string, label: string, most: number, channel: string, where: string): Finding[] {
  const length = longestOf(label)
  if (length <= most) return []
  return [
    {
      id,
      message: `"${label}" has ${length} characters; a ${where} of ${channel} takes ${most}`,
      remedy: 'Find a shorter label.',
    },
  ]
}

function sameLabels(
  ask: Step & Ask,
  say: (id: string) => string,
  normal: (text: string) => string,
): Finding[] {
  const seen = new Map<string, string>()
  return (ask.choice && 'static' in ask.choice ? ask.choice.static : []).flatMap((value) => {
    const id = `${ask.name}.choice.${value}`
    const label = normal(say(id)) || say(id)
    const other = seen.get(label)
    seen.set(label, value)
    return other === undefined
      ? []
      : [
          {
            id,
            message: `\`${other}\` and \`${value}\` have the same label`,
            remedy: 'Name them so that one can be told from the other.',
          },
        ]
  })
}

function placeInFlow(flow: Flow, id: string): { file: string; line: number } {
  return {
    file: flow.file,
    line: id === 'menu' ? flow.lineOf('start') : flow.lineOf('steps', ...id.split('.')),
  }
}

// A text that cannot be read is another finding's.
function longestOf(text: string): number {
  try {
    return longest(text)
  } catch {
    return 0
  }
}
