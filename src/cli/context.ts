import type { Diagnostics } from './diagnostics.ts'
import type { Interruption } from './interruption.ts'
import type { Progress } from './progress.ts'
import type { StatusLine } from './status-line.ts'
import type { Streams } from './streams.ts'

/** What a command works with, beside its arguments. */
export type Context = {
  /** The arguments of the process. */
  readonly args: readonly string[]
  readonly streams: Streams
  readonly diagnostics: Diagnostics
  readonly interruption: Interruption
  readonly progress: Progress
  /** The moving line, which gives way to output on the same terminal. */
  readonly status: StatusLine | undefined
  readonly importModule: ImportModule
}

/** `import(url)`. */
export type ImportModule = (url: string) => Promise<unknown>
