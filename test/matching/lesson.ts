/** What two kinds of mothers ask: the smallest lesson there is. */
export const LESSON = [
  { text: 'my child does not sleep at night', name: 'sleep' },
  { text: 'she wakes up every night and cries', name: 'sleep' },
  { text: 'he is awake at night and tired by day', name: 'sleep' },
  { text: 'when may my child go to school', name: 'school' },
  { text: 'which school is near our street', name: 'school' },
  { text: 'how do I choose a school for my child', name: 'school' },
]

/** The same throws each time. */
export function dice(): () => number {
  let seed = 7
  return () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
}
