import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/run-alloc.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

/** A text in a file of `dist`, and what stands there instead. */
export type Change = { readonly file: string; readonly from: string; readonly to: string }

/** As many groups as fit in 64 KiB of the write-ahead log, not 64 MiB, are moved into the database. */
export const smallCheckpoints: Change = {
  file: 'adapters/sqlite/connection.js',
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
  const copy = temporaryDirectory()
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const { file, from, to } of changes) {
    const path = join(copy, 'dist', file)
    const text = readFileSync(path, 'utf8')
    if (text.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`)
    writeFileSync(path, text.replace(from, to))
  }
  // The command runs joined modules, in which nothing was changed.
  const script = join(copy, 'bin', 'alloc.js')
  writeFileSync(script, readFileSync(script, 'utf8').replace('dist/bundle/main.js', 'dist/cli/main.js'))
  return script
}
