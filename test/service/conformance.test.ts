import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import { Engine, holdings } from './engine.ts'

type Case = {
  readonly id: string
  readonly title: string
  readonly input: readonly object[]
  readonly emitted: readonly object[]
  readonly batches: readonly { readonly ref: string }[]
  readonly backorders: readonly object[] | null
  readonly errors: readonly { readonly line: number; readonly code: string }[]
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('../conformance/cases.json', import.meta.url), 'utf8'),
)

test.each(cases)(
  'the library on the memory store: $id $title',
  ({ input, emitted, batches, backorders, errors }) => {
    const store = new MemoryStore()

    const told = new Engine(store).tellAll(input)

    const { batches: held, backorders: waiting } = holdings(store)
    expect(told.flatMap(each => each.emitted)).toMatchObject(emitted)
    for (const batch of batches) expect(held).toContainEqual(expect.objectContaining(batch))
    expect(held).toHaveLength(batches.length)
    expect(waiting).toEqual(backorders ?? waiting)
    expect(store.rejects.map(({ line, code }) => ({ line, code }))).toEqual(errors)
  },
)
