import { join } from 'node:path'
import { alteredBuild, type Change } from './altered-build.ts'

/** As many groups as fit in 64 KiB of the write-ahead log, not 64 MiB, are moved into the database. */
export const smallCheckpoints: Change = {
  file: 'adapters/sqlite/checkpoints.js',
  from: 'checkpointSize = 64 * 1024 * 1024',
  to: 'checkpointSize = 64 * 1024',
}

/** A COMMIT that does not wait until it is on the disk. */
export const withoutSync: Change = {
  file: 'adapters/sqlite/settings.js',
  from: "['synchronous', 'FULL', 2]",
  to: "['synchronous', 'NORMAL', 1]",
}

/** Output that does not wait for its COMMIT. */
export const printedEarly: Change = {
  file: 'cli/groups.js',
  from: 'this.#parts.replay.commit(input.progressAt(line))',
  to: 'await this.#parts.spool.moveTo(this.#parts.output); this.#parts.replay.commit(input.progressAt(line))',
}

/** Builds a copy of the program with changes. @returns the path of its script */
export function planted(...changes: readonly Change[]): string {
  return join(alteredBuild(changes), 'bin', 'alloc.js')
}
