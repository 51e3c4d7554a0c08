import type { ShippedEntry } from '../../../src/domains/library/shipped.ts'

/** The file of a small answer with nothing wrong in it. */
export const FILE = `---
title: "Noise at night"
next: "Write down when it is loud."
ask: municipality
source: https://www.rijksoverheid.nl/
checked: 2026-11-27
reviewed: no
asks:
  - "the stairs are loud at night"
  - "neighbours sing until morning"
---
Talk with your neighbours first. Choose a quiet moment.

Does it not help? The city can send somebody.
`

/** What stands in it; another topic has other words and another digest. */
export function entry(given: Partial<ShippedEntry> = {}): ShippedEntry {
  const { topic = 'noise', language = 'en' } = given
  return {
    topic,
    language,
    file: `locales/${language}/library/${topic}.md`,
    title: `About ${topic}`,
    answer: 'Talk with your neighbours first. Choose a quiet moment.',
    next: 'Write down when it is loud.',
    ask: 'municipality',
    source: 'https://www.rijksoverheid.nl/',
    checked: '2026-11-27',
    reviewed: false,
    asks: Array.from({ length: 12 }, (_, at) => `${topic} in ${language} in other words ${at}`),
    digest: `${topic}-${language}-1`,
    ...given,
  }
}
