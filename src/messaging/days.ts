/** Milliseconds. A day as a timer counts it, whatever the clocks do. */
const DAY_MS = 24 * 3_600_000

/** That many days later. */
export const daysAfter = (at: Date, days = 1): Date => new Date(at.getTime() + days * DAY_MS)

/** That many days before. */
export const daysBefore = (at: Date, days = 1): Date => daysAfter(at, -days)
