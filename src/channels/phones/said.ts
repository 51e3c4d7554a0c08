import { z } from 'zod'
import type { InContent } from '../channel.ts'

/** The address of a phone. */
export const PHONE = z.string().regex(/^[A-Za-z0-9-]{1,64}$/)
const WORDS = z
  .string()
  .max(20_000)
  // PostgreSQL takes neither a NUL nor half a surrogate pair.
  .transform((words) => words.replaceAll('\u0000', '').toWellFormed())
/** What the page sends: `key` is made there, so that sending again is harmless. */
export const SAID = z.intersection(
  z.object({ key: z.string().regex(/^[\w-]{8,64}$/), language: z.string().max(12).optional() }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: WORDS }),
    z.object({ kind: z.literal('tap'), payload: z.string().max(256), label: WORDS }),
    z.object({ kind: z.literal('start'), code: z.string().max(256) }),
    z.object({
      kind: z.literal('media'),
      media: z.enum(['voice', 'picture']),
      mime: z.enum(['audio/ogg', 'image/jpeg', 'image/png', 'image/webp']),
      data: z.base64(),
      seconds: z.number().nonnegative().max(3600).optional(),
      caption: WORDS.optional(),
    }),
  ]),
)
export type Said = z.infer<typeof SAID>

/** As the house takes it; `reference` is what fetch() needs. */
export function asContent(said: Said, reference: string, bytes?: number): InContent {
  if (said.kind === 'text') return { kind: 'text', text: said.text }
  if (said.kind === 'tap') return { kind: 'tap', payload: said.payload, label: said.label }
  if (said.kind === 'start') return { kind: 'start', code: said.code }
  const { media, mime, seconds, caption } = said
  return { kind: 'media', media, mime, reference, bytes, seconds, caption }
}

/** As her own bubble shows it. */
export function visible(said: Said): string {
  if (said.kind === 'text') return said.text
  if (said.kind === 'tap') return said.label
  return said.kind === 'media' ? (said.caption ?? '') : `/start ${said.code}`
}
