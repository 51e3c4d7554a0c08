import { PDFDocument, type PDFPage, rgb } from 'pdf-lib'
import { type Direction, directionOf, outline } from '../circles/outline.ts'

/** What a network does in the coming month. */
export type Month = {
  title: string
  heading: string
  direction: Direction
  /** `what` as its host wrote it, `inHers` as a key mother says it in the reader's language, else empty. */
  lines: { when: string; what: string; inHers: string; where: string }[]
}

// A4 in points, 1/72 inch.
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 56
const GAP = 14
/** From line to line, in font sizes. */
const LEADING = 1.5
/** A place keeps its own direction: UAX 9, first strong isolate. */
const [ISOLATED, ENDED] = ['\u2068', '\u2069']
const INK = rgb(0.1, 0.1, 0.14)

type Text = { text: string; size: number; direction?: Direction }

/** Draws it as a PDF to hang up, on as many pages as it needs; as outlines, so that every script comes out right. */
export async function drawMonth(month: Month): Promise<Buffer> {
  const pdf = await PDFDocument.create()
  pdf.setTitle(month.title)
  let page: PDFPage = pdf.addPage([WIDTH, HEIGHT])
  let top = HEIGHT - MARGIN
  /** What belongs together stands on one page, as long as it fits. */
  const write = (...texts: Text[]) => {
    const lines = texts.flatMap(({ text, size, direction = month.direction }) =>
      outline(text, direction, (WIDTH - 2 * MARGIN) / size).map((line) => ({ ...line, size })),
    )
    const height = lines.reduce((sum, { size }) => sum + size * LEADING, 0)
    if (top - height < MARGIN) turnPage()
    for (const { path, width, em, size } of lines) {
      top -= size * LEADING
      if (top < MARGIN) {
        turnPage()
        top -= size * LEADING
      }
      const free = WIDTH - 2 * MARGIN - width * size
      const x = MARGIN + (month.direction === 'rtl' ? free : 0)
      page.drawSvgPath(path, { x, y: top, scale: size / em, color: INK })
    }
    top -= GAP
  }
  const turnPage = () => {
    page = pdf.addPage([WIDTH, HEIGHT])
    top = HEIGHT - MARGIN
  }
  write({ text: month.title, size: 28 }, { text: month.heading, size: 14 })
  for (const { when, what, inHers, where } of month.lines)
    write(
      { text: what, size: 16, direction: directionOf(what) },
      { text: inHers, size: 14 },
      { text: where ? `${when} · ${ISOLATED}${where}${ENDED}` : when, size: 12 },
    )
  return Buffer.from(await pdf.save())
}
