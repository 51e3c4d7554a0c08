/**
 * The id of a new topic: what can be read of its title, and some letters so that no two are the same.
 * @param chance letters and figures
 */
export function topicFrom(title: string, chance: string): string {
  const read = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const tail = chance.toLowerCase().replace(/[^a-z0-9]/g, '0')
  return `${read.slice(0, 28) || 'own'}-${tail}`
}
