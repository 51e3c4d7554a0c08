import type { ContentApprovalRequest } from 'twilio/lib/rest/content/v1/content/approvalCreate.js'
import type { Template } from '../channel.ts'
import type { Account } from './account.ts'
import { digest, makeContent } from './contents.ts'

/** Where the sid of the template that is in use is kept. */
export const templateKey = ({ name, language }: Pick<Template, 'name' | 'language'>) =>
  `template:${name}:${language}`

/**
 * Hands templates in for WhatsApp's approval, each wording once, and tells how each stands in Meta's words
 * (`pending`, `approved`, `rejected` …). A new wording takes the old one's place once it is approved.
 * @throws {SendError} when Twilio does not answer or refuses
 */
export async function provisionTemplates(account: Account, templates: Template[]) {
  const standings: { name: string; language: string; status: string }[] = []
  for (const template of templates) {
    const { name, language } = template
    standings.push({ name, language, status: await provision(account, template) })
  }
  return standings
}

async function provision(account: Account, template: Template): Promise<string> {
  const wording = digest([template.body, template.buttons, template.category, template.variables.length])
  const sid = await contentOf(account, template, wording)
  const status = (await standing(account, sid)) ?? (await handIn(account, sid, template, wording))
  const inUse = await account.contents.find(templateKey(template))
  if (inUse !== sid && (inUse === null || status === 'approved'))
    await account.contents.keep(templateKey(template), sid)
  return status
}

async function contentOf(account: Account, template: Template, wording: string): Promise<string> {
  const key = `${templateKey(template)}:${wording}`
  const kept = await account.contents.find(key)
  if (kept) return kept
  const sid = await makeContent(
    account,
    `parents-network ${template.name}`,
    template.language,
    shapeOf(template),
  )
  await account.contents.keep(key, sid)
  return sid
}

/** The ids of the buttons are variables after those of the body: each use says what a tap means. */
function shapeOf({ body, variables, buttons }: Template) {
  const samples = [...variables.map(({ example }) => example), ...buttons.map((_, i) => `choice-${i + 1}`)]
  const actions = buttons.map((title, i) => ({
    type: 'QUICK_REPLY',
    title,
    id: `{{${variables.length + i + 1}}}`,
  }))
  return {
    types: actions.length > 0 ? { 'twilio/quick-reply': { body, actions } } : { 'twilio/text': { body } },
    variables: Object.fromEntries(samples.map((sample, i) => [i + 1, sample])),
  }
}

/** Null when it was never handed in, as after a crash between the two calls. */
async function standing(account: Account, sid: string): Promise<string | null> {
  const { whatsapp } = await account.ask((client) => client.content.v1.contents(sid).approvalFetch().fetch())
  const status: unknown = whatsapp?.status
  return typeof status === 'string' && status !== 'unsubmitted' ? status : null
}

async function handIn(account: Account, sid: string, template: Template, wording: string): Promise<string> {
  // WhatsApp never takes a rejected name again, so each wording has its own.
  const name = `${template.name}_${template.language}_${wording.slice(0, 8)}`
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
  const request = { name, category: template.category.toUpperCase() } as ContentApprovalRequest
  const { status } = await account.ask((client) =>
    client.content.v1.contents(sid).approvalCreate.create(request),
  )
  return status
}
