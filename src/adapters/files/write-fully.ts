import { writeSync } from 'node:fs'

/**
 * Writes to the last byte: a disk that is almost full takes a part.
 *
 * @param position where in the file; left out, behind what was written last
 */
export function writeFully(descriptor: number, data: Uint8Array, position?: number): void {
  for (let at = 0; at < data.length; ) {
    const place = position === undefined ? null : position + at
    at += writeSync(descriptor, data, at, data.length - at, place)
  }
}
