import type { Readable, Writable } from 'node:stream'

/** The world a command talks to; tests of the whole use a real process instead. */
export type Streams = {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly fd?: number }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly fd?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: NodeJS.ProcessEnv
}
