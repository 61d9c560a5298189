import { type Stats, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from '../../service/store-error.ts'

/**
 * The file of a database, by its name. It is only ever asked about: to open it, its `-wal` or its `-shm` beside
 * SQLite would drop SQLite's locks when it is closed.
 */
export class DatabasePath {
  readonly path: string
  #identity: string | undefined
  #size = 0

  constructor(path: string) {
    this.path = path
  }

  /**
   * @returns whether the file is there
   * @throws StoreError when it is missing and not to be made, or cannot be
   */
  check(create: boolean): boolean {
    const { path } = this
    const kind = statOf(path)
    if (kind?.isDirectory()) throw new StoreError(`${path} is a directory, not a database`)
    if (!kind && !create) throw new StoreError(`there is no database ${path}`)
    if (!kind && !statOf(dirname(path))?.isDirectory())
      throw new StoreError(`there is no directory ${dirname(path)} for ${path}`, { hint: 'make it first' })
    if (isRemote(statfsSync(kind ? path : dirname(path)).type)) {
      const hint = 'the locks of SQLite do not hold there: use a file on a local disk'
      throw new StoreError(`${path} is on a network file system`, { hint })
    }
    return kind !== undefined
  }

  /** Remembers which file it is, to be called when it was opened. */
  remember(): void {
    const kind = statOf(this.path)
    this.#identity = identityOf(kind)
    this.#size = kind?.size ?? 0
  }

  /**
   * Looks whether it is still the file that it was.
   *
   * @throws StoreError when another file, or none, bears the name by now, or when it was cut, as SQLite never does:
   * what is written then is lost
   */
  guard(): void {
    const kind = statOf(this.path)
    const identity = identityOf(kind)
    if (identity === this.#identity) {
      this.#guardSize(kind?.size ?? 0)
      return
    }
    const what = identity === undefined ? 'deleted' : 'replaced by another file'
    const hint = 'nothing of the group under way was stored; put the file back, or begin a new one'
    throw new StoreError(`${this.path} was ${what} while it was in use`, { code: 'db-replaced', hint })
  }

  #guardSize(size: number): void {
    if (size < this.#size) {
      const message = `${this.path} was cut from ${this.#size} to ${size} bytes while it was in use`
      const hint =
        'nothing of the group under way was stored; restore it from a backup, or replay the logs into a new file'
      throw new StoreError(message, { code: 'db-corrupt', hint })
    }
    this.#size = size
  }

  /** The size of its write-ahead log. */
  get walSize(): number {
    return statOf(`${this.path}-wal`)?.size ?? 0
  }
}

/** Whether files are on another machine, by Linux's number of the file system (statfs(2)): NFS, SMB, CIFS, SMB2, AFS. */
export function isRemote(type: number): boolean {
  return [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f].includes(type >>> 0)
}

function identityOf(kind: Stats | undefined): string | undefined {
  return kind && `${kind.dev}:${kind.ino}`
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
