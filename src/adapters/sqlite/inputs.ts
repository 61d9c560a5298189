import type { Database, Statement } from 'better-sqlite3'
import { parseGivenId } from '../../service/input-name.ts'
import type { Progress, Reject, Run, RunState } from '../../service/store.ts'

/** The inputs that were replayed, the names that they took, and what was refused of them. */
export class Inputs {
  readonly #open: Statement
  readonly #advance: Statement
  readonly #reject: Statement
  readonly #nameCount: Statement<[string], number>
  readonly #setName: Statement
  readonly #anyIdBetween: Statement<[string, string], number>

  constructor(db: Database) {
    this.#open = db.prepare(
      "INSERT INTO runs (name, n, bytes, lines, sha256, state) VALUES (?, ?, 0, 0, '', 'unfinished')",
    )
    this.#advance = db.prepare('UPDATE runs SET bytes = ?, lines = ?, sha256 = ?, state = ? WHERE run = ?')
    this.#reject = db.prepare(
      'INSERT INTO rejects (run, origin_line, code, message, original) VALUES (?, ?, ?, ?, ?)',
    )
    // Behind the colon stands the line; the semicolon is the next character.
    this.#anyIdBetween = db.prepare('SELECT 1 FROM events WHERE id > ? AND id < ? LIMIT 1')
    this.#nameCount = db.prepare<[string], number>('SELECT n FROM names WHERE name = ?').pluck()
    this.#setName = db.prepare(
      'INSERT INTO names VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = excluded.n WHERE excluded.n > n',
    )
  }

  open(name: string): Run {
    const n = (this.#nameCount.get(name) ?? 0) + 1
    this.#setName.run(name, n)
    const run = Number(this.#open.run(name, n).lastInsertRowid)
    const runName = n === 1 ? name : `${name}#${n}`
    return { run, name: runName, isFresh: this.#anyIdBetween.get(`${runName}:`, `${runName};`) === undefined }
  }

  advance(run: Run, { bytes, lines, sha256 }: Progress, state: RunState): void {
    this.#advance.run(bytes, lines, sha256, state, run.run)
  }

  /** Keeps the names of inputs to come clear of an id that looks as if an input had given it. */
  reserve(id: string): void {
    const given = parseGivenId(id)
    if (given) this.#setName.run(given.name, given.n)
  }

  reject({ run, line, code, message, original }: Reject): void {
    this.#reject.run(run.run, line, code, message, Buffer.from(original))
  }
}
