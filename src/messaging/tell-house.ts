import type { Play } from './play.ts'

/** A sentence of the house itself, outside every flow: words.json `house.<id>`. */
export function tellHouse(play: Play, id: string): void {
  tell(play, play.scene.office.words.text(play.contact.language, 'house', id))
}

/** A sentence that is written already, in her language. */
export function tell(play: Play, text: string): void {
  const { language } = play.contact
  const last = play.out.at(-1)
  const joins = last && !last.media && !last.choices.length
  if (joins) play.out[play.out.length - 1] = { ...last, text: `${last.text}\n\n${text}` }
  else play.out.push({ text, language, choices: [], protect: false })
}
