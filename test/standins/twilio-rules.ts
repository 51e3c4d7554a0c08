import { randomBytes } from 'node:crypto'

/** A refusal in Twilio's words. */
export type Refusal = { status: number; code: number; message: string }

export type Button = { label: string; payload: string; row: boolean }
export type Content = {
  sid: string
  friendlyName: string
  language: string
  types: Record<string, ContentType>
  variables: Record<string, string>
  approval: { name: string; category: string; status: string } | null
}
type ContentType = {
  body: string
  button?: string
  actions?: { title: string; id: string }[]
  items?: { item: string; id: string }[]
}

export type Shown = { text: string; buttons: Button[]; opener?: string }

/** What a phone shows of a Content, or why Twilio does not take it: Content API and errors 21655, 21656, 21658. */
export function show(content: Content | undefined, variables: string | undefined): Shown | Refusal {
  if (!content) return refusal(21655, 'The ContentSid is invalid')
  const given = readVariables(variables)
  if (!given) return refusal(21656, 'The ContentVariables Parameter is invalid')
  if (Object.values(given).some((value) => value.length > 1600))
    return refusal(21658, 'Parameter exceeded limit')
  const values: Record<string, string> = { ...content.variables, ...given }
  const fill = (text: string) => text.replace(/\{\{(\d+)\}\}/g, (_, number: string) => values[number] ?? '')
  const type = Object.values(content.types)[0]!
  const buttons = [
    ...(type.actions ?? []).map(({ title, id }) => ({ label: fill(title), payload: fill(id), row: false })),
    ...(type.items ?? []).map(({ item, id }) => ({ label: fill(item), payload: fill(id), row: true })),
  ]
  return { text: fill(type.body), buttons, opener: type.button && fill(type.button) }
}

/** WhatsApp's own rules for what it shows; Twilio learns of a breach only afterwards. */
export function breach({ text, buttons, opener }: Shown, approved: boolean): string | null {
  const rows = buttons.filter(({ row }) => row)
  const replies = buttons.filter(({ row }) => !row)
  if (buttons.length > 0 && (text === '' || text.length > 1024)) return 'body of 1 to 1024 characters'
  if (replies.length > (approved ? 10 : 3)) return 'at most 3 buttons'
  if (replies.some(({ label }) => label === '' || label.length > 20)) return 'button of 1 to 20 characters'
  if (rows.length > 10) return 'at most 10 rows'
  if (rows.some(({ label }) => label === '' || label.length > 24)) return 'row of 1 to 24 characters'
  if (rows.length > 0 && (!opener || opener.length > 20)) return 'list button of 1 to 20 characters'
  if (buttons.some(({ payload }) => payload === '' || payload.length > 200))
    return 'id of 1 to 200 characters'
  if (new Set(buttons.map(({ label }) => label)).size < buttons.length) return 'two buttons with one label'
  if (new Set(buttons.map(({ payload }) => payload)).size < buttons.length) return 'two buttons with one id'
  return null
}

/** A Content as the API makes it, or its refusal. */
export function makeContent(asked: Record<string, unknown>): Content | Refusal {
  const types = (asked.types ?? {}) as Record<string, ContentType>
  const variables = (asked.variables ?? {}) as Record<string, string>
  const known = ['twilio/text', 'twilio/quick-reply', 'twilio/list-picker']
  const [name] = Object.keys(types)
  if (!name || !known.includes(name)) return refusal(20001, 'types must name a content type')
  const used = [...JSON.stringify(types).matchAll(/\{\{(\d+)\}\}/g)].map(([, number]) => Number(number))
  const most = Math.max(0, ...used)
  const gaps = Array.from({ length: most }, (_, i) => i + 1).filter((n) => !used.includes(n) || !variables[n])
  if (most > 100 || gaps.length > 0)
    return refusal(20001, 'variables must be sequential, with samples, at most 100')
  const { friendly_name: friendlyName, language } = asked as { friendly_name: string; language: string }
  if (!language) return refusal(20001, 'language is required')
  return { sid: newSid('HX'), friendlyName, language, types, variables, approval: null }
}

/** What WhatsApp's reviewers look at before a template is read by a person. */
export function reviewFault({ types, variables }: Content, name: string): string | null {
  if (types['twilio/list-picker']) return 'a list cannot be approved'
  if (!/^[a-z0-9_]+$/.test(name)) return 'name in small letters, digits and _'
  const body = Object.values(types)[0]!.body.trim()
  if (/^\{\{|\}\}$/.test(body)) return 'the body begins or ends with a variable'
  if (/\}\}\s*\{\{/.test(body)) return 'two variables side by side'
  const words = body
    .replace(/\{\{\d+\}\}/g, '')
    .split(/\s+/)
    .filter(Boolean).length
  const inBody = (body.match(/\{\{\d+\}\}/g) ?? []).length
  if (inBody > 0 && words < 2 * inBody + 1) return 'too few words for so many variables'
  return Object.values(variables).every(Boolean) ? null : 'a variable without a sample'
}

export const isRefusal = (thing: object): thing is Refusal => 'status' in thing && 'code' in thing

export function refusal(code: number, message: string, status = 400): Refusal {
  return { status, code, message }
}

export const newSid = (kind: string) => kind + randomBytes(16).toString('hex')

function readVariables(variables: string | undefined): Record<string, string> | null {
  try {
    const values = JSON.parse(variables ?? '{}') as Record<string, unknown>
    const good = Object.values(values).every(
      (value) => typeof value === 'string' && value !== '' && !/[\n\t]| {5}/.test(value),
    )
    return good ? (values as Record<string, string>) : null
  } catch {
    return null
  }
}
