import { PDFDocument, type PDFPage, rgb } from 'pdf-lib'
import { type Direction, outline } from '../circles/outline.ts'

/** What a network does in the coming month. */
export type Month = {
  title: string
  heading: string
  direction: Direction
  lines: { when: string; what: string; where: string }[]
}

// A4 in points, 1/72 inch.
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 56
const INK = rgb(0.1, 0.1, 0.14)

/** Draws it as a PDF to hang up, on as many pages as it needs; as outlines, so that every script comes out right. */
export async function drawMonth(month: Month): Promise<Buffer> {
  const pdf = await PDFDocument.create()
  pdf.setTitle(month.title)
  let page: PDFPage = pdf.addPage([WIDTH, HEIGHT])
  let top = HEIGHT - MARGIN
  const write = (text: string, size: number) => {
    for (const line of outline(text, month.direction, (WIDTH - 2 * MARGIN) / size)) {
      top -= size * 1.5
      if (top < MARGIN) {
        page = pdf.addPage([WIDTH, HEIGHT])
        top = HEIGHT - MARGIN - size * 1.5
      }
      const free = WIDTH - 2 * MARGIN - line.width * size
      const x = MARGIN + (month.direction === 'rtl' ? free : 0)
      page.drawSvgPath(line.path, { x, y: top, scale: size / line.em, color: INK })
    }
  }
  write(month.title, 28)
  write(month.heading, 14)
  for (const { when, what, where } of month.lines) {
    top -= 14
    write(what, 16)
    write([when, where].filter(Boolean).join(' · '), 12)
  }
  return Buffer.from(await pdf.save())
}
