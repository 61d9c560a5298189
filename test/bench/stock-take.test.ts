import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../cli/run-alloc.ts'

test('the benchmark of stock-takes runs, a hundredth of it, in little memory', {
  timeout: 120_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${root}/bench/stock-take.js`, '1000', '1'])

  const rows = stdout.split('\n').filter(line => /^\| (?:replay|preview|apply) /.test(line))
  const peaks = rows.map(row => Number(row.split('|')[4]))
  expect(rows).toHaveLength(3)
  expect(Math.max(...peaks)).toBeLessThan(200)
})
