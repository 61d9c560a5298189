import { createHash } from 'node:crypto'
import { NamelessFile } from '../adapters/files/nameless-file.ts'
import { type Asked, isBegun, type SourceProblem, type Standing, standingOf } from '../service/standing.ts'
import type { KnownRun, Store } from '../service/store.ts'
import { CompressedProblem } from '../wire/compressed-problem.ts'
import { fileTrouble } from './failure.ts'
import { fileKind } from './files.ts'
import { behind, looksLikeGzip, waitingInput } from './input-bytes.ts'
import { KnownPrefixes } from './known-prefixes.ts'
import type { LogSource, ReadingStart } from './log-source.ts'

/** What an input has to do with those before, and where it is to be read from, if not from its beginning. */
export type Judgement = { readonly standing: Standing; readonly start?: ReadingStart | undefined }

/** The inputs that a warehouse knows, to compare others with. */
export class KnownInputs {
  readonly #store: Store
  readonly #asked: Asked
  readonly #runs = new Map<number, KnownRun>()
  #last = 0
  #changes = 0
  readonly #judged = new WeakMap<LogSource, { readonly changes: number; readonly judgement: Judgement }>()

  constructor(store: Store, asked: Asked) {
    this.#store = store
    this.#asked = asked
  }

  /** Looks again. @returns whether there is anything new */
  refresh(): boolean {
    const before = this.#changes
    for (const run of this.#unfinished) this.#note(this.#store.run(run.run))
    for (const run of this.#store.runs(this.#last)) this.#note(run)
    return this.#changes !== before
  }

  /** Judges what can be read again and again, by all that is known now; a stream once, when its turn has come. */
  async judge(input: LogSource): Promise<Judgement> {
    this.refresh()
    if (!input.isRegularFile) return await this.#judgeStream(input)
    const judged = this.#judged.get(input)
    if (judged?.changes === this.#changes) return judged.judgement
    const judgement = await this.#judgeFile(input)
    this.#judged.set(input, { changes: this.#changes, judgement })
    return judgement
  }

  async #judgeFile(input: LogSource): Promise<Judgement> {
    const size = looksLikeGzip(input.path) ? undefined : (fileKind(input.path)?.size ?? 0)
    const known = new KnownPrefixes(this.#candidates(size))
    const isRead = known.isEmpty || (await readInto(known, input))
    const whole = size ?? (isRead && !known.isEmpty ? known.bytes : Number.POSITIVE_INFINITY)
    return this.#judgement(input, known, whole, bytes =>
      size === undefined ? behind(input.content(), bytes) : input.contentFrom(bytes),
    )
  }

  /** Nothing is applied until it is clear which input it is; what is read for that is held. */
  async #judgeStream(input: LogSource): Promise<Judgement> {
    const known = new KnownPrefixes(this.#asked === 'resume' ? this.#candidates(undefined) : [])
    if (known.isEmpty) {
      const closes = this.#asked === 'again' ? this.#unfinished.filter(run => run.name === input.name) : []
      return { standing: { kind: 'start', closes } }
    }
    const content = input.content()
    const held = new NamelessFile(waitingInput, fileTrouble)
    let isRead = true
    for (let next = await content.next(); !next.done; next = await content.next()) {
      hold(held, known, next.value)
      isRead = !known.isDecided
      if (!isRead) break
    }
    const whole = isRead ? known.bytes : Number.POSITIVE_INFINITY
    const border = known.matches.at(-1)?.run.progress.bytes ?? 0
    return this.#judgement(input, known, whole, skip => behind(chained(held, content), skip - border))
  }

  #judgement(
    input: LogSource,
    known: KnownPrefixes,
    size: number,
    contentBehind: (bytes: number) => AsyncIterable<Buffer>,
  ): Judgement {
    const matches = known.matches.map(match => match.run)
    const standing = standingOf(this.#asked, {
      ...{ name: input.name, size, matches, runs: [...this.#runs.values()] },
    })
    if (standing.kind === 'start' && !input.isRegularFile) {
      return {
        standing,
        start: { bytes: 0, lines: 0, hash: createHash('sha256'), content: contentBehind(0) },
      }
    }
    if (standing.kind !== 'resume') return { standing }
    const lineEnd = known.lineEndBehind
    if (lineEnd === undefined) return { standing: { kind: 'problem', problem: grownLine(standing.run) } }
    const { bytes, lines } = standing.run.progress
    const hash = known.hash.update(lineEnd)
    const from = bytes + lineEnd.length
    return { standing, start: { bytes: from, lines, hash, content: contentBehind(from) } }
  }

  /** @param size how many bytes the input has, if that is known */
  #candidates(size: number | undefined): KnownRun[] {
    return [...this.#runs.values()].filter(({ state, progress: { bytes } }) => {
      if (bytes === 0 || (size !== undefined && bytes > size)) return false
      if (this.#asked === 'resume' || state === 'unfinished') return true
      return this.#asked === 'refuse' && (size === undefined || bytes === size)
    })
  }

  get #unfinished(): KnownRun[] {
    return [...this.#runs.values()].filter(isBegun)
  }

  #note(run: KnownRun | undefined): void {
    if (!run) return
    const before = this.#runs.get(run.run)
    this.#last = Math.max(this.#last, run.run)
    if (before?.state === run.state && before.progress.sha256 === run.progress.sha256) return
    this.#runs.set(run.run, run)
    this.#changes++
  }
}

/** @returns whether it was read to its end; of damaged gzip, which ends the replay when it is met there, it is not */
async function readInto(known: KnownPrefixes, input: LogSource): Promise<boolean> {
  try {
    for await (const chunk of input.content()) {
      known.push(chunk)
      if (known.isDecided) return false
    }
    return true
  } catch (error) {
    if (error instanceof CompressedProblem) return false
    throw error
  }
}

function hold(held: NamelessFile, known: KnownPrefixes, chunk: Buffer): void {
  const before = known.matches.length
  known.push(chunk)
  const longest = known.matches.at(-1)
  const isLonger = longest !== undefined && known.matches.length > before
  if (isLonger) held.clear()
  held.append(isLonger ? chunk.subarray(chunk.length - (known.bytes - longest.run.progress.bytes)) : chunk)
}

async function* chained(held: NamelessFile, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* held.blocks()
  } finally {
    held.close()
  }
  yield* rest
}

function grownLine({ progress: { lines } }: KnownRun): SourceProblem {
  return {
    code: 'source-changed',
    message: `this input ended at line ${lines} when it was read, without a newline, and that line has changed since`,
    hint: 'to apply it as another input, give --again',
  }
}
