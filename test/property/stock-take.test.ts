import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { Collected } from '../cli/collected.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'
import { allRows } from '../cli/warehouse-rows.ts'
import { randomLog } from '../reference/random-log.ts'

type Batch = { readonly ref: string; readonly sku: string; readonly qty: number; readonly allocated: number }
type Line = {
  readonly orderid: string
  readonly sku: string
  readonly qty: number
  readonly batchref: string | null
}
type Variance = {
  readonly batch: string
  readonly counted: number | null
  readonly effects: readonly { readonly orderid: string; readonly qty: number; readonly to: string | null }[]
}

const log = randomLog({ maxSteps: 40 }).map(events =>
  events.map(event => `${JSON.stringify(event)}\n`).join(''),
)
/** What is found of each batch, by its place in the sheet: less, the same, more, or that nobody looked. */
const found = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -12, max: -1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  { minLength: 6, maxLength: 6 },
)
const seen = { moved: 0, lost: 0, several: 0 }

test('what a preview shows is what applying does, once, in whatever order and by whatever way', {
  timeout: 120_000,
}, async () => {
  const check = fc.asyncProperty(
    log,
    found,
    fc.infiniteStream(fc.nat()),
    async (events, differences, dice) => {
      const directory = temporaryDirectory()
      const [db, shuffled, replayed] = ['w.db', 'shuffled.db', 'replayed.db'].map(name =>
        join(directory, name),
      )
      if (!db || !shuffled || !replayed) throw new Error('three places have three names')
      await alloc(['replay', '--db', db, '--on-error', 'skip', '--max-errors', 'none', '-'], events)
      const batches: readonly Batch[] = JSON.parse(await alloc(['batches', '--db', db, '-o', 'json'])).batches
      const before = await linesOf(db)
      const { header, rows } = await filledIn(db, batches, differences)
      const sheet = [header, ...rows].join('\n')
      const turned = [header, ...sortedBy(rows, () => dice.next().value ?? 0)].join('\n')
      cpSync(db, shuffled)
      cpSync(db, replayed)

      const previewed = JSON.parse(await stocktake(db, sheet, '-o', 'json'))
      const corrections = await stocktake(db, sheet, '-o', 'ndjson')
      const untouched = await linesOf(db)
      const applied = JSON.parse(await stocktake(db, sheet, '--apply', '-o', 'json'))
      const rowsAfter = allRows(db)
      await stocktake(db, sheet, '--apply')
      const sameCorrections = await stocktake(shuffled, turned, '-o', 'ndjson')
      await stocktake(shuffled, turned, '--apply')
      await alloc(['replay', '--db', replayed, '-'], corrections)

      const after = await linesOf(db)
      expect(untouched).toEqual(before)
      expect(sameCorrections).toBe(corrections)
      expect(applied.counts).toEqual(previewed.counts)
      expect(movesIn(before, after)).toEqual(movesOf(previewed.counts))
      expect(allRows(db)).toEqual(rowsAfter)
      for (const other of [shuffled, replayed]) {
        expect(await linesOf(other)).toEqual(after)
        expect(await alloc(['batches', '--db', other, '-o', 'ndjson'])).toBe(
          await alloc(['batches', '--db', db, '-o', 'ndjson']),
        )
      }
      checkMinimal(previewed.counts, batches)
    },
  )

  await fc.assert(check, { numRuns: 120 })

  // Otherwise nothing was shown.
  expect(seen.moved).toBeGreaterThan(30)
  expect(seen.lost).toBeGreaterThan(10)
  expect(seen.several).toBeGreaterThan(5)
})

test('counts that agree with the book change nothing', { timeout: 60_000 }, async () => {
  const check = fc.asyncProperty(log, async events => {
    const db = join(temporaryDirectory(), 'w.db')
    await alloc(['replay', '--db', db, '--on-error', 'skip', '--max-errors', 'none', '-'], events)
    const batches: readonly Batch[] = JSON.parse(await alloc(['batches', '--db', db, '-o', 'json'])).batches
    const { header, rows } = await filledIn(
      db,
      batches,
      batches.map(() => 0),
    )
    const before = allRows(db)

    await stocktake(db, [header, ...rows].join('\n'), '--apply')

    expect(allRows(db)).toEqual(before)
  })

  await fc.assert(check, { numRuns: 20 })
})

/** The sheet that alloc prints, with what was found. */
async function filledIn(db: string, batches: readonly Batch[], differences: readonly (number | undefined)[]) {
  const all = batches.flatMap(({ ref }) => ['--batch', ref])
  const [header = '', ...rows] = (await alloc(['countsheet', '--db', db, ...all])).trimEnd().split('\n')
  const filled = rows.map((row, place) => {
    const difference = differences[place]
    const cells = row.split(',')
    cells[5] = difference === undefined ? '' : String(Math.max(0, Number(cells[4]) + difference))
    return cells.join(',')
  })
  return { header, rows: filled }
}

async function stocktake(db: string, sheet: string, ...options: readonly string[]): Promise<string> {
  return await alloc(['stocktake', '--db', db, '--missing', 'ignore', '-q', ...options, '-'], sheet)
}

async function linesOf(db: string): Promise<readonly Line[]> {
  return JSON.parse(await alloc(['orders', '--db', db, '-o', 'json'])).orderlines.map(
    ({ orderid, sku, qty, batchref }: Line) => ({ orderid, sku, qty, batchref }),
  )
}

/** The lines that stand elsewhere, and where. */
function movesIn(before: readonly Line[], after: readonly Line[]): readonly string[] {
  return before
    .flatMap((line, index) => {
      const now = after[index]
      if (now?.batchref === line.batchref) return []
      return [`${line.orderid} x ${line.qty}: ${line.batchref} -> ${now?.batchref}`]
    })
    .sort()
}

function movesOf(counts: readonly Variance[]): readonly string[] {
  return counts
    .flatMap(({ batch, effects }) =>
      effects.map(({ orderid, qty, to }) => `${orderid} x ${qty}: ${batch} -> ${to}`),
    )
    .sort()
}

/** Without any one of the lines that are taken from a batch, it would still lack units. */
function checkMinimal(counts: readonly Variance[], batches: readonly Batch[]): void {
  for (const { batch: ref, counted, effects } of counts) {
    const batch = batches.find(each => each.ref === ref)
    const deficit = (batch?.allocated ?? 0) - (counted ?? Number.POSITIVE_INFINITY)
    const units = effects.reduce((sum, { qty }) => sum + qty, 0)
    expect(units).toBeGreaterThanOrEqual(Math.max(0, deficit))
    for (const { qty, to } of effects) {
      expect(units - qty).toBeLessThan(deficit)
      if (to === null) seen.lost++
      else seen.moved++
    }
    if (effects.length > 1) seen.several++
  }
}

async function alloc(args: readonly string[], input = ''): Promise<string> {
  const [stdout, stderr] = [new Collected(), new Collected()]
  await main(args, { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, env: {} })
  expect(stderr.text).not.toMatch(/defect/)
  return stdout.text
}

function sortedBy<T>(items: readonly T[], key: () => number): readonly T[] {
  return items
    .map(item => ({ item, key: key() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
