import type { WarehouseReader } from '../adapters/sqlite/warehouse-reader.ts'
import type { InputEvent } from '../domain/events.ts'
import { visibleText } from '../domain/visible-text.ts'
import { nearMiss } from '../service/near-miss.ts'
import { journalDamage } from '../service/store-error.ts'
import type { CloudEventNames } from '../wire/cloudevent-names.ts'
import { writeEmittedCloudEvents, writeInputCloudEvent } from '../wire/cloudevent-records.ts'
import { journaledInput, journaledMarks, writeJournaled } from '../wire/journaled.ts'
import { writeEventRecords } from '../wire/records.ts'
import type { TextSink } from '../wire/text-sink.ts'
import { cloudEventNames } from './cloudevent-options.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { LockWait } from './lock-wait.ts'
import { openReader } from './open-store.ts'
import { Output } from './output.ts'
import { longSteps, Pace } from './pace.ts'
import { type ExportArguments, formatAmong } from './replay-options.ts'
import { Spool } from './spool.ts'

/** `alloc export`: the inputs of the journal as a log that makes the same warehouse, or what they emitted. */
export async function exportCommand(options: ExportArguments, context: Context): Promise<ExitCode> {
  const { db, sku } = options
  const format = formatAmong(formats, 'ndjson', options.output)
  const names = format === 'cloudevents' ? cloudEventNames(options) : undefined
  if (!names && (options.ceSource !== undefined || options.ceTypePrefix !== undefined))
    throw new Failure(exitCodes.wrongUse, '--ce-source and --ce-type-prefix need -o cloudevents')
  if (!db || db === ':memory:')
    throw new Failure(exitCodes.wrongUse, 'export reads a warehouse: give --db FILE')
  const lock = new LockWait(options.lockTimeout, context.interruption.abort)
  const reader = await openReader(db, lock)
  try {
    if (sku !== undefined && !reader.hasSku(sku)) throw noSuchSku(sku, reader.skus)
    const write = options.emitted ? emittedEvents : inputs
    return await print(sink => write(reader, options, names, sink), context)
  } finally {
    reader.close()
  }
}

const formats = ['ndjson', 'cloudevents'] as const

/** Writes what is to be printed; between two steps of the iteration the output may be emptied. */
async function print(write: (to: TextSink) => Iterable<void>, context: Context): Promise<ExitCode> {
  const output = new Output(context, false)
  const pace = new Pace(longSteps)
  const spool = new Spool()
  try {
    for (const _ of write(spool.sink)) {
      if (spool.hasBlock) await spool.moveTo(output)
      if (pace.isDue()) await pace.rest()
      if (context.interruption.signal) return exitCodes.done
    }
    await spool.moveTo(output)
    return exitCodes.done
  } finally {
    spool.discard()
  }
}

function* inputs(
  reader: WarehouseReader,
  { since, until, sku }: ExportArguments,
  names: CloudEventNames | undefined,
  to: TextSink,
): Generator<void> {
  for (const rows of reader.inputs(since, until)) {
    for (const row of rows) {
      if (!names && sku === undefined) {
        writeJournaled(row, journaledMarks(row), '\n', to)
        continue
      }
      const input = journaledInput(row)
      const concerned = skuOf(input.event, row.position, reader)
      if (sku !== undefined && sku !== concerned) continue
      if (names) writeInputCloudEvent(row, input, concerned, names, to)
      else writeJournaled(row, input, '\n', to)
    }
    yield
  }
}

function* emittedEvents(
  reader: WarehouseReader,
  { since, until, sku }: ExportArguments,
  names: CloudEventNames | undefined,
  to: TextSink,
): Generator<void> {
  for (const rows of reader.emitted(since, until)) {
    for (const row of rows) {
      const { id, line, seq, run, chain, correlationid } = row
      // A chain stays within one product.
      if (sku !== undefined && chain.emissions.some(({ event }) => event.sku !== sku)) continue
      const { source, time } = names ? journaledInput(row) : unknownInput
      const emitted = { id, line, seq, run, chain, input: { correlationid, source, time } }
      if (names) writeEmittedCloudEvents(emitted, names, to)
      else writeEventRecords(emitted, '}\n', to)
    }
    yield
  }
}

/** The records of emitted events say nothing of it. */
const unknownInput = { source: undefined, time: undefined }

/** What an event is about: of one that names only a batch, what that is of. */
function skuOf(event: InputEvent, position: number, reader: WarehouseReader): string {
  if ('sku' in event) return event.sku
  const sku = reader.skuOfBatch(event.ref)
  if (sku === undefined)
    throw journalDamage(position, `names batch ${visibleText(event.ref)}, which is not there`)
  return sku
}

function noSuchSku(sku: string, skus: readonly string[]): Failure {
  const near = nearMiss(sku, skus)
  const hint = near === undefined ? undefined : `did you mean ${visibleText(near)}?`
  return new Failure(exitCodes.wrongUse, `there is no product "${visibleText(sku)}"`, hint)
}
