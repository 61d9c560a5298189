import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { allRows } from '../cli/warehouse-rows.ts'

export type Rows = Readonly<Record<string, readonly unknown[]>>

/** All rows of a sound database, of which a copy is read; none of a file that is missing or empty. */
export function soundRows(path: string): Rows {
  const copy = copyOf(path)
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true })
  for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end)
  if (!existsSync(copy) || (statSync(copy).size === 0 && !existsSync(`${copy}-wal`))) return {}
  const db = new Database(copy)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
  } finally {
    db.close()
  }
  return allRows(copy)
}

/** Where the copy is, for those who want to read it otherwise; what reads the original may change its files. */
export function copyOf(path: string): string {
  return `${path}.copy`
}

const [runLines, runState] = [4, 6]

/** How many lines of all inputs were read. */
export function linesRead({ runs = [] }: Rows): number {
  return runs.reduce<number>((lines, run) => lines + Number(Array.isArray(run) && run[runLines]), 0)
}

/** The rows, whether or not it is known that an input ends where it was read to. */
export function whateverEnds({ runs = [], ...others }: Rows): Rows {
  const open = runs.map(run => (Array.isArray(run) ? run.with(runState, 'unfinished') : run))
  return { ...others, runs: open }
}
