import { readdirSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { HeldPages } from '../../src/adapters/files/held-pages.ts'
import { temporaryDirectory } from '../cli/temporary-directory.ts'

const page = (n: number) => ({
  ...{ numbers: Int32Array.of(n), names: 'o-1', texts: ['LAMP', 'b-1'] },
  others: [{ type: 'BatchArrived' as const, ref: 'b-1' as never }],
})
const trouble = (message: string, hint: string) => new Error(`${message}; ${hint}`)

afterEach(() => {
  vi.unstubAllEnvs()
})

test('pages come back in order, those in memory and those in a file that nobody sees', () => {
  const directory = temporaryDirectory()
  vi.stubEnv('TMPDIR', directory)
  const pages = new HeldPages(trouble, 50)

  for (let n = 1; n <= 9; n++) pages.append(page(n))

  expect([...pages]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(page))
  expect([...pages]).toHaveLength(9)
  expect(readdirSync(directory)).toEqual([])
  pages.close()
})

test('where there is no room for a page, the error says what to do', () => {
  vi.stubEnv('TMPDIR', `${temporaryDirectory()}/missing`)
  const pages = new HeldPages(trouble, 0)

  expect(() => pages.append(page(1))).toThrow(
    /^what subscribers are to be told of cannot be kept \(ENOENT.*\); make room in .* or set TMPDIR to another one$/,
  )
})
