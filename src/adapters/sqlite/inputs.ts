import type { Database, Statement } from 'better-sqlite3'
import { parseGivenId } from '../../service/input-name.ts'
import {
  type KnownRun,
  type Progress,
  type Reject,
  type Run,
  type RunState,
  runName,
} from '../../service/store.ts'
import { StoreError } from '../../service/store-error.ts'

type RejectRow = Omit<Reject, 'run' | 'line'> & { readonly origin_line: number }

type RunRow = {
  readonly run: number
  readonly name: string
  readonly n: number
  readonly bytes: number
  readonly lines: number
  readonly sha256: string
  readonly state: RunState
}

/** The inputs that were replayed, the names that they took, and what was refused of them. */
export class Inputs {
  readonly #open: Statement
  readonly #continue: Statement
  readonly #run: Statement<[number], RunRow>
  readonly #runsAfter: Statement<[number], RunRow>
  readonly #advance: Statement
  readonly #reject: Statement
  readonly #rejectsOf: Statement<[string, number, number], RejectRow>
  readonly #nameCount: Statement<[string], number>
  readonly #setName: Statement
  readonly #anyIdBetween: Statement<[string, string], number>

  constructor(db: Database) {
    this.#open = db.prepare(
      "INSERT INTO runs (name, n, bytes, lines, sha256, state) VALUES (?, ?, 0, 0, '', 'unfinished')",
    )
    this.#continue = db.prepare(`
      INSERT INTO runs (name, n, bytes, lines, sha256, state)
      SELECT name, n, bytes, lines, sha256, 'unfinished' FROM runs AS known
      WHERE run = ? AND NOT EXISTS (
        SELECT 1 FROM runs AS later WHERE later.name = known.name AND later.n = known.n AND later.run > known.run)`)
    this.#run = db.prepare('SELECT run, name, n, bytes, lines, sha256, state FROM runs WHERE run = ?')
    this.#runsAfter = db.prepare(
      'SELECT run, name, n, bytes, lines, sha256, state FROM runs WHERE run > ? ORDER BY run',
    )
    this.#advance = db.prepare(`
      UPDATE runs SET bytes = ?, lines = ?, sha256 = ?, state = ?
      WHERE run = ? AND bytes = ? AND lines = ? AND sha256 = ?`)
    this.#reject = db.prepare(
      'INSERT INTO rejects (run, origin_line, code, message, original, offset, length) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#rejectsOf = db.prepare(`
      SELECT origin_line, code, message, original, offset, length FROM rejects JOIN runs USING (run)
      WHERE name = ? AND n = ? AND run <= ? ORDER BY reject`)
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
    const given = runName({ name, n })
    return { run, name: given, isFresh: this.#anyIdBetween.get(`${given}:`, `${given};`) === undefined }
  }

  after(run: number): KnownRun[] {
    return this.#runsAfter.all(run).map(knownRun)
  }

  known(run: number): KnownRun | undefined {
    const row = this.#run.get(run)
    return row && knownRun(row)
  }

  /**
   * Goes on with an input; one that was complete keeps its row, so that its content stays known.
   *
   * @throws StoreError when it is no longer where it was
   */
  resume(known: KnownRun): Run {
    const run = known.state === 'complete' ? this.#continuation(known) : known.run
    this.advance({ run }, known.progress, known.progress, 'unfinished')
    return { run, name: runName(known), isFresh: false }
  }

  /** @throws StoreError when somebody else has read on */
  advance({ run }: Pick<Run, 'run'>, from: Progress, to: Progress, state: RunState): void {
    const { changes } = this.#advance.run(
      ...[to.bytes, to.lines, to.sha256, state],
      ...[run, from.bytes, from.lines, from.sha256],
    )
    if (changes !== 1) throw movedOn()
  }

  /** Keeps the names of inputs to come clear of an id that looks as if an input had given it. */
  reserve(id: string): void {
    const given = parseGivenId(id)
    if (given) this.#setName.run(given.name, given.n)
  }

  reject({ run, line, code, message, original, offset, length }: Reject): void {
    this.#reject.run(run.run, line, code, message, Buffer.from(original), offset, length)
  }

  *rejectsOf(known: KnownRun): Generator<Reject> {
    const run = { run: known.run, name: runName(known) }
    for (const { origin_line: line, ...reject } of this.#rejectsOf.iterate(known.name, known.n, known.run))
      yield { run, line, ...reject }
  }

  #continuation({ run }: KnownRun): number {
    const { changes, lastInsertRowid } = this.#continue.run(run)
    if (changes !== 1) throw movedOn()
    return Number(lastInsertRowid)
  }
}

function movedOn(): StoreError {
  const hint = 'run the command again with --resume when it has ended'
  return new StoreError('another alloc has gone on with the same input', { hint })
}

function knownRun({ run, name, n, state, bytes, lines, sha256 }: RunRow): KnownRun {
  return { run, name, n, state, progress: { bytes, lines, sha256 } }
}
