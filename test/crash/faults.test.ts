import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'
import { each } from './faults-process.ts'
import { aftermath, onDisk, type Scenario, uninterrupted } from './faults-replay.ts'
import { compiled } from './faults-shims.ts'
import { canFail } from './faults-trace.ts'

const day = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8').split(/(?<=\n)/)
const isFull = process.env.MODE === 'crash'

const scenarios: readonly Scenario[] = [
  { name: 'a new database', log: day.slice(0, 40).join(''), args: ['--commit', '7', 'log.ndjson'] },
]

const disk = compiled('faults-disk.c')
const { ENOSPC, EIO, EDQUOT } = constants.errno

test('x', { timeout: 3_600_000 }, async () => {
  for (const scenario of scenarios) {
    const expected = await uninterrupted(scenario, onDisk(disk ?? ''))
    const calls = expected.notes.filter(canFail).length
    const codes: Record<string, number> = {}
    const bad: unknown[] = []
    const faults: [number, Record<string, string>][] = []
    const step = Number(process.env.STEP ?? 1)
    for (let n = 1; n <= calls; n += step) {
      faults.push([n, { DISK_FAIL_WITH: `${ENOSPC}`, DISK_FAIL_LAST: '1000000' }])
      faults.push([n, { DISK_FAIL_WITH: `${EIO}` }])
      faults.push([n, { DISK_FAIL_WITH: `${EDQUOT}`, DISK_FAIL_LAST: '1000000', DISK_FAIL_TORN: '1' }])
    }
    await each(faults, async ([n, env]) => {
      const after = await aftermath(scenario, onDisk(disk ?? '', { DISK_FAIL_AT: `${n}`, ...env }), expected)
      codes[`${after.code}`] = (codes[`${after.code}`] ?? 0) + 1
      const note = expected.notes.filter(canFail)[n - 1]
      if (after.complaints.length > 0 || process.env.SHOW) bad.push([n, env, note?.operation, note?.file, after])
    })
    console.log(scenario.name, calls, codes, JSON.stringify(bad, null, 1))
    expect(bad).toEqual([])
  }
})
