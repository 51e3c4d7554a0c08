import type { PostOffice } from './post-office.ts'

/** So many side by side: what is sent to many must not keep the house from answering. */
const SIDE_BY_SIDE = 2

type Run = (office: PostOffice, id: string) => Promise<unknown>
type Line = { ids: string[]; walking: number; run: Run | null; stopped: boolean }
const lines = new WeakMap<PostOffice, Line>()

/** From now on this process runs itself what it plans for many; without this they wait for a sweep. @returns how to stop it */
export function walkWith(office: PostOffice, run: Run): () => Promise<void> {
  const line = lineOf(office)
  line.run = run
  return async () => {
    line.stopped = true
  }
}

/** Errands of something that is sent to many: each in the queue would cost more than the errand. The rows are the truth. */
export function walkBehind(office: PostOffice, ids: string[]): void {
  const line = lineOf(office)
  if (!line.run || line.stopped) return
  line.ids.push(...ids)
  while (line.walking < Math.min(SIDE_BY_SIDE, line.ids.length)) void walk(office, line, line.run)
}

async function walk(office: PostOffice, line: Line, run: Run): Promise<void> {
  line.walking++
  for (let id = line.ids.shift(); id !== undefined && !line.stopped; id = line.ids.shift())
    await run(office, id).catch((error) => office.log.warn({ event: 'errand.interrupted', error }))
  line.walking--
}

function lineOf(office: PostOffice): Line {
  const known = lines.get(office)
  if (known) return known
  const line: Line = { ids: [], walking: 0, run: null, stopped: false }
  lines.set(office, line)
  return line
}
