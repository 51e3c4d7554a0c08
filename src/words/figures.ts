/** Figures with something between them: a telephone number, a time, a date. */
const FIGURES = /\+?\d+(?:[-/.: ]\/?\d+)+/g
const ISOLATE = '\u2066'
const END = '\u2069'

/**
 * Keeps figures in their order inside text that runs from right to left, where 0800-0113 would be shown as 0113-0800.
 * https://www.w3.org/International/questions/qa-bidi-unicode-controls
 */
export function withFiguresInOrder(text: string, direction: 'ltr' | 'rtl'): string {
  return direction === 'rtl' ? text.replace(FIGURES, `${ISOLATE}$&${END}`) : text
}
