/** Pieces of at most `limit` characters, broken where a reader would: paragraph, line, sentence, word. */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > limit) {
    const at = breakBefore(rest, limit)
    pieces.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

const BREAKS = ['\n\n', '\n', '. ', '؟ ', '? ', '! ', ' ']

function breakBefore(text: string, limit: number): number {
  for (const mark of BREAKS) {
    const at = text.lastIndexOf(mark, limit - mark.length)
    if (at > 0) return at + mark.length
  }
  return isHalf(text, limit) ? limit - 1 : limit
}

/** The end of a text that stands above choices, as long as it may be, and what goes before it. */
export function splitEnd(text: string, limit: number): { before: string; last: string } {
  if (text.length <= limit) return { before: '', last: text }
  const earliest = text.length - limit
  for (const mark of BREAKS) {
    const at = text.indexOf(mark, earliest)
    const last = text.slice(at + mark.length).trim()
    if (at > 0 && last !== '') return { before: text.slice(0, at + mark.length).trimEnd(), last }
  }
  const at = isHalf(text, earliest) ? earliest + 1 : earliest
  return { before: text.slice(0, at), last: text.slice(at) }
}

const isHalf = (text: string, at: number) => /[\uDC00-\uDFFF]/.test(text.charAt(at))
