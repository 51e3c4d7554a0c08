import type { Template } from '../channels/channel.ts'
import type { TemplateTexts } from '../engine/template-texts.ts'
import type { Words } from '../words/words.ts'

/** Marks of direction are for people's screens; an approved text must arrive as it was handed in. */
const MARKS = /[\u2066-\u2069]/g

/** @property ids what each button answers: `open`, or the value of a choice of the step that names the template */
export type Approved = Template & { ids: string[] }

/** Every template in every language, by `<name> <language>`, as a provider wants to approve it. */
export function approvable(
  texts: TemplateTexts,
  words: Pick<Words, 'languages' | 'text'>,
): Map<string, Approved> {
  const made = new Map<string, Approved>()
  for (const template of texts.values()) {
    const variables = Object.entries(template.variables).map(([name, example]) => ({ name, example }))
    const places = Object.fromEntries(variables.map(({ name }, i) => [name, `{{${i + 1}}}`]))
    for (const language of words.languages) {
      const say = (id: string) =>
        words.text(language, 'templates', `${template.name}.${id}`, places).replace(MARKS, '')
      made.set(`${template.name} ${language}`, {
        name: template.name,
        language,
        category: template.category,
        body: say('text'),
        variables,
        ids: Object.keys(template.buttons),
        buttons: Object.keys(template.buttons).map((id) => say(`button.${id}`)),
      })
    }
  }
  return made
}
