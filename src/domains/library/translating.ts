import type { ErrandDesk } from '../../messaging/scene.ts'
import { presentKeyMothers } from '../circles/circles.ts'
import { networkFacts } from '../networks/networks.ts'
import { afterQuietOf } from '../tickets/clock.ts'
import { addRequest, type DraftText, isWritten, textsOf } from './drafts.ts'

/**
 * Asks the key mothers who speak another of the network's languages to write a draft in it: each for one language,
 * and for none that somebody has written already.
 * @returns how many were asked
 */
export async function askTranslators(
  desk: ErrandDesk,
  { draft, network, language }: Pick<DraftText, 'draft' | 'network' | 'language'>,
): Promise<number> {
  const { languages } = await networkFacts(desk.tx, network)
  const texts = await textsOf(desk.tx, desk.office, draft)
  const written = texts.filter(isWritten).map((text) => text.language)
  const wanted = languages.filter((one) => one !== language && !written.includes(one))
  const at = await afterQuietOf(desk, network)
  let asked = 0
  for (const { id, languages: hers } of await presentKeyMothers(desk.tx, desk.office, network, desk.now)) {
    const into = wanted.find((one) => hers.includes(one))
    const text = into && (await addRequest(desk, { draft, language: into, of: id }))
    if (!text) continue
    const data = { person: id, flow: 'translate-entry', input: { text } }
    desk.later({ name: 'flow.start', id: `translate-${text}`, data, at })
    asked++
  }
  return asked
}
