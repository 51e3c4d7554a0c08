import type { Phone } from '../routes.ts'
import type { ShownMessage } from '../store.ts'
import type { PageWords } from '../words.ts'

export type { PageWords, Phone, ShownMessage }

/** What the owner of a phone says; `key` is made here, so that trying again is harmless. */
export type Said = { key: string; language?: string } & (
  | { kind: 'text'; text: string }
  | { kind: 'tap'; payload: string; label: string }
  | { kind: 'start'; code: string }
  | { kind: 'media'; media: 'voice' | 'picture'; mime: string; data: string; seconds?: number }
)

/** The service could not take it now: the same again, later. */
export class Later extends Error {}

export const fetchWords = (language: string) =>
  get<PageWords>(`words?language=${encodeURIComponent(language)}`)
export const fetchPhones = () => get<Phone[]>('phones')
export const fetchMessages = (phone: string) => get<ShownMessage[]>(`phones/${phone}/messages`)
export const newPhone = (language: string) => post<Phone>('phones', { language })
export const say = (phone: string, said: Said) => post<{ id: string }>(`phones/${phone}/messages`, said)
export const mediaAddress = (id: string) => `/phones/api/media/${encodeURIComponent(id)}`

/** @throws {Later} when the service could not give it now */
export async function fetchMedia(id: string): Promise<Blob> {
  return (await call(mediaAddress(id))).blob()
}

async function get<Answer>(path: string): Promise<Answer> {
  return (await call(`/phones/api/${path}`)).json() as Promise<Answer>
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const answer = await call(`/phones/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.json() as Promise<Answer>
}

async function call(address: string, request?: RequestInit): Promise<Response> {
  const answer = await fetch(address, request).catch((cause) => {
    throw new Later('Nobody answered', { cause })
  })
  if (answer.status >= 500) throw new Later(`The service answered ${answer.status}`)
  if (!answer.ok) throw new Error(`The service answered ${answer.status}`)
  return answer
}
