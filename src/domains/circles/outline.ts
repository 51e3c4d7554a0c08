import { createRequire } from 'node:module'
import bidiFactory from 'bidi-js'
import { type Font, openSync } from 'fontkit'

export type Direction = 'ltr' | 'rtl'

/** A line of text as one SVG path, y downwards from the base line, in units of which `em` make the font's size. */
export type Outline = { path: string; width: number; em: number }

// A language in another script brings its font here.
const FONTS = [
  ...['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'devanagari'].map(
    (subset) => `@fontsource/noto-sans/files/noto-sans-${subset}-400-normal.woff`,
  ),
  '@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff',
]

const bidi = bidiFactory()
const require = createRequire(import.meta.url)
const opened = new Map<string, Font>()

/**
 * Draws a paragraph with every letter in its right form and order (shaping by the font, Unicode TR9 for the order).
 * Characters for which we have no font, such as emoji, are left out.
 * @param width of a line, in font sizes
 * @returns its lines
 */
export function outline(text: string, direction: Direction, width: number): Outline[] {
  const lines: string[] = []
  let free = 0
  for (const word of text.split(/\s+/u)) {
    const { path, width: taken } = drawn(word, direction)
    if (!path) continue
    if (lines.length && taken + SPACE <= free) lines.push(`${lines.pop()} ${word}`)
    else {
      lines.push(word)
      free = width
    }
    free -= taken + SPACE
  }
  return lines.map((line) => drawn(line, direction)).filter(({ path }) => path)
}

/** The direction in which somebody wrote: of the first letter that has one. */
export const directionOf = (text: string): Direction =>
  (bidi.getEmbeddingLevels(text, 'auto').paragraphs[0]?.level ?? 0) % 2 ? 'rtl' : 'ltr'

/** A space in these fonts, in font sizes. */
const SPACE = 0.26

const EM = 1000

function drawn(text: string, direction: Direction): Outline {
  let x = 0
  let path = ''
  for (const run of visualRuns(text, direction)) {
    const { glyphs, positions } = run.font.layout(run.text, undefined, undefined, undefined, run.direction)
    const scale = EM / run.font.unitsPerEm
    for (const [at, glyph] of glyphs.entries()) {
      const { xAdvance, xOffset, yOffset } = positions[at]!
      path += glyph.path.transform(scale, 0, 0, -scale, x + xOffset * scale, -yOffset * scale).toSVG()
      x += xAdvance * scale
    }
  }
  return { path, width: x / EM, em: EM }
}

type Run = { text: string; font: Font; level: number; direction: Direction }

/** Pieces of one font and one direction, from left to right as they are seen. */
function visualRuns(text: string, direction: Direction): Run[] {
  const { levels } = bidi.getEmbeddingLevels(text, direction)
  const runs: Run[] = []
  let at = 0
  for (const letter of text) {
    const level = levels[at] ?? 0
    at += letter.length
    const last = runs.at(-1)
    const font = fontFor(letter, last?.font)
    if (!font) continue
    const shownAs = level % 2 ? (bidi.getMirroredCharacter(letter) ?? letter) : letter
    if (last && last.font === font && last.level === level) last.text += shownAs
    else runs.push({ text: shownAs, font, level, direction: level % 2 ? 'rtl' : 'ltr' })
  }
  return reordered(runs)
}

/** Rule L2: from the highest level down, every stretch of that level or higher is turned round. */
function reordered(runs: Run[]): Run[] {
  const order = [...runs]
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--) {
    for (let from = 0; from < order.length; from++) {
      let to = from
      while (to < order.length && order[to]!.level >= level) to++
      if (to > from) order.splice(from, to - from, ...order.slice(from, to).reverse())
      from = to
    }
  }
  return order
}

/** Letters that several fonts have, such as a space, stay in the font of the letter before. */
function fontFor(letter: string, before: Font | undefined): Font | undefined {
  const code = letter.codePointAt(0)!
  if (before?.hasGlyphForCodePoint(code)) return before
  for (const file of FONTS) {
    const font = fontOf(file)
    if (font.hasGlyphForCodePoint(code)) return font
  }
  return undefined
}

/** Fonts are opened when the first sheet is drawn: most processes never draw one. */
function fontOf(file: string): Font {
  const known = opened.get(file) ?? (openSync(require.resolve(file)) as Font)
  opened.set(file, known)
  return known
}
