import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, root, runAlloc, type Surroundings } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A directory with the warehouse of `fixtures/shelves.ndjson` in it, to take stock of. */
export async function shelves(): Promise<Shelves> {
  const cwd = temporaryDirectory()
  cpSync(`${root}/fixtures/shelves.ndjson`, join(cwd, 'shelves.ndjson'))
  const alloc = (args: readonly string[], more: Surroundings = {}) =>
    runAlloc([...args, '--db', 'warehouse.db'], { cwd, ...more })
  await alloc(['replay', 'shelves.ndjson'])
  return {
    cwd,
    alloc,
    write: (name, text) => writeFileSync(join(cwd, name), text),
    tell: event => alloc(['replay', '-'], { input: `${JSON.stringify(event)}\n` }),
    batches: async () => (await alloc(['batches', '-o', 'csv'])).stdout,
    bytes: () => readFileSync(join(cwd, 'warehouse.db')),
  }
}

export type Shelves = {
  readonly cwd: string
  readonly alloc: (args: readonly string[], more?: Surroundings) => Promise<Outcome>
  readonly write: (name: string, text: string | Uint8Array) => void
  readonly tell: (event: object) => Promise<Outcome>
  readonly batches: () => Promise<string>
  readonly bytes: () => Buffer
}
