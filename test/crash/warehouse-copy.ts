import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { allRows } from '../cli/warehouse-rows.ts'

export type Rows = Readonly<Record<string, readonly unknown[]>>

/** Copies a database as it lies there, so that looking at it changes nothing. */
export function copyWarehouse(from: string, to: string): void {
  for (const end of ['', '-wal', '-shm']) {
    rmSync(to + end, { force: true })
    if (end !== '-shm' && existsSync(from + end)) copyFileSync(from + end, to + end)
  }
}

/** All rows of a sound database; none of a file that is missing or empty. */
export function soundRows(directory: string): Rows {
  const copy = join(directory, 'copy.db')
  copyWarehouse(join(directory, 'w.db'), copy)
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
