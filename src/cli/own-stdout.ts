import { Writable } from 'node:stream'
import type { Streams } from './streams.ts'

/**
 * Keeps stdout for data: what anybody else in the process writes there, as `console.log` does, goes to stderr.
 *
 * @returns the stream that still leads to stdout
 */
export function ownStdout({ stdout, stderr }: Streams): Streams['stdout'] {
  const write = stdout.write
  stdout.write = stderr.write.bind(stderr)
  // Whoever writes is told of its errors by the stream that it writes to.
  stdout.on('error', () => {})
  const own = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => void write.call(stdout, chunk, encoding, done),
  })
  return Object.assign(own, {
    ...(stdout.fd !== undefined && { fd: stdout.fd }),
    ...(stdout.isTTY !== undefined && { isTTY: stdout.isTTY }),
  })
}
