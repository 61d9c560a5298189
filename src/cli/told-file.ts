import { NamelessFile } from '../adapters/files/nameless-file.ts'
import type { Told, ToldQueue } from '../service/verification.ts'
import { fileTrouble } from './failure.ts'

/** Outcomes that wait: a few in memory, and those between them in a private file. */
export class ToldFile implements ToldQueue {
  #first: Told[] = []
  /** How many of the first are taken. */
  #taken = 0
  readonly #file = new NamelessFile('outcomes that wait to be compared', fileTrouble)
  #fromFile: Generator<Told[]> | undefined
  #last: Told[] = []
  #waiting = 0
  readonly #inMemory: number

  /** @param inMemory how many wait in memory at each end */
  constructor(inMemory = 10_000) {
    this.#inMemory = inMemory
  }

  get isEmpty(): boolean {
    return this.#waiting === 0
  }

  push(told: Told): void {
    this.#waiting++
    this.#last.push(told)
    if (this.#last.length < this.#inMemory) return
    this.#file.append(Buffer.from(this.#last.map(each => `${JSON.stringify(each)}\n`).join('')))
    this.#last = []
  }

  shift(): Told | undefined {
    if (this.#taken === this.#first.length) this.#refill()
    const told = this.#first[this.#taken]
    if (!told) return undefined
    this.#taken++
    this.#waiting--
    return told
  }

  close(): void {
    this.#file.close()
  }

  #refill(): void {
    this.#taken = 0
    if (!this.#file.isEmpty) {
      this.#fromFile ??= linesOf(this.#file)
      const next = this.#fromFile.next()
      if (!next.done) {
        this.#first = next.value
        return
      }
      this.#fromFile = undefined
      this.#file.clear()
    }
    this.#first = this.#last
    this.#last = []
  }
}

/** What was appended while it is read is read, too. */
function* linesOf(file: NamelessFile): Generator<Told[]> {
  let cut = Buffer.alloc(0)
  for (const block of file.blocks()) {
    const end = block.lastIndexOf(newline) + 1
    const whole = Buffer.concat([cut, block.subarray(0, end)])
    cut = end === 0 ? Buffer.concat([cut, block]) : Buffer.from(block.subarray(end))
    if (end > 0) yield JSON.parse(`[${whole.toString('utf8').trimEnd().replaceAll('\n', ',')}]`)
  }
}

const newline = 0x0a
