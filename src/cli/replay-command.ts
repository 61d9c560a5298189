import { existsSync } from 'node:fs'
import { visibleText } from '../domain/visible-text.ts'
import { summaryText } from '../report/summary.ts'
import type { LogLine, Refused } from '../service/log-line.ts'
import { MessageBus } from '../service/message-bus.ts'
import { Replay, type ReplayListener } from '../service/replay.ts'
import type { Applied, Progress, Store } from '../service/store.ts'
import { journaledEvent } from '../wire/decode-text.ts'
import type { LineProblem } from '../wire/line-problem.ts'
import type { Diagnostics } from './diagnostics.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { HumanPrinter } from './human-printer.ts'
import { JsonPrinter } from './json-printer.ts'
import { LogSource } from './log-source.ts'
import { NdjsonPrinter } from './ndjson-printer.ts'
import { Output } from './output.ts'
import type { Printer, Results } from './printer.ts'
import { lineText, refusalDiagnostic, unknownFieldWarning } from './refusal-diagnostic.ts'
import { formatAmong, type ReplayArguments } from './replay-options.ts'
import { Spool } from './spool.ts'
import type { Streams } from './streams.ts'

/** `alloc replay`: inputs through the message bus into a store; what came out is printed once it is committed. */
export async function replayCommand(
  paths: readonly string[],
  options: ReplayArguments,
  streams: Streams,
  diagnostics: Diagnostics,
): Promise<ExitCode> {
  const inputs = (paths.length > 0 ? paths : ['-']).map(
    path => new LogSource(path, streams.stdin, options.strict === true),
  )
  if (options.db === '') throw new Failure(exitCodes.wrongUse, '--db names no file')
  for (const input of inputs) input.check(options.db)
  if (options.dbFromEnvironment && options.db !== undefined && !options.dryRun) {
    diagnostics.notice(
      `alloc: writing to ${visibleText(options.db, Number.POSITIVE_INFINITY)}, as ALLOC_DB says`,
    )
  }
  const store = await openStore(options)
  try {
    return await new ReplayCommand(store, options, streams, diagnostics).run(inputs)
  } finally {
    store.close()
  }
}

/** A dry run without its database leaves it unmade. */
async function openStore({ db, dryRun, lockTimeout: lockTimeoutMs }: ReplayArguments): Promise<Store> {
  const { SqliteStore } = await import('../adapters/sqlite/sqlite-store.ts')
  if (db === ':memory:') return new SqliteStore('memory', { create: true, lockTimeoutMs })
  if (db === undefined || (dryRun && !existsSync(db)))
    return new SqliteStore('temporary', { create: true, lockTimeoutMs })
  return new SqliteStore({ file: db }, { create: true, lockTimeoutMs })
}

const formats = ['human', 'ndjson', 'json'] as const
type Format = (typeof formats)[number]

class ReplayCommand implements ReplayListener<LineProblem> {
  readonly #store: Store
  readonly #options: ReplayArguments
  readonly #diagnostics: Diagnostics
  readonly #format: Format
  readonly #printer: Printer
  readonly #output: Output
  readonly #spool = new Spool()
  readonly #replay: Replay<LineProblem>
  readonly #warned = new Set<string>()
  #input = ''
  /** The count of events read at which the group ends. */
  #groupEnd: number
  /** The place of the last event of the last group. */
  #committedTo: string | undefined

  constructor(store: Store, options: ReplayArguments, streams: Streams, diagnostics: Diagnostics) {
    this.#store = store
    this.#options = options
    this.#diagnostics = diagnostics
    this.#format = formatAmong(formats, 'human', options.output)
    this.#printer = printerFor(this.#format, options)
    this.#output = new Output(streams.stdout, options.db !== undefined && !options.dryRun)
    this.#groupEnd = options.commit
    this.#replay = new Replay(
      store,
      new MessageBus(),
      {
        retryBackorders: options.retryBackorders === true,
        refusalsAllowed: options.onError === 'skip' ? options.maxErrors : 0,
        factOf: journaledEvent,
      },
      this,
    )
  }

  async run(inputs: readonly LogSource[]): Promise<ExitCode> {
    try {
      for (const input of inputs) {
        const stoppedAt = await this.#replayInput(input)
        if (stoppedAt !== undefined) return this.#giveUp(stoppedAt)
      }
      await this.#finish()
    } finally {
      this.#replay.rollback()
      this.#spool.discard()
    }
    return this.#replay.counts.rejected > 0 ? exitCodes.refused : exitCodes.done
  }

  applied(applied: Applied): void {
    this.#printer.applied(applied, this.#spool.sink)
  }

  refused(refused: Refused<LineProblem>): void {
    this.#diagnostics.report(refusalDiagnostic(this.#input, refused), () => lineText(refused.line))
  }

  unknownFields(names: readonly string[], line: LogLine<LineProblem>): void {
    for (const name of names) {
      if (this.#warned.has(name)) continue
      this.#warned.add(name)
      this.#diagnostics.report(unknownFieldWarning(this.#input, line, name), () => lineText(line))
    }
  }

  /** @returns the place of the refusal that ended it, if one did */
  async #replayInput(input: LogSource): Promise<string | undefined> {
    this.#input = input.path
    this.#replay.beginInput(input.name)
    for await (const lines of input.lines()) {
      for (const line of lines) {
        if (!this.#replay.take(line)) return `${input.path}:${line.number}`
        if (this.#replay.counts.read < this.#groupEnd) continue
        this.#committedTo = `${input.path}:${line.number}`
        await this.#endGroup(input.progressAt(line))
      }
    }
    this.#replay.endInput(input.wholeProgress)
    return undefined
  }

  /** What the group emitted is printed once it is committed; with `-n` everything is the same but for the commit. */
  async #endGroup(progress?: Progress): Promise<void> {
    if (this.#options.dryRun) this.#replay.flush()
    else this.#replay.commit(progress)
    this.#groupEnd = this.#replay.counts.read + this.#options.commit
    await this.#spool.moveTo(this.#output)
    this.#store.tidy()
  }

  async #finish(): Promise<void> {
    await this.#endGroup()
    const results = this.#results()
    for (const _ of this.#printer.results(results, this.#spool.sink)) {
      if (this.#spool.hasBlock) await this.#spool.moveTo(this.#output)
    }
    await this.#spool.moveTo(this.#output)
    this.#warnOfOutcomes()
    this.#diagnostics.end()
    if (this.#format === 'human') this.#diagnostics.notice(this.#summary(results))
  }

  #giveUp(place: string): ExitCode {
    const { db } = this.#options
    const rest =
      db === undefined || this.#options.dryRun
        ? 'Nothing was saved.'
        : this.#committedTo === undefined
          ? `Nothing was written to ${db}.`
          : `${db} holds everything up to ${this.#committedTo}.`
    this.#diagnostics.end()
    this.#diagnostics.verdict(`stopped at ${place}. ${rest}`)
    return exitCodes.refused
  }

  #results(): Results {
    const which = this.#options.allBatches ? 'all' : 'touched'
    return {
      counts: this.#replay.counts,
      batches: this.#store.batches(which),
      backorders: this.#store.backorders(which),
      outofstock: count(this.#store.backorders('touched')),
      dryrun: this.#options.dryRun === true,
      db: this.#options.db ?? null,
    }
  }

  #summary({ counts, batches, outofstock, dryrun, db }: Results): string {
    const kept = dryrun ? 'dry-run' : db === null || db === ':memory:' ? 'nothing' : { to: db }
    const { read, applied, repeated, skipped, outcomes, rejected, emitted, emittedByType } = counts
    return summaryText({
      ...{ read, applied, repeated, skipped, outcomes, rejected, emitted, emittedByType, outofstock, kept },
      batches: count(batches),
    })
  }

  #warnOfOutcomes(): void {
    const { outcomes } = this.#replay.counts
    if (outcomes === 0) return
    const message =
      outcomes === 1
        ? 'one recorded outcome was passed over; it changes no state'
        : `${outcomes} recorded outcomes were passed over; they change no state`
    this.#diagnostics.report({ level: 'warning', message })
  }
}

function printerFor(format: Format, { show, trace }: ReplayArguments): Printer {
  switch (format) {
    case 'human':
      return new HumanPrinter(show, trace === true)
    case 'ndjson':
      return new NdjsonPrinter(show)
    case 'json':
      return new JsonPrinter(show)
  }
}

function count(items: Iterable<unknown>): number {
  let found = 0
  for (const _ of items) found++
  return found
}
