import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { OperatorError } from '../../operator-error.ts'
import { foldersIn } from './shipped.ts'

const list = z.array(z.string().min(1))

/**
 * Reads `locales/<language>/outside.yaml`: what mothers ask that no answer of the library is for.
 * @throws {OperatorError} naming the file, and what is wrong in it
 */
export async function readOutside(locales: string): Promise<string[]> {
  const all = await Promise.all(
    (await foldersIn(locales)).map(async (language) => {
      const file = join(locales, language, 'outside.yaml')
      const text = await readFile(file, 'utf8').catch(() => '[]')
      const read = list.safeParse(parse(text))
      if (!read.success) throw new OperatorError(`${file}:1: a list of messages is wanted here`)
      return read.data
    }),
  )
  return all.flat()
}
