import type { WarehouseReader } from '../adapters/sqlite/warehouse-reader.ts'
import { visibleText } from '../domain/visible-text.ts'
import { type Story, storyOf } from '../service/story.ts'
import { type ChainNodes, chainTrace } from './chain-trace.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { placeOfCause, tracedEvent, unknownName } from './journaled-event.ts'
import { LockWait } from './lock-wait.ts'
import { openReader } from './open-store.ts'
import { Output } from './output.ts'
import { Pace, shortSteps } from './pace.ts'
import { formatAmong } from './replay-options.ts'
import { Spool } from './spool.ts'
import type { TraceArguments } from './trace-options.ts'
import type { TracePrinter } from './trace-printer.ts'
import { printerOf, type TraceLimits, traceFormats } from './trace-printer-for.ts'

/** `alloc trace`: what caused what, from the journal. */
export async function traceCommand(
  name: string | undefined,
  options: TraceArguments,
  context: Context,
): Promise<ExitCode> {
  const format = formatAmong(traceFormats, 'human', options.output, '--output or ALLOC_OUTPUT')
  const { printer, limits } = printerOf(format, options)
  const { db } = options
  if (!db || db === ':memory:')
    throw new Failure(exitCodes.wrongUse, 'trace reads a warehouse: give --db FILE')
  const reader = await openReader(db, new LockWait(options.lockTimeout, context.interruption.abort))
  try {
    const story = reader.past(history => storyOf(name, options.source, history))
    if (story === undefined) throw reader.past(history => unknownName(name, options.source, db, history))
    warnOfSources(story, context)
    const lines = linesOf(story, reader, printer, limits)
    await print(lines, context)
    return exitCodes.done
  } finally {
    reader.close()
  }
}

function warnOfSources({ name, sources }: Story, { diagnostics }: Context): void {
  if (sources < 2) return
  const message = `${visibleText(name)} is the id of ${sources} events, from different sources`
  diagnostics.report({ level: 'warning', message, hint: 'give --source URI to see one of them' })
}

/** Of a line without stock so many batches of its SKU are named. */
const batchesNamed = 3

/** What is printed; the middle of a long story is left out. */
function* linesOf(
  story: Story,
  reader: WarehouseReader,
  printer: TracePrinter,
  { inputs, counts }: TraceLimits,
): Generator<string> {
  const { chapters } = story
  const skipped = Math.max(0, chapters.length - inputs)
  const skippedFrom = Math.ceil(inputs / 2)
  for (const [index, { position, part }] of chapters.entries()) {
    if (skipped > 0 && index === skippedFrom) yield* printer.skipped(skipped)
    if (index >= skippedFrom && index < skippedFrom + skipped) continue
    const journaled = reader.past(history => history.chain(position, part))
    const traced = reader.past(history => tracedEvent(journaled, history))
    const nodes = (): ChainNodes => {
      const cause = (id: string) => reader.past(history => placeOfCause(id, history))
      return chainTrace(traced, { countLimit: counts, placeOfCause: cause })
    }
    yield* printer.chapter(journaled, nodes)
  }
  yield* printer.end(story, sku => reader.past(history => history.batchesOf(sku, batchesNamed)))
}

async function print(lines: Iterable<string>, context: Context): Promise<void> {
  const output = new Output(context, false)
  const pace = new Pace(shortSteps)
  const spool = new Spool()
  try {
    for (const line of lines) {
      spool.sink.text(`${line}\n`)
      if (spool.hasBlock) await spool.moveTo(output)
      if (pace.isDue()) await pace.rest()
      if (context.interruption.signal) return
    }
    await spool.moveTo(output)
  } finally {
    spool.discard()
  }
}
