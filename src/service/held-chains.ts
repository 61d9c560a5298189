import type { EmittedEvent, InputEvent } from '../domain/events.ts'
import type { Leaving } from './published.ts'
import type { Applied } from './store.ts'

/**
 * What of many chains leaves, in a few lists: what is held until a commit is looked at again and again by whoever
 * collects garbage, so it is to be few objects.
 */
export class HeldChains {
  readonly #inputs: InputEvent[] = []
  /** Of each input its id, its source, correlation, cause and time, and the name of its log. */
  readonly #texts: (string | undefined)[] = []
  /** Of each input its line, its row, the number of its first emitted event, and where its emitted events end. */
  readonly #numbers: number[] = []
  readonly #emitted: EmittedEvent[] = []
  readonly #suffixes: string[] = []

  /** How many events there are. */
  get size(): number {
    return this.#inputs.length + this.#emitted.length
  }

  add({ input, id, run, line, row, seq, chain }: Applied): void {
    const { event, source, correlationid, causationid, time } = input
    for (const { event, suffix } of chain.emissions) {
      this.#emitted.push(event)
      this.#suffixes.push(suffix)
    }
    this.#inputs.push(event)
    this.#texts.push(id, source, correlationid, causationid, time, run.name)
    this.#numbers.push(line, row, seq, this.#emitted.length)
  }

  *[Symbol.iterator](): Generator<Leaving> {
    const [texts, numbers] = [this.#texts, this.#numbers]
    let begin = 0
    for (let n = 0; n < this.#inputs.length; n++) {
      const event = this.#inputs[n]
      const [text, number] = [n * 6, n * 4]
      const end = numbers[number + 3] ?? begin
      if (!event) return
      yield {
        event,
        id: texts[text] ?? '',
        source: texts[text + 1],
        correlationid: texts[text + 2],
        causationid: texts[text + 3],
        time: texts[text + 4],
        input: texts[text + 5] ?? '',
        line: numbers[number] ?? 0,
        row: numbers[number + 1] ?? 0,
        seq: numbers[number + 2] ?? 0,
        emissions: this.#emissions(begin, end),
      }
      begin = end
    }
  }

  #emissions(begin: number, end: number): Leaving['emissions'] {
    const emissions: { event: EmittedEvent; suffix: string }[] = []
    for (let n = begin; n < end; n++) {
      const event = this.#emitted[n]
      if (event) emissions.push({ event, suffix: this.#suffixes[n] ?? '' })
    }
    return emissions
  }
}
