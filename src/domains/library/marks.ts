/** A telephone number: eight figures or more, in any script, with the signs that people put between them. */
const NUMBERS = /(?:\+\s?)?\(?\p{Nd}(?:[\s().\-/]{0,2}\p{Nd}){7,}/gu
/** Numbers of services, which an answer may well give. */
const SERVICE = /^0?(800|900|88)/
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu
/** A Dutch postcode, or a street with its house number. */
const ADDRESS =
  /\b[1-9]\d{3}\s?[A-Z]{2}\b|\p{Lu}[\p{L}'-]*(?:straat|laan|weg|plein|singel|kade|dijk|hof|pad|street|road|avenue|sokak|cadde(?:si)?)\s+\d+\p{L}?/gu

/**
 * What in a text could lead to somebody: numbers, mail addresses, streets, and the names of these people.
 * It is pointed out, and a person decides: "Joy" may be a word as well.
 */
export function marksIn(text: string, names: readonly string[]): string[] {
  const numbers = (text.match(NUMBERS) ?? []).filter((found) => !SERVICE.test(found.replace(/\P{Nd}/gu, '')))
  const found = [...numbers, ...(text.match(EMAIL) ?? []), ...(text.match(ADDRESS) ?? [])]
  const words = new Set(text.split(/[^\p{L}\p{M}'’-]+/u).map((word) => word.toLocaleLowerCase()))
  for (const name of names) {
    const parts = name
      .toLocaleLowerCase()
      .split(/\s+/u)
      .filter((part) => [...part].length > 1)
    if (parts.some((part) => words.has(part))) found.push(name)
  }
  return [...new Set(found.map((one) => one.trim()))]
}
