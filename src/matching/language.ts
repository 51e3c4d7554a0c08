import lande from 'lande'

/** Moroccan Arabic in Latin letters: what mothers type, and no detector knows (ISO 639-3 with the script). */
export const DARIJA = 'ary-Latn'

/** The language in which the house writes to whoever speaks this: Darija is read as Arabic. */
export const writtenAs = (language: string): string => (language === DARIJA ? 'ar' : language)

/** How much more likely her own language is than any other, before she has written a word. */
const HERS = 4

const TOO_SHORT = 3

/**
 * Which language a message is in: Darija in Latin letters by rule, else the likeliest of `among`.
 * @param words as `wordsOf` gives them: one or two say too little, then it is her own
 * @param own the language she chose; null when nobody knows
 */
export function languageOf(
  text: string,
  words: readonly string[],
  { own, among }: { own: string | null; among: readonly string[] },
): string {
  if (isDarija(text, words, own)) return DARIJA
  if (words.length < TOO_SHORT && own) return own
  let best = own ?? among[0]!
  let highest = 0
  for (const [iso3, probability] of lande(text.slice(0, 400))) {
    const language = ISO[iso3]
    if (!language || !among.includes(language)) continue
    const likely = probability * (language === own ? HERS : 1)
    if (likely > highest) [best, highest] = [language, likely]
  }
  return best
}

const ISO: Record<string, string> = {
  nld: 'nl',
  eng: 'en',
  tur: 'tr',
  ara: 'ar',
  pol: 'pl',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  por: 'pt',
  ukr: 'uk',
  rus: 'ru',
  pes: 'fa',
}

// Letters that Latin lacks are written as figures inside a word; the small words are what every sentence has. Words that are
// also Dutch, English or Turkish are left out.
const FIGURES = /^[a-z]*[379][a-z]{2,}$|^[a-z]+[3579][a-z]*$/
const SMALL = new Set(
  `wach wash chno chnou kifach kifash mnin 3la dyal dial dyali dyalo diali nta nti howa hiya mashi machi bghit bgha bghat
  kayn kayna wlad wladi wlidi weldi benti bezaf bzaf daba walakin welakin ghir gha lmadrasa lmedrasa hadchi hadshi lli
  kandir kidir kaydir katdir 3andi 3endi m3a 7it fhad ndir mabghach maki makay ila chi had wlidha lycee flous dyalha`.split(
    /\s+/,
  ),
)
const ENOUGH = 2
/** Of a longer message so many words must be Darija's, unless Arabic is what she chose. */
const SHARE = 0.2

function isDarija(text: string, words: readonly string[], own: string | null): boolean {
  if (/[^\x20-\x7e\s’]/.test(text)) return false
  const known = new Set(words.filter((word) => SMALL.has(word) || FIGURES.test(word)))
  return known.size >= ENOUGH && (own === 'ar' || own === DARIJA || known.size >= words.length * SHARE)
}
