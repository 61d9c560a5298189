import { counted } from '../report/count-text.ts'
import { divergenceHint, divergenceLines, divergenceText } from '../report/divergence.ts'
import type { Counts } from '../service/counts.ts'
import type { Applied, Store } from '../service/store.ts'
import { type Told, Verification } from '../service/verification.ts'
import type { BatchRow } from '../service/views.ts'
import type { Diagnostics } from './diagnostics.ts'
import { ToldFile } from './told-file.ts'

/** `--verify`: compares the outcomes that the inputs recorded with what comes of their events, and tells. */
export class Verifying {
  readonly #store: Store
  readonly #flush: () => void
  readonly #diagnostics: Diagnostics
  readonly #files: ToldFile[] = []
  #goesOn = false
  readonly #verification = new Verification(() => {
    const file = new ToldFile()
    this.#files.push(file)
    return file
  })

  /** @param flush makes what waits in memory readable from the store */
  constructor(store: Store, flush: () => void, diagnostics: Diagnostics) {
    this.#store = store
    this.#flush = flush
    this.#diagnostics = diagnostics
  }

  /** Whether all that was recorded so far is compared, and all that was derived: nothing else is committed. */
  get isEven(): boolean {
    return this.#verification.isEven
  }

  /** To be called when some of the input was read before: what that recorded need not be in the rest. */
  goOn(): void {
    this.#goesOn = true
  }

  record(told: Told): void {
    this.#verification.record(told)
  }

  derive(applied: Applied, at: string): void {
    this.#verification.derive(applied, at)
  }

  /** Tells the first divergence. @returns whether there is one */
  tellDivergence(): boolean {
    const { divergence } = this.#verification
    if (!divergence) return false
    const { recorded, derived } = divergence
    this.#flush()
    const skus = new Set([recorded?.outcome.sku, derived?.outcome.sku])
    const batches: BatchRow[] = []
    for (const batch of this.#store.batchRows('all')) if (skus.has(batch.sku)) batches.push(batch)
    const hint = divergenceHint(divergence)
    const shown = [...divergenceLines(divergence, batches)]
    this.#diagnostics.verdict(`--verify: ${divergenceText(divergence)}`, [], hint ? [...shown, hint] : shown)
    return true
  }

  /** Tells what is left when all inputs are read, or that there was nothing to compare. @returns whether that is so */
  tellEnd({ outcomes, skipped }: Pick<Counts, 'outcomes' | 'skipped'>): boolean {
    if (outcomes === 0 && !this.#goesOn) {
      this.#diagnostics.verdict('--verify: the input has no recorded outcome')
      return true
    }
    if (!this.#verification.finish()) return false
    this.tellDivergence()
    if (skipped > 0) {
      const message = `${counted(skipped, 'event')} of the input ${skipped === 1 ? 'was' : 'were'} applied before and emitted nothing now: verify into a new database`
      this.#diagnostics.verdict(message)
    }
    return true
  }

  /** What a run says that found nothing. */
  get verdict(): string {
    return `Verified: ${counted(this.#verification.count, 'recorded outcome')} as derived.`
  }

  close(): void {
    for (const file of this.#files) file.close()
  }
}
