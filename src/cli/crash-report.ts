import { mkdtempSync, writeFileSync } from 'node:fs'
import { arch, platform, release, tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Writes what is known of a defect into a file that can be given away: where it happened, and nothing of what was
 * worked on. Messages are left out, since they may quote it.
 *
 * @returns the file, or undefined if it cannot be written
 */
export function crashReport(error: unknown, version: string): string | undefined {
  try {
    const path = join(mkdtempSync(join(tmpdir(), 'alloc-crash-')), 'report.txt')
    writeFileSync(path, `${reportText(error, version)}\n`, { mode: 0o600 })
    return path
  } catch {
    return undefined
  }
}

function reportText(error: unknown, version: string): string {
  const about = `alloc ${version}, Node ${process.version}, ${platform()} ${release()} ${arch()}`
  if (!(error instanceof Error)) return `${about}\nthrown: a ${typeof error}`
  const frames = (error.stack ?? '').split('\n').filter(line => /^ {4}at /.test(line))
  return [about, error.constructor.name, ...frames].join('\n')
}
