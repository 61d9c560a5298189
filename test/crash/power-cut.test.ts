import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { root } from '../cli/run-alloc.ts'
import { each } from './faults-process.ts'
import type { Scenario } from './faults-replay.ts'
import { compiled } from './faults-shims.ts'
import { planted, smallCheckpoints, withoutSync } from './power-cut-planted.ts'
import { complaintsBehind, GroupStates, randomImage, recorded } from './power-cut-recording.ts'

vi.setConfig({ testTimeout: 3_600_000 })
const day = readFileSync(`${root}/fixtures/warehouse-day.ndjson`, 'utf8').split(/(?<=\n)/)
const disk = compiled('faults-disk.c') ?? ''

function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const scenario: Scenario = {
  name: 'new',
  log: day.slice(0, 60).join(''),
  args: ['--commit', '7', 'log.ndjson'],
}

test.each([[''], ['checkpoints'], ['normal']])('p %s', async kind => {
  const script =
    kind === '' ? undefined : kind === 'normal' ? planted(withoutSync) : planted(smallCheckpoints)
  const expected = await recorded(scenario, { disk, ...(script && { script }) })
  console.log(kind, expected.notes.length, expected.notes.filter(n => n.operation.startsWith('sync')).length)
  const states = await GroupStates.of(scenario, 7, expected)
  const chance = chances(1)
  const bad: unknown[] = []
  const images = Array.from({ length: Number(process.env.IMAGES ?? 200) }, (_, n) => ({
    n,
    ...randomImage(expected, chance),
  }))
  await each(images, async image => {
    const complaints = states.complaints(scenario, image)
    const more = kind === 'normal' ? [] : await complaintsBehind(scenario, image, expected)
    if (complaints.length + more.length > 0) bad.push([image.n, image.calls, ...complaints, ...more])
  })
  console.log(kind, images.length, bad.length, bad.slice(0, 5))
  expect(bad.length > 0).toEqual(kind === 'normal')
})
