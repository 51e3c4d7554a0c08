import type { PostOffice } from './post-office.ts'

/** What a process remembers of each of its channels, made when it is first asked for. */
export function eachChannel<Kept>(make: () => Kept): (office: PostOffice, channel: string) => Kept {
  const offices = new WeakMap<PostOffice, Map<string, Kept>>()
  return (office, channel) => {
    const channels = offices.get(office) ?? new Map<string, Kept>()
    offices.set(office, channels)
    const kept = channels.get(channel) ?? make()
    channels.set(channel, kept)
    return kept
  }
}
