import type { Database, Statement } from 'better-sqlite3'
import type { DatabasePath } from './database-path.ts'

/** So many bytes gather in the WAL before they are moved. */
export const checkpointSize = 64 * 1024 * 1024

/**
 * The WAL keeps most of its room when it starts anew: a commit for each event takes a sixth longer where the file has to
 * grow. The last part it must grow into again, since its size tells when it is full.
 */
export const walRoom = checkpointSize - checkpointSize / 16

/** Small groups are moved when there are so many: as long as the WAL need not grow, a commit takes half the time. */
const commitsPerCheckpoint = 512

/** So many rows of usual size, or commits of a row of the greatest, take a fraction of the WAL. */
const rowsPerLook = 1_000
const commitsPerLook = 16

/** How many pages are in the WAL, and how many of them are in the database by now. */
type Moved = { readonly log: number; readonly checkpointed: number }

/**
 * Moves committed pages from the WAL to the database. SQLite's own way, a checkpoint within a COMMIT, makes large groups
 * wait for it.
 */
export class Checkpoints {
  readonly #db: Database
  readonly #file: DatabasePath
  readonly #rowsWritten: Statement<[], number>
  /** The size of the WAL at which it is moved. */
  #fullAt = checkpointSize
  #commits = 0
  #commitsUnseen = 0
  #rowsSeen = 0

  constructor(db: Database, file: DatabasePath) {
    this.#db = db
    this.#file = file
    this.#rowsWritten = db.prepare<[], number>('SELECT total_changes()').pluck()
  }

  /** Takes note of a commit. */
  committed(): void {
    this.#commits++
    this.#commitsUnseen++
  }

  /** Moves what there is, once it is much or comes from many commits. */
  move(): void {
    const size = this.#mayBeFull() ? this.#file.walSize : 0
    if (size < this.#fullAt && this.#commits < commitsPerCheckpoint) return
    this.#commits = 0
    const [moved] = this.#db.pragma('wal_checkpoint(PASSIVE)') as Moved[]
    // What somebody still reads stays where it is, and is not tried again and again.
    this.#fullAt = checkpointSize + (moved && moved.log === moved.checkpointed ? 0 : size)
  }

  /**
   * Whether enough was written since the WAL's size was last asked for. Asking has the next COMMIT store the time of its
   * write, which takes a commit for each event a tenth longer.
   */
  #mayBeFull(): boolean {
    const rows = this.#rowsWritten.get() ?? 0
    if (rows - this.#rowsSeen < rowsPerLook && this.#commitsUnseen < commitsPerLook) return false
    this.#rowsSeen = rows
    this.#commitsUnseen = 0
    return true
  }
}
