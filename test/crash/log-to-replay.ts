import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Command } from './killable-alloc.ts'

/** How a log reaches alloc. */
export type Way = 'plain' | 'gzip' | 'stdin' | 'two files'

/** A log, in lines with their ends, and how it is replayed. */
export type LogToReplay = {
  readonly lines: readonly string[]
  readonly way: Way
  readonly commit: string
  /** Such as `--retry-backorders`. */
  readonly options?: readonly string[]
}

/** The first of two files has so many lines in a hundred. */
const firstShare = 40

/** Makes the files of a log, or of its first lines, in a directory that is made, too. */
export function layOut(log: LogToReplay, directory: string, count = log.lines.length): Command {
  const { files, stdin } = inputsOf(log, count)
  mkdirSync(directory, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes)
  const paths = stdin === undefined ? Object.keys(files).map(name => join(directory, name)) : ['-']
  const { commit, options = [] } = log
  const output = ['-o', 'ndjson', '--show', 'events']
  const refused = [
    '--on-error',
    'skip',
    '--max-errors',
    'none',
    '--rejects',
    join(directory, 'rejects.ndjson'),
  ]
  const db = ['--db', join(directory, 'w.db')]
  return { args: ['replay', ...db, ...output, ...refused, '--commit', commit, ...options, ...paths], stdin }
}

function inputsOf(
  { lines, way }: LogToReplay,
  count: number,
): { readonly files: Readonly<Record<string, Uint8Array>>; readonly stdin?: Uint8Array } {
  const bytes = (from: number, to: number) => Buffer.from(lines.slice(from, to).join(''))
  switch (way) {
    case 'plain':
      return { files: { 'day.ndjson': bytes(0, count) } }
    case 'gzip':
      return { files: { 'day.gz': gzipSync(bytes(0, count)) } }
    case 'stdin':
      return { files: {}, stdin: bytes(0, count) }
    case 'two files': {
      const border = Math.floor((lines.length * firstShare) / 100)
      const second = count > border ? { 'late.ndjson': bytes(border, count) } : {}
      return { files: { 'early.ndjson': bytes(0, Math.min(border, count)), ...second } }
    }
  }
}
