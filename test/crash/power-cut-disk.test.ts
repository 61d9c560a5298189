import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chances } from './faults-extent.ts'
import type { DiskNote } from './faults-trace.ts'
import { PowerCutDisk } from './power-cut-disk.ts'

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
