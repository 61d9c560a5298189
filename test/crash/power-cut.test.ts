import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Change } from './altered-build.ts'
import { chances, each, isFull, report, seed } from './faults-extent.ts'
import { planted, smallCheckpoints, withoutSync } from './faults-planted.ts'
import type { Scenario } from './faults-replay.ts'
import { knownWarehouse, newWarehouse } from './faults-scenarios.ts'
import { compiled } from './faults-shims.ts'
import type { DiskNote } from './faults-trace.ts'
import { PowerCutDisk } from './power-cut-disk.ts'
import {
  complaintsBehind,
  GroupStates,
  randomImage,
  recorded,
  recordedGoingOn,
} from './power-cut-recording.ts'

vi.setConfig({ testTimeout: 3_600_000 })

type Case = {
  readonly scenario: Scenario
  /** How many lines a group has. */
  readonly size: number
  readonly what: string
  readonly changes: readonly Change[]
  readonly images: number
}
const cases: readonly Case[] = [
  {
    scenario: newWarehouse,
    size: 7,
    what: ', checkpoints between groups',
    changes: [smallCheckpoints],
    images: isFull ? 120 : 6,
  },
  ...(isFull
    ? [
        { scenario: newWarehouse, size: 7, what: '', changes: [], images: 120 },
        { scenario: knownWarehouse, size: 9, what: '', changes: [], images: 60 },
      ]
    : []),
]

const disk = compiled('faults-disk.c')
if (!disk) report('there is no C compiler: no power is cut')

test.each(
  disk === undefined ? [] : cases.map(each => ({ ...each, disk, name: each.scenario.name + each.what })),
)(
  'a power cut loses nothing that was printed, and going on makes what one run makes: $name',
  async ({ scenario, size, changes, images, disk, name }) => {
    const expected = await recorded(scenario, { disk, script: planted(...changes) })
    const states = await GroupStates.of(scenario, size, expected)
    const chance = chances(seed)
    const cuts = Array.from({ length: images }, (_, n) => ({ n, image: randomImage(expected, chance) }))

    await each(cuts, async ({ n, image }) => {
      const found = states.complaints(scenario, image)
      const afterwards = await complaintsBehind(scenario, image, expected)

      const where = { seed, n, behindCall: image.calls }
      expect({ where, found, afterwards }).toEqual({ where, found: [], afterwards: [] })
    })

    report(`power cuts, ${name}: ${images} in ${expected.notes.length} calls`)
  },
)

test.each(disk === undefined || !isFull ? [] : [{ disk, starts: 10, images: 6 }])(
  'the power is cut again while a replay goes on behind a power cut',
  async ({ disk, starts, images }) => {
    const first = await recorded(newWarehouse, { disk })
    const states = await GroupStates.of(newWarehouse, 7, first)
    const chance = chances(seed + 1)

    for (let n = 0; n < starts; n++) {
      const second = await recordedGoingOn(newWarehouse, { disk }, randomImage(first, chance), first)
      const cuts = Array.from({ length: images }, () => randomImage(second, chance))

      await each(cuts, async image => {
        const found = states.complaints(newWarehouse, image)
        const afterwards = await complaintsBehind(newWarehouse, image, first)

        const where = { seed, n, behindCall: image.calls }
        expect({ where, found, afterwards }).toEqual({ where, found: [], afterwards: [] })
      })
    }

    report(`power cuts while going on: ${starts * images}`)
  },
)

test.each(disk === undefined ? [] : [{ disk, images: isFull ? 200 : 12 }])(
  'power cuts find a COMMIT that does not wait for the disk',
  async ({ disk, images }) => {
    const expected = await recorded(newWarehouse, { disk, script: planted(withoutSync) })
    const states = await GroupStates.of(newWarehouse, 7, expected)
    const chance = chances(seed)

    const found = Array.from({ length: images }, () =>
      states.complaints(newWarehouse, randomImage(expected, chance)),
    )

    const lost = found.filter(complaints => complaints.some(each => each.includes('was printed')))
    report(`power cuts without syncs: ${lost.length} of ${images} lose what was printed`)
    expect(lost).not.toEqual([])
  },
)

test('a disk keeps what was synced, and of the rest whole sectors in any choice', () => {
  const write = fc.record({ offset: fc.nat(3_000), data: fc.uint8Array({ minLength: 1, maxLength: 2_000 }) })
  const writes = fc.array(write, { maxLength: 4 })

  fc.assert(
    fc.property(writes, writes, fc.integer(), (safe, unsafe, seed) => {
      const disk = new PowerCutDisk(new Map())
      const take = (operation: DiskNote['operation'], more: { offset: number; data: Uint8Array }) =>
        disk.take({ operation, file: 'w.db', offset: more.offset, data: Buffer.from(more.data) })
      const nothing = { offset: 0, data: new Uint8Array() }
      take('make', nothing)
      for (const each of safe) take('write', each)
      take('sync', nothing)
      take('sync directory', nothing)
      const kept = disk.cut(chances(seed)).get('w.db') ?? Buffer.alloc(0)
      for (const each of unsafe) take('write', each)

      const left = disk.cut(chances(seed)).get('w.db') ?? Buffer.alloc(0)

      expect(left.length).toBeGreaterThanOrEqual(kept.length)
      for (let at = 0; at < left.length; at++) {
        const mayBe = unsafe.filter(({ offset, data }) => offset <= at && at < offset + data.length)
        const bytes = [kept[at] ?? 0, ...mayBe.map(({ offset, data }) => data[at - offset])]
        if (!bytes.includes(left[at])) expect({ at, byte: left[at] }).toEqual({ at, byte: bytes })
      }
    }),
  )
})
