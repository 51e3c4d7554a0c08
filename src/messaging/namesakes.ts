import { z } from 'zod'
import type { Body, Value } from '../engine/flow.ts'
import type { Frame } from '../engine/session.ts'
import type { PostOffice } from './post-office.ts'
import type { Tx } from './scene.ts'

/** Who is called like somebody who is gone, among those whose words these are. */
export type Namesakes = {
  /** Whether the reader was shown words of a namesake: the name there is hers. */
  isBehind(id: string | undefined): Promise<boolean>
}

/**
 * Tells two of the same name apart, where what was shown says whose words it holds.
 * @param reader whose phone it is: in her own thread the name is that of whoever answers her
 */
export function namesakes(tx: Tx, office: PostOffice, reader: string | null, name: string): Namesakes {
  const known = new Map<string, boolean>()
  const look = async (id: string) => {
    const whose = name !== '' && isId(id) ? await office.whoseIs(tx, id) : null
    return whose !== null && whose.person !== reader && plain(whose.name) === plain(name)
  }
  return {
    async isBehind(id) {
      if (id === undefined) return false
      const found = known.get(id) ?? (await look(id))
      known.set(id, found)
      return found
    },
  }
}

/** The ids of people and of their words that a part of a conversation is about. */
export function idsIn({ values }: Pick<Frame, 'values'>): string[] {
  return Object.values(values).flatMap((value: Value) => {
    const id = typeof value === 'string' ? value : isBody(value) ? value.of : undefined
    return id !== undefined && isId(id) ? [id] : []
  })
}

const isBody = (value: Value): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isId = (text: string) => z.uuid().safeParse(text).success
const plain = (name: string) => name.trim().normalize('NFC')
