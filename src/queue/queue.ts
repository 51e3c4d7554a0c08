/** What is done with a job's data, which may be given twice, or late: it looks at the row first. */
export type Handler = (data: unknown) => Promise<void>

export type AddOptions = {
  /** While a job with this id waits or runs, another one is not added. Not only digits, no colon. */
  id?: string
  /** Not before this instant; now without it. */
  at?: Date
  /** One of many of a kind that come at once: each on its own journey would cost more than the job. */
  heap?: boolean
}

/**
 * The port to whatever carries work from one moment or process to another. The row is the truth and a job only a nudge to look at
 * it: a job may get lost or come twice, and the sweeps make that good. test/queue/contract.ts holds every driver to this.
 */
export interface Queue {
  /** Returns at once and never throws; a nudge that could not be handed over is counted. */
  add(name: string, data: object, options?: AddOptions): void
  /** Begins to work, at most `concurrency` jobs at a time. A job whose handler throws is gone; its row is still there. */
  work(handlers: Map<string, Handler>, options: { concurrency: number }): void
  /** Null when it can take and give work; else the reason in one line. */
  trouble(): Promise<string | null>
  /** Jobs that wait, now or for their time. */
  depth(): Promise<number>
  /** Nudges that could not be handed over since the start. */
  failures(): number
  /** Takes no new job, finishes those under way. */
  close(): Promise<void>
}
