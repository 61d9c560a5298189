import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomLog } from '../reference/random-log.ts'
import type { LogEvent } from '../reference/warehouse.ts'
import { allocInProcess } from './replay-in-process.ts'

const skip = ['--on-error', 'skip', '--max-errors', 'none']
const offer = ['--retry-backorders']

/** Which outcome a mutation is about, what becomes of it, and where it goes. */
type Mutation = { readonly kind: string; readonly which: number; readonly where: number }

const fields = ['type', 'id', 'correlationid', 'causationid', 'orderid', 'sku', 'qty', 'batchref']
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('lost', 'added', 'reordered', ...fields),
  which: fc.nat(),
  where: fc.nat(),
})

test('recorded outcomes are as derived wherever they stand between the events, and no mutated one is', async () => {
  const seen = new Map<string, number>()
  const check = fc.asyncProperty(
    randomLog({ retryBackorders: true }),
    fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
    fc.array(mutation, { minLength: 15, maxLength: 15 }),
    async (log, places, mutations) => {
      const { inputs, outcomes } = await recorded(log)
      if (outcomes.length === 0) return
      const told = mixed(inputs, outcomes, places)
      expect(await verify(told)).toMatchObject({ code: 0, stderr: '' })

      for (const each of mutations) {
        const mutated = mutate(outcomes, each)
        if (mutated.join() === outcomes.join()) continue
        const { code, stderr, stdout } = await verify(mixed(inputs, mutated, places))
        expect({ code, stdout, each }).toEqual({ code: 3, stdout: '', each })
        expect(stderr).toMatch(/^alloc: --verify: (?:outcome \d+ is|the input has no recorded outcome)/)
        seen.set(each.kind, (seen.get(each.kind) ?? 0) + 1)
      }
    },
  )

  await fc.assert(check, { numRuns: 200 })

  expect([...seen.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(1_000)
  expect([...seen.keys()].toSorted()).toEqual(['added', 'lost', 'reordered', ...fields].toSorted())
})

/** The events of a log that were applied, and what they emitted, as an earlier run printed them. */
async function recorded(log: readonly LogEvent[]): Promise<{ inputs: string[]; outcomes: string[] }> {
  const lines = log.map(event => `${JSON.stringify(event)}\n`).join('')
  const show = ['-q', '-o', 'ndjson', '--show', 'inputs,events']
  const { stdout } = await allocInProcess(['replay', ...skip, ...offer, ...show, '-'], [Buffer.from(lines)])
  const records = stdout.split('\n')
  return {
    inputs: records.filter(record => record.startsWith('{"record":"input"')),
    outcomes: records.filter(record => record.startsWith('{"record":"event"')),
  }
}

function verify(lines: readonly string[]) {
  const log = Buffer.from(`${lines.join('\n')}\n`)
  return allocInProcess(['replay', '-q', '--show', 'none', '--db', ':memory:', '--verify', '-'], [log])
}

/** Both in their own order; the places tell how many of the others stand before each outcome. */
function mixed(inputs: readonly string[], outcomes: readonly string[], places: readonly number[]): string[] {
  const lines: string[] = []
  let next = 0
  for (const [index, outcome] of outcomes.entries()) {
    const gap = (places[index % places.length] ?? 0) % 4
    lines.push(...inputs.slice(next, next + gap), outcome)
    next += gap
  }
  return [...lines, ...inputs.slice(next)]
}

function mutate(outcomes: readonly string[], { kind, which, where }: Mutation): string[] {
  const at = which % outcomes.length
  const other = where % outcomes.length
  const [one = '', another = ''] = [outcomes[at], outcomes[other]]
  switch (kind) {
    case 'lost':
      return outcomes.toSpliced(at, 1)
    case 'added':
      return outcomes.toSpliced(other, 0, one)
    case 'reordered':
      return outcomes.with(at, another).with(other, one)
    default:
      return outcomes.with(at, JSON.stringify(changed(JSON.parse(one), kind, where)))
  }
}

function changed(outcome: Record<string, unknown>, field: string, where: number): object {
  const value = outcome[field]
  if (value === undefined) return outcome
  const types = ['Allocated', 'AllocationRequired', 'OutOfStock', 'Deallocated']
  if (field === 'type') return { ...outcome, type: types.filter(type => type !== value)[where % 3] }
  return { ...outcome, [field]: typeof value === 'number' ? value + 1 : `x${value}` }
}
