import { existsSync } from 'node:fs'
import { setInterval } from 'node:timers'
import Database from 'better-sqlite3'

type RunRow = { readonly name: string; readonly lines: number; readonly journaled: number }

/** Reads a warehouse again and again while others write it, and notes what is no border of their groups. */
export class GroupWatcher {
  readonly #path: string
  readonly #isBorder: (input: string, lines: number) => boolean
  readonly #timer: NodeJS.Timeout
  #db: Database.Database | undefined
  readonly surprises: string[] = []
  looks = 0

  constructor(path: string, isBorder: (input: string, lines: number) => boolean) {
    this.#path = path
    this.#isBorder = isBorder
    this.#timer = setInterval(() => this.#look(), 7)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#db?.close()
  }

  #look(): void {
    this.#db ??= existsSync(this.#path) ? new Database(this.#path, { readonly: true }) : undefined
    const db = this.#db
    if (!db || db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'runs'").get() === undefined) return
    this.looks++
    db.transaction(() => {
      for (const { name, lines, journaled } of db.prepare<[], RunRow>(runs).all()) {
        if (this.#isBorder(name, lines) && journaled <= lines) continue
        this.surprises.push(`${name} was seen at line ${lines}, with line ${journaled} in the journal`)
      }
      const promised = db.prepare(broken).all()
      if (promised.length > 0)
        this.surprises.push(`promises were seen that no batch holds: ${JSON.stringify(promised)}`)
    })()
  }
}

const runs = `
  SELECT name, lines, coalesce((SELECT max(origin_line) FROM events WHERE events.run = runs.run), 0) AS journaled
  FROM runs`

/** Batches whose open lines do not make what they have promised, or that promised more than they have. */
const broken = `
  SELECT ref, batches.qty, allocated, coalesce(sum(order_lines.qty), 0) AS promised
  FROM batches LEFT JOIN order_lines ON order_lines.batch = batches.batch AND state = 'open'
  GROUP BY batches.batch HAVING promised <> allocated OR allocated > batches.qty`
