import type { Against, WordFiles } from './against.ts'
import { HOUSE_TEXTS } from './env.ts'
import type { Fault } from './fault.ts'
import type { Flows, Placeholder } from './flow.ts'
import { placeholdersOf } from './template.ts'

/** Every language says all that English says, with the same values and all its own plural forms. */
export function checkTexts(flows: Flows, { words: { files } }: Against): Fault[] {
  const own = HOUSE_TEXTS.filter((id) => files.textsOf('en', 'house')?.[id] === undefined).map((id) => ({
    ...files.placeOf('en', 'house'),
    message: `The house has no words for ${id}`,
    remedy: `Add "${id}" to "house".`,
  }))
  const english = files.namespaces
    .filter((namespace) => !flows.has(namespace))
    .flatMap((namespace) => unreadable(files, namespace))
  const others = files.languages.filter((language) => language !== 'en')
  return [
    ...own,
    ...english,
    ...englishPlurals(flows),
    ...others.flatMap((language) =>
      files.namespaces.flatMap((namespace) => translated(files, language, namespace)),
    ),
  ]
}

function translated(files: WordFiles, language: string, namespace: string): Fault[] {
  const english = files.textsOf('en', namespace) ?? {}
  const texts = files.textsOf(language, namespace)
  if (!texts && Object.keys(english).length === 0) return []
  if (!texts)
    return [
      {
        ...files.placeOf(language, namespace),
        message: `Nothing of ${namespace} is translated into ${language}`,
        remedy: `Translate ${Object.keys(english).length} texts.`,
        gap: true,
      },
    ]
  const missing = Object.keys(english).filter((id) => texts[id] === undefined)
  const extra = Object.keys(texts).filter((id) => english[id] === undefined)
  return [
    ...missing.map((id) => ({
      ...files.placeOf(language, namespace),
      message: `\`${id}\` is missing in ${language}`,
      remedy: `Translate "${english[id]}".`,
      gap: true,
    })),
    ...extra.map((id) => ({
      ...files.placeOf(language, namespace, id),
      message: `Nobody says \`${id}\` in English`,
      remedy: 'Correct its name, or take it out.',
    })),
    ...Object.entries(texts)
      .filter(([id]) => english[id] !== undefined)
      .flatMap(([id, text]) =>
        compared(english[id]!, text, language).map((fault) => ({
          ...files.placeOf(language, namespace, id),
          ...fault,
          message: `\`${id}\` ${fault.message}`,
        })),
      ),
  ]
}

function compared(english: string, text: string, language: string): Pick<Fault, 'message' | 'remedy'>[] {
  const wanted = readable(english)
  const found = readable(text)
  if (typeof wanted === 'string') return []
  if (typeof found === 'string')
    return [
      {
        message: `cannot be read: ${found}`,
        remedy: 'Balance the braces; write an apostrophe before a brace as ’.',
      },
    ]
  const faults: Pick<Fault, 'message' | 'remedy'>[] = []
  const names = (list: Placeholder[]) =>
    list
      .map(({ name }) => name)
      .sort()
      .join(', ') || 'no values'
  if (names(wanted) !== names(found))
    faults.push({
      message: `inserts ${names(found)}; English inserts ${names(wanted)}`,
      remedy: 'Use the same names in braces.',
    })
  for (const { name, how, forms } of found) {
    const original = wanted.find((one) => one.name === name)
    if (original && (original.how === 'select') !== (how === 'select'))
      faults.push({
        message: `uses {${name}} otherwise than English does`,
        remedy: 'Select where English selects, and only there.',
      })
    if (original?.how === 'plural' && how !== 'plural')
      faults.push({
        message: `has no plural forms for {${name}}`,
        remedy: `Write {${name}, plural, …} with ${pluralForms(language).join(', ')}.`,
      })
    if (how === 'plural') faults.push(...missingForms(name, forms, language))
    if (how === 'select')
      for (const form of original?.forms.filter((form) => !forms.includes(form)) ?? [])
        faults.push({
          message: `does not say what {${name}} is for \`${form}\``,
          remedy: `Add \`${form} {…}\`.`,
        })
  }
  return faults
}

function englishPlurals(flows: Flows): Fault[] {
  return [...flows.values()].flatMap((flow) =>
    Object.entries(flow.placeholders).flatMap(([id, placeholders]) =>
      placeholders
        .filter(({ how }) => how === 'plural')
        .flatMap(({ name, forms }) => missingForms(name, forms, 'en'))
        .map(({ message, remedy }) => ({
          file: flow.file,
          line: flow.lineOf('steps', ...id.split('.')),
          message: `\`${id}\` ${message}`,
          remedy,
        })),
    ),
  )
}

function missingForms(name: string, forms: string[], language: string): Pick<Fault, 'message' | 'remedy'>[] {
  const missing = pluralForms(language).filter((form) => !forms.includes(form))
  if (missing.length === 0) return []
  return [
    {
      message: `has no plural form ${missing.join(', ')} for {${name}}`,
      remedy: `Add ${missing.map((form) => `\`${form} {…}\``).join(' ')}.`,
    },
  ]
}

function pluralForms(language: string): string[] {
  const used = new Intl.PluralRules(language).resolvedOptions().pluralCategories as string[]
  return ['zero', 'one', 'two', 'few', 'many', 'other'].filter((form) => used.includes(form))
}

function unreadable(files: WordFiles, namespace: string): Fault[] {
  return Object.entries(files.textsOf('en', namespace) ?? {}).flatMap(([id, text]) => {
    const read = readable(text)
    if (typeof read !== 'string') return []
    return [
      {
        ...files.placeOf('en', namespace, id),
        message: `\`${id}\` cannot be read: ${read}`,
        remedy: 'Balance the braces.',
      },
    ]
  })
}

function readable(text: string): Placeholder[] | string {
  try {
    return placeholdersOf(text)
  } catch (error) {
    return (error as Error).message
  }
}
