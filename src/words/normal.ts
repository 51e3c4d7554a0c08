/**
 * A message stripped to what is compared: one case (Turkish dotted and dotless i alike), no accents or tashkeel, Arabic
 * letters folded, digits of any script as 0-9, emoji and punctuation round it gone. For comparing only, never for showing.
 */
export function normal(text: string): string {
  const short = text.slice(0, LONGEST)
  const folded = PLAIN.test(short) ? short.toLowerCase() : fold(short)
  return folded
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[^\p{L}\p{N}\p{M}]+$/u, '')
    .replace(/\s+/g, ' ')
}

// What people answer with is short; a story need not be compared.
const LONGEST = 300
// Nothing in it needs folding, and most labels are so.
const PLAIN = /^[\x20-\x7e]*$/

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/\p{Nd}/gu, asDigit)
    .replace(FOLDED, (letter) => FOLD[letter]!)
}

// Accents of Latin, Greek and Cyrillic, Arabic tashkeel and tatweel, variation selectors, keycaps, invisible characters.
const MARKS = new RegExp(
  [
    '[\\u0300-\\u036f]',
    '[\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06ed]',
    '\\u0640',
    '[\\ufe00-\\ufe0f]',
    '\\u20e3',
    '\\p{Cf}',
  ].join('|'),
  'gu',
)

// Spellings of one letter that people do not keep apart when they type.
const FOLD: Record<string, string> = {
  '\u0649': '\u064a', // alef maksura, and the Persian and Pashto yeh, as yeh
  '\u06cc': '\u064a',
  '\u06d0': '\u064a',
  '\u0629': '\u0647', // teh marbuta, and the Urdu heh, as heh
  '\u06c1': '\u0647',
  '\u06a9': '\u0643', // Persian kaf as kaf
  '\u0671': '\u0627', // alef wasla as alef
  '\u0131': 'i',
  '\u00df': 'ss',
  '\u2019': "'",
  '\u2018': "'",
}
const FOLDED = new RegExp(`[${Object.keys(FOLD).join('')}]`, 'gu')

// Every script's digits stand in tens that begin at a code point ending in 0 or 6 (Unicode 4.6).
function asDigit(digit: string): string {
  const point = digit.codePointAt(0)!
  if (point < 128) return digit
  const low = point & 15
  return String(/\p{Nd}/u.test(String.fromCodePoint(point - low)) ? low : low - 6)
}

/** Whether one slip of the finger lies between two words: a letter too many, too few, another, or two swapped. */
export function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return a === b
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  const [restA, restB] = [a.slice(from), b.slice(from)]
  return (
    restA.slice(1) === restB.slice(1) ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}
