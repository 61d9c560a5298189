import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { root, runAlloc } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A log and what it must give; events and batches may have more fields than are told here. */
type Case = {
  readonly id: string
  readonly title: string
  readonly input: readonly object[]
  readonly emitted: readonly object[]
  /** In order of creation. */
  readonly batches: readonly { readonly ref: string }[]
  readonly backorders: readonly object[] | null
  readonly errors: readonly { readonly line: number; readonly code: string }[]
}

type Told = {
  readonly record: string
  readonly ref: string
  readonly orderid: string
  readonly sku: string
  readonly qty: number
}

const cases: readonly Case[] = JSON.parse(readFileSync(`${root}/test/conformance/cases.json`, 'utf8'))

test.each(cases.map(each => [each.id, each.title, each] as const))('%s: %s', async (_id, _title, said) => {
  const { input, emitted, batches, backorders, errors } = said
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'case.ndjson'), input.map(event => `${JSON.stringify(event)}\n`).join(''))

  const told = await Promise.all([
    replay(cwd),
    replay(cwd, '--db', ':memory:'),
    replay(cwd, '--db', 'case.db'),
  ])

  for (const each of told) {
    expect(each.emitted).toHaveLength(emitted.length)
    expect(each.emitted).toMatchObject(emitted)
    expect(each.batches).toHaveLength(batches.length)
    expect(each.batches).toMatchObject(byRef(batches))
    expect(each.backorders).toEqual(backorders ?? each.backorders)
    expect(each.errors).toEqual(errors)
    expect(each.code).toBe(errors.length > 0 ? 1 : 0)
  }
  expect(brokenForeignKeys(join(cwd, 'case.db'))).toEqual([])
})

async function replay(cwd: string, ...options: readonly string[]) {
  const skip = ['--on-error', 'skip', '--errors', 'ndjson', '-o', 'ndjson', '--all-batches']
  const { stdout, stderr, code } = await runAlloc(['replay', ...skip, ...options, 'case.ndjson'], { cwd })
  const told: readonly Told[] = records(stdout)
  const refusals: readonly { level: string; line: number; code: string }[] = records(stderr)
  const backorders = told.filter(({ record }) => record === 'backorder')
  return {
    emitted: told.filter(({ record }) => record === 'event'),
    batches: byRef(told.filter(({ record }) => record === 'batch')),
    backorders: backorders.map(({ orderid, sku, qty }) => ({ orderid, sku, qty })),
    errors: refusals.filter(({ level }) => level === 'error').map(({ line, code }) => ({ line, code })),
    code,
  }
}

function records<T>(text: string): readonly T[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

/** Alloc prints batches by SKU, then in the order in which they are allocated; the cases by creation. */
function byRef<T extends { readonly ref: string }>(batches: readonly T[]): readonly T[] {
  return batches.toSorted((a, b) => (a.ref < b.ref ? -1 : 1))
}

function brokenForeignKeys(file: string): unknown {
  const db = new Database(file, { readonly: true })
  try {
    return db.pragma('foreign_key_check')
  } finally {
    db.close()
  }
}
