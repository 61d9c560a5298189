import { deserialize, serialize } from 'node:v8'
import type { HeldPage } from '../../service/held-page.ts'
import type { PageQueue } from '../../service/outbox.ts'
import { NamelessFile } from './nameless-file.ts'

/** Pages that wait for a commit: in memory at first, then in a private file. */
export class HeldPages implements PageQueue {
  readonly #first: HeldPage[] = []
  #inMemory = 0
  /** How long each page in the file is, in bytes. */
  readonly #lengths: number[] = []
  readonly #file: NamelessFile
  readonly #memoryLimit: number

  /** @param memoryLimit so many bytes, or a page more, wait in memory */
  constructor(memoryLimit = 4 * 1024 * 1024) {
    this.#memoryLimit = memoryLimit
    this.#file = new NamelessFile('what subscribers are to be told of', message => new Error(message))
  }

  append(page: HeldPage): void {
    if (this.#inMemory < this.#memoryLimit) {
      this.#inMemory += page.size
      this.#first.push(page)
      return
    }
    const bytes = serialize(page)
    this.#file.append(bytes)
    this.#lengths.push(bytes.length)
  }

  *[Symbol.iterator](): Generator<HeldPage> {
    yield* this.#first
    let at = 0
    for (const length of this.#lengths) {
      yield deserialize(this.#file.read(at, length))
      at += length
    }
  }

  close(): void {
    this.#file.close()
  }
}
