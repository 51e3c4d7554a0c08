/** WhatsApp shows 20 characters of a button; whoever is called longer is recognised by the beginning. */
const LABEL_AT_MOST = 20

/** A name as it stands on a button: cut between whole characters, never through an emoji or a vowel sign. */
export function short(name: string): string {
  if (name.length <= LABEL_AT_MOST) return name
  let label = ''
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (label.length + segment.length > LABEL_AT_MOST - 1) break
    label += segment
  }
  return `${label}…`
}
