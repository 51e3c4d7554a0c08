/** What this browser remembers between two visits; without storage it simply forgets. */
export function recall<Thing>(name: string, otherwise: Thing): Thing {
  try {
    const kept = localStorage.getItem(`phones.${name}`)
    return kept === null ? otherwise : (JSON.parse(kept) as Thing)
  } catch {
    return otherwise
  }
}

/** Keeps a thing for the next visit, under a name that `recall` knows. */
export function remember(name: string, thing: unknown): void {
  try {
    localStorage.setItem(`phones.${name}`, JSON.stringify(thing))
  } catch {
    // A browser that stores nothing still shows phones.
  }
}
