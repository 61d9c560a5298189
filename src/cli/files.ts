import { readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nearMiss } from '../service/near-miss.ts'
import { type Failure, fileTrouble } from './failure.ts'

/** What stands at a path, or undefined where nothing does, or nothing that can be reached. */
export function fileKind(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Whether two paths lead to one file, be it there already or not. */
export function isSameFile(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true
  const [a, b] = [fileKind(one), fileKind(other)]
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

/** A database and what SQLite keeps beside it: to open one of them would drop its locks, to write it damage the database. */
export function databaseFiles(db: string): readonly string[] {
  return [db, `${db}-wal`, `${db}-shm`]
}

/** Nothing stands at a path; the hint names a file that may have been meant. */
export function missingFile(path: string): Failure {
  return fileTrouble(`there is no file ${path}`, nearFile(path))
}

/** A hint at a file beside a path whose name is almost the same. */
export function nearFile(path: string): string | undefined {
  const directory = dirname(path)
  const names = namesIn(directory)
  const stem = nearMiss(stemOf(basename(path)), names.map(stemOf))
  const near = names.find(name => stemOf(name) === stem)
  if (near === undefined) return undefined
  return `did you mean ${directory === '.' && !path.startsWith('./') ? near : join(directory, near)}?`
}

/** Endings are alike too often to tell anything. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, '')
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
