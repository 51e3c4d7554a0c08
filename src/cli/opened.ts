import type { PostOffice } from '../messaging/post-office.ts'
import type { OpenOffice } from '../office.ts'

/** Opens the database and the words, without queue and channels. */
export type Open = () => Promise<OpenOffice>

/** Does something with the office open, and closes it whatever happens. */
export async function withOffice<Opened extends OpenOffice>(
  open: () => Promise<Opened>,
  work: (office: PostOffice, all: Opened) => Promise<void>,
): Promise<void> {
  const opened = await open()
  try {
    await work(opened.office, opened)
  } finally {
    await opened.close()
  }
}

/** One line of columns, for people to read and for `cut` to cut. */
export function print(...columns: string[]): void {
  process.stdout.write(`${columns.join('\t')}\n`)
}
