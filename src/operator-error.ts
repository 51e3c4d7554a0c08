/** Something only the person who runs the service can mend. The message is the one line that is shown to them. */
export class OperatorError extends Error {
  constructor(line: string, cause?: unknown) {
    super(line, { cause })
    this.name = 'OperatorError'
  }
}
