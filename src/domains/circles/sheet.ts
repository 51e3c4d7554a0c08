import { PDFDocument, rgb } from 'pdf-lib'
import { create } from 'qrcode'
import { type Direction, outline } from './outline.ts'

/** What stands on a sheet that a key mother hangs up or hands out. */
export type Sheet = {
  title: string
  /** The invitation, once in each of the network's languages. */
  lines: { text: string; direction: Direction }[]
  /** A square to scan for each app. */
  links: { channel: string; link: string }[]
  /** For whoever cannot scan, in fours. */
  code: string
}

// A4 in points, 1/72 inch.
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 56
const INK = rgb(0.1, 0.1, 0.14)

/** Draws the sheet as a PDF of one page. All is drawn as outlines, so that every script comes out as it should. */
export async function drawSheet(sheet: Sheet): Promise<Buffer> {
  const pdf = await PDFDocument.create()
  pdf.setTitle(sheet.title)
  const page = pdf.addPage([WIDTH, HEIGHT])
  let top = HEIGHT - MARGIN

  const write = (text: string, size: number, direction: Direction, align: 'start' | 'middle') => {
    for (const line of outline(text, direction, (WIDTH - 2 * MARGIN) / size)) {
      top -= size * 1.5
      const free = WIDTH - 2 * MARGIN - line.width * size
      const before = align === 'middle' ? free / 2 : direction === 'rtl' ? free : 0
      page.drawSvgPath(line.path, { x: MARGIN + before, y: top, scale: size / line.em, color: INK })
    }
  }

  write(sheet.title, 30, 'ltr', 'middle')
  top -= 16
  for (const { text, direction } of sheet.lines) {
    write(text, sizeFor(sheet.lines.length), direction, 'start')
    top -= 10
  }
  top -= 14
  const side = Math.max(
    80,
    Math.min(190, (WIDTH - 2 * MARGIN) / Math.max(1, sheet.links.length) - 24, top - MARGIN - 90),
  )
  const squaresTop = top
  for (const [place, { channel, link }] of sheet.links.entries()) {
    const middle = MARGIN + ((WIDTH - 2 * MARGIN) * (place + 0.5)) / sheet.links.length
    const { path, size } = square(link)
    page.drawSvgPath(path, { x: middle - side / 2, y: squaresTop, scale: side / size, color: INK })
    const [name] = outline(channel, 'ltr', 40)
    if (name)
      page.drawSvgPath(name.path, {
        ...{ x: middle - (name.width * 14) / 2, y: squaresTop - side - 22 },
        ...{ scale: 14 / name.em, color: INK },
      })
  }
  if (sheet.links.length) top = squaresTop - side - 36
  write(sheet.code, 22, 'ltr', 'middle')
  return Buffer.from(await pdf.save())
}

/** The more languages a network has, the smaller each is written, down to what can still be read at a door. */
const sizeFor = (lines: number) => Math.max(11, 18 - lines)

/** The dark modules as one path, a unit each: a row's neighbours in one piece. */
function square(link: string): { path: string; size: number } {
  const { size, data } = create(link, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let row = 0; row < size; row++) {
    const dark = [...data.subarray(row * size, (row + 1) * size)].join('')
    for (const piece of dark.matchAll(/1+/g))
      path += `M${piece.index} ${row}h${piece[0].length}v1h-${piece[0].length}z`
  }
  return { path, size }
}
