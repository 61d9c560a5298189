import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const directories: string[] = []

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/** An empty directory that is gone when the tests of the file have ended; they may run side by side. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'alloc-test-'))
  directories.push(directory)
  return directory
}
