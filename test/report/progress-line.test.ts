import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ProgressState, progressLine } from '../../src/report/progress-line.ts'
import { displayWidth } from '../../src/report/text-column.ts'

const example: ProgressState = {
  verb: 'replaying',
  input: 'events.ndjson.gz',
  fraction: 0.4799,
  events: 61_204,
  eventsPerSecond: 38_900.4,
  rejected: 2,
  secondsLeft: 1.7,
  columns: 120,
}

test('a file shows how much of it was read and how long the rest will take', () => {
  expect(progressLine(example)).toBe(
    'replaying events.ndjson.gz  [#########-----------]  47%  61,204 events  38,900/s  2 rejected  ETA 2s',
  )
})

test('a stream shows counts and rate', () => {
  expect(progressLine({ ...example, input: '-', fraction: undefined })).toBe(
    'replaying -  61,204 events  38,900/s  2 rejected',
  )
})

test('refusals are told only if there are any, the time only if it is known', () => {
  expect(progressLine({ ...example, events: 1, rejected: 0, secondsLeft: undefined })).toBe(
    'replaying events.ndjson.gz  [#########-----------]  47%  1 event  38,900/s',
  )
})

test.each([
  [0, '[--------------------]  0%'],
  [0.9999, '[###################-]  99%'],
  [1, '[####################]  100%'],
  [1.5, '[####################]  100%'],
])('a fraction of %d is drawn as %s', (fraction, bar) => {
  expect(progressLine({ ...example, fraction })).toContain(`  ${bar}  `)
})

test.each([
  [0, '0s'],
  [59.2, '1m 00s'],
  [3_599, '59m 59s'],
  [3_660, '1h 01m'],
  [4_000_000, '1,111h 06m'],
])('%d seconds are written as %s', (secondsLeft, text) => {
  expect(progressLine({ ...example, secondsLeft })).toMatch(new RegExp(`  ETA ${text}$`))
})

test('a long name gives way to the numbers', () => {
  expect(progressLine({ ...example, input: `${'x'.repeat(200)}.gz`, columns: 100 })).toBe(
    'replaying xxxxxxxxxxxxxxx…  [#########-----------]  47%  61,204 events  38,900/s  2 rejected  ETA 2s',
  )
})

test('where a name and the numbers fill the line there is no bar', () => {
  expect(progressLine({ ...example, columns: 79 })).toBe(
    'replaying events.ndjson.gz  47%  61,204 events  38,900/s  2 rejected  ETA 2s',
  )
})

test('what a terminal would obey is escaped', () => {
  expect(progressLine({ ...example, input: 'a\u001b[2J\r', fraction: undefined })).toMatch(
    /^replaying a\\u001b\[2J\\u000d {2}/,
  )
})

test('the line never goes beyond the terminal, whatever the name is written in', () => {
  const input = fc.string({ unit: 'grapheme', maxLength: 60 })
  fc.assert(
    fc.property(input, fc.nat(130), (input, columns) => {
      const line = progressLine({ ...example, input, columns })

      expect(displayWidth(line)).toBeLessThanOrEqual(columns)
    }),
    { numRuns: 1_000 },
  )
  expect(progressLine({ ...example, input: '在庫記録.ndjson', columns: 15 })).toBe('replaying 在庫')
})
