import type { Against } from './against.ts'
import type { Fault } from './fault.ts'
import type { TemplateText } from './template-texts.ts'

// WhatsApp's rules for templates: Meta's and Twilio's documentation, "Content types" and "Using variables" (2026-11).
const LONGEST_BODY = 1024
const LONGEST_BUTTON = 20
const MOST_BUTTONS = 10

/** What WhatsApp would reject after a day of waiting is refused here, in every language. */
export function checkTemplates({ templates, words: { files } }: Against): Fault[] {
  return [...templates.values()].flatMap((template) =>
    files.languages.flatMap((language) => {
      const texts = language === 'en' ? {} : (files.textsOf(language, 'templates') ?? {})
      const place = (id: string) =>
        language === 'en'
          ? { file: template.file, line: template.line }
          : files.placeOf(language, 'templates', id)
      const body = language === 'en' ? template.text : texts[`${template.name}.text`]
      const buttons = Object.entries(template.buttons).flatMap(([id, english]) => {
        const label = language === 'en' ? english : texts[`${template.name}.button.${id}`]
        return label === undefined
          ? []
          : brokenButton(label).map((fault) => ({ ...place(`${template.name}.button.${id}`), ...fault }))
      })
      const many = language === 'en' && Object.keys(template.buttons).length > MOST_BUTTONS ? [tooMany] : []
      return [
        ...(body === undefined ? [] : brokenBody(body, template)).map((fault) => ({
          ...place(`${template.name}.text`),
          ...fault,
          message: `Template ${template.name}: ${fault.message}`,
        })),
        ...buttons,
        ...many.map((fault) => ({ ...place(''), ...fault })),
      ]
    }),
  )
}

type Finding = Pick<Fault, 'message' | 'remedy'>
const tooMany: Finding = {
  message: `A template has at most ${MOST_BUTTONS} buttons`,
  remedy: 'Take some out.',
}

function brokenBody(body: string, template: TemplateText): Finding[] {
  const found: Finding[] = []
  const text = body.trim()
  const used = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!.trim())
  const wanted = Object.keys(template.variables)
  const other = [
    ...used.filter((name) => !wanted.includes(name)),
    ...wanted.filter((name) => !used.includes(name)),
  ]
  if (other.length > 0)
    found.push({
      message: `${other.join(', ')} is not both in the text and under \`variables\``,
      remedy: 'Name each value in both, with an example.',
    })
  if (/^\{[^{}]*\}|\{[^{}]*\}[\p{P}\s]*$/u.test(text) && used.length > 0)
    found.push({
      message: 'the text may not begin or end with a value',
      remedy: 'Put words before and after it.',
    })
  if (/\}\s*\{/.test(text))
    found.push({ message: 'two values stand next to each other', remedy: 'Put a word between them.' })
  const words = text.replace(/\{[^{}]*\}/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  if (used.length > 0 && words < 2 * used.length + 1)
    found.push({
      message: `${words} words are too few for ${used.length} values`,
      remedy: `Write at least ${2 * used.length + 1} words.`,
    })
  if (text.length > LONGEST_BODY)
    found.push({
      message: `the text has ${text.length} characters; WhatsApp takes ${LONGEST_BODY}`,
      remedy: 'Say it shorter.',
    })
  return found
}

function brokenButton(label: string): Finding[] {
  if (label.length <= LONGEST_BUTTON && !/[{}]/.test(label)) return []
  return /[{}]/.test(label)
    ? [{ message: `The button "${label}" holds a value`, remedy: 'Write it out.' }]
    : [
        {
          message: `The button "${label}" has ${label.length} characters; WhatsApp takes ${LONGEST_BUTTON}`,
          remedy: 'Find a shorter label.',
        },
      ]
}
