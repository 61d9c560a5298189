import { counted } from '../report/count-text.ts'
import { divergenceHint, divergenceLines, divergenceText } from '../report/divergence.ts'
import type { Counts } from '../service/counts.ts'
import type { Applied, Store } from '../service/store.ts'
import { type Told, Verification } from '../service/verification.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { ReplayArguments } from './replay-options.ts'
import { ToldFile } from './told-file.ts'

/** `--verify`: compares the outcomes that the inputs recorded with what comes of their events, and tells. */
export class Verifying {
  readonly #store: Store
  readonly #flush: () => void
  readonly #diagnostics: Diagnostics
  readonly #files: ToldFile[] = []
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
    const batches = [...this.#store.batchRows('all')].filter(({ sku }) => skus.has(sku))
    const hint = divergenceHint(divergence)
    const shown = [...divergenceLines(divergence, batches)]
    this.#diagnostics.verdict(`--verify: ${divergenceText(divergence)}`, [], hint ? [...shown, hint] : shown)
    return true
  }

  /** Tells what is left when all inputs are read, or that there was nothing to compare. @returns whether that is so */
  tellEnd({ outcomes, read, skipped }: Counts, { resume }: Pick<ReplayArguments, 'resume'>): boolean {
    if (outcomes === 0 && !(resume && read === 0)) {
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
