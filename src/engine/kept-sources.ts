import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSource, type Read, type Source, sourceOf } from './source.ts'

/** How the YAML of a conversation is read. */
export type Parse = (file: string, text: string) => Source

/** Reads every YAML file of `folder` into the file `kept`, for readKept(). Throws FlowFaults as parseSource() does. */
export async function keepSources(folder: string, kept: string): Promise<void> {
  const read: Record<string, Read> = {}
  for (const name of (await readdir(folder)).filter((name) => name.endsWith('.yaml'))) {
    const text = await readFile(join(folder, name), 'utf8')
    const { value, lines } = parseSource(name, text)
    read[digestOf(text)] = { value, lines }
  }
  await writeFile(kept, JSON.stringify(read))
}

/**
 * Reads YAML as parseSource() does, but a text that `kept` holds is not read again: YAML was a fifth of every start.
 * A text that has changed since is read anew; a `kept` that is missing or broken holds nothing.
 */
export async function readKept(kept: string): Promise<Parse> {
  const read = await open(kept)
  return (file, text) => {
    const found = read.get(digestOf(text))
    return found ? sourceOf(file, found) : parseSource(file, text)
  }
}

async function open(kept: string): Promise<Map<string, Read>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(kept, 'utf8'))))
  } catch {
    return new Map()
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url')
