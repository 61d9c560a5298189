import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WarehouseReader } from '../../src/adapters/sqlite/warehouse-reader.ts'
import { eventRecords, writeEventRecords } from '../../src/wire/records.ts'
import { StringSink } from '../../src/wire/text-sink.ts'
import { DatabaseFile } from '../contract/database-file.ts'
import { randomLog } from '../reference/random-log.ts'
import { Engine } from '../service/engine.ts'

test('what was emitted is read back from the journal as it was printed, from any number to any other', {
  timeout: 120_000,
}, () => {
  let events = 0
  const check = fc.property(
    randomLog({ retryBackorders: true, maxSteps: 80 }),
    fc.nat(90),
    fc.nat(90),
    (log, a, b) => {
      const file = new DatabaseFile()
      const engine = new Engine(file.open(), { retryBackorders: true })
      engine.tellAll(log)
      engine.replay.commit()
      const printed = engine.applications.flatMap(eventRecords)
      events += printed.length

      const reader = new WarehouseReader(file.path, 100)
      const readBack = recordsOf(reader, 0, Number.MAX_SAFE_INTEGER)
      const part = recordsOf(reader, a, a + b)
      reader.close()
      file.remove()

      expect(readBack).toEqual(printed)
      expect(part).toEqual(printed.slice(a, a + b))
    },
  )

  fc.assert(check, { numRuns: 120 })

  expect(events).toBeGreaterThan(1_000)
})

function recordsOf(reader: WarehouseReader, since: number, until: number): string[] {
  const sink = new StringSink()
  for (const { correlationid, ...emitted } of [...reader.emitted(since, until)].flat()) {
    const input = { correlationid, source: undefined, time: undefined }
    writeEventRecords({ ...emitted, input }, '}\n', sink)
  }
  return sink.take().split('\n').slice(0, -1)
}
