/**
 * Something in flows/ or locales/ that its author has to mend.
 * @property gap a translation that is still missing: English speaks meanwhile, so the house may open
 */
export type Fault = { file: string; line: number; message: string; remedy: string; gap?: boolean }

/** Thrown when flows cannot be read; its message is every fault, one a line. */
export class FlowFaults extends Error {
  readonly faults: Fault[]

  constructor(faults: Fault[]) {
    super(faults.map(asLine).join('\n'))
    this.name = 'FlowFaults'
    this.faults = faults
  }
}

/** `flows/ask.yaml:12: what is wrong. What to do.` */
export function asLine({ file, line, message, remedy }: Fault): string {
  return `${file}:${line}: ${message}. ${remedy}`
}
