import { z } from 'zod'
import type { Body } from '../../engine/flow.ts'
import { shortened } from '../../words/letters.ts'

const media = z.object({ id: z.string(), kind: z.enum(['voice', 'picture', 'video', 'file']) })

/** What a flow hands over when somebody wrote, spoke or sent a picture. */
export const body = z.object({ text: z.string().optional(), media: z.array(media).optional() })

/** What was said in several goes, as one: the words below each other, everything sent after them. */
export function joinedBody(bodies: Body[]): Body {
  const text = bodies.flatMap((body) => body.text?.trim() || []).join('\n')
  const media = bodies.flatMap((body) => body.media ?? [])
  return { ...(text ? { text } : {}), ...(media.length ? { media } : {}) }
}

/** Whether a voice can be heard in it: somebody may know her by it. */
export const isSpoken = (body: Body): boolean =>
  (body.media ?? []).some(({ kind }) => kind === 'voice' || kind === 'video')

/** What she has put together, for herself to look at before it goes; a sign for what she said or showed. Null for one thing said. */
export function draftOf({ text, media = [] }: Body): Body | null {
  const lines = [...(text ? text.split('\n') : []), ...media.map(({ kind }) => SIGNS[kind])]
  return lines.length > 1 ? { text: lines.join('\n'), own: true } : null
}

const SIGNS = { voice: '🎤', picture: '🖼', video: '🎬', file: '📄' }

/**
 * The beginning of what somebody wrote, to know it by in a list.
 * @param longest in UTF-16 units, as WhatsApp counts; no letter or emoji is cut in two
 */
function beginning(body: Body, longest: number): string {
  const signs = (body.media ?? []).map(({ kind }) => SIGNS[kind]).join('')
  const whole = `${signs} ${(body.text ?? '').replace(/\s+/g, ' ')}`.trim()
  return shortened(whole, longest)
}

/** As many characters as a row of WhatsApp's list takes. */
const ROW = 24

/** What somebody wrote as a row of a list; before it, whose it is. */
export const rowOf = (body: Body, name = ''): string =>
  beginning({ text: `${name && `${name}: `}${beginning(body, ROW) || '…'}` }, ROW)
