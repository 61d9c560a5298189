/** The file of expected batches cannot be understood; nothing was compared. */
export class ExpectationProblem extends Error {
  override readonly name = 'ExpectationProblem'
  /** From 1, blank lines counted; undefined where the file as a whole is meant. */
  readonly line: number | undefined
  readonly hint: string | undefined

  constructor(message: string, line: number | undefined, hint?: string) {
    super(message)
    this.line = line
    this.hint = hint
  }
}
