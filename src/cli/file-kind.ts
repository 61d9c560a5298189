import { type Stats, statSync } from 'node:fs'

/** What stands at a path, or undefined where nothing does, or nothing that can be reached. */
export function fileKind(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
