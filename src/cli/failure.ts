/** What a process says by its exit status; CLI users read these numbers in scripts. */
export const exitCodes = {
  done: 0,
  refused: 1,
  wrongUse: 2,
  conditionNotMet: 3,
  fileTrouble: 4,
  databaseTrouble: 5,
  defect: 70,
  outputClosed: 141,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command: one sentence for the user, with a way out, and the exit status. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: ExitCode
  readonly hint: string | undefined

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(message)
    this.exitCode = exitCode
    this.hint = hint
  }
}

/** A file cannot be read or written, or has no room. */
export function fileTrouble(message: string, hint?: string): Failure {
  return new Failure(exitCodes.fileTrouble, message, hint)
}
