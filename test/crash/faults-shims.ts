import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

/**
 * Compiles a library that a process loads before its own, such as `faults-disk.c`.
 *
 * @returns its path; undefined where there is no compiler, or no way to load it
 */
export function compiled(source: string): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/proc/self/maps')) return undefined
  const library = join(temporaryDirectory(), 'library.so')
  const path = fileURLToPath(new URL(source, import.meta.url))
  const { error, status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, path, '-ldl'])
  if (error) return undefined
  if (status !== 0) throw new Error(`${source} does not compile: ${stderr}`)
  return library
}
