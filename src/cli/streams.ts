import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** The world a command talks to; tests of the whole use a real process instead. */
export type Streams = {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly fd?: number }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly fd?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: NodeJS.ProcessEnv
}

/** Waits until a stream takes more, its reader is gone, or a signal comes. */
export async function untilDrained(stream: Writable, abort: AbortSignal): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, 'drain', { signal: abort }).catch(() => {})
}
