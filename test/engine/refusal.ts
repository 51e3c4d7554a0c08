import { expect } from '@jest/globals'
import { flowOf, lay, WORDS_AR } from './table.ts'

export type Refusal = { file: string; line: number; message: RegExp; remedy: RegExp }
export const NOTHING_ARABIC = { 'locales/ar/words.json': WORDS_AR }

/** Everything the checker says of these files. */
export async function findings(files: Record<string, string | object>) {
  return (await lay(files)).check()
}
/** Proves that the checker refuses these files, there and with that remedy. */
export async function refuses(files: Record<string, string | object>, refusal: Refusal) {
  const faults = await findings(files)
  const found = faults.find(({ message }) => refusal.message.test(message))
  expect({
    found: found?.message ?? faults.map(({ message }) => message),
    file: found?.file,
    line: found?.line,
  }).toEqual({
    found: expect.stringMatching(refusal.message),
    file: refusal.file,
    line: refusal.line,
  })
  expect(found!.remedy).toMatch(refusal.remedy)
}
export const inAsk = (line: number, message: RegExp, remedy: RegExp): Refusal => ({
  file: 'flows/ask.yaml',
  line,
  message,
  remedy,
})
export const ask = (steps: string, head?: string) => ({ 'flows/ask.yaml': flowOf('ask', steps, head) })
