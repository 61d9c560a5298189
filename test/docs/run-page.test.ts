import { expect, test } from 'vitest'
import { runPage } from './run-page.ts'

test('a page without commands shows nothing', () => {
  expect(runPage('# Words\n\n```sh\nnpm ci\n```\n\n```json\n{}\n```\n')).toEqual({ shown: [], came: [] })
})

test('the commands of a page run one after the other, in one directory', () => {
  const page = `
\`\`\`console
$ alloc replay --db warehouse.db --show none fixtures/example.ndjson
5 events read, 4 emitted (3 Allocated, 1 AllocationRequired), 2 batches.
Saved to warehouse.db.
$ npx alloc replay --again --db warehouse.db --show none fixtures/example.ndjson
5 events read (5 skipped), 0 emitted, 0 batches.
Saved to warehouse.db.
\`\`\`
`

  const { shown, came } = runPage(page)

  expect(shown.map(each => each.line)).toEqual([3, 6])
  expect(came).toEqual(shown)
})

test('a command may go on over several lines, and its status is known to the next', () => {
  const page = `
\`\`\`console
$ alloc replay - <<'END'
> {"type":"BatchArrived","ref":"b-1"}
> END
-:1:30: error: there is no batch "b-1" [unknown-batch]
    {"type":"BatchArrived","ref":"b-1"}
                                 ^^^^^
    hint: check the spelling, or record its BatchCreated before it
alloc: stopped at -:1. Nothing was saved.
$ echo $?
1
\`\`\`
`

  const { shown, came } = runPage(page)

  expect(came).toEqual(shown)
})

test('a script of a page can be run, and imports this project by its name', () => {
  const page = `
\`\`\`js
// file: where.mjs
console.log(import.meta.resolve('alloc-replay').replace(/.*\\/dist/, 'dist'))
\`\`\`

\`\`\`console
$ node where.mjs
dist/index.js
\`\`\`
`

  const { shown, came } = runPage(page)

  expect(came).toEqual(shown)
})

test('a page that shows something else is found out', () => {
  const { shown, came } = runPage('```console\n$ echo one\ntwo\n\n$ echo three\nthree\n```\n')

  expect(shown.map(each => each.output)).toEqual(['two', 'three'])
  expect(came.map(each => each.output)).toEqual(['one', 'three'])
})

test.each([
  ['```console\nno command\n```\n', 'the console block at line 2 begins with no command'],
  ['text\n```console\n$ echo one\n', 'the block at line 2 is not closed'],
])('a page that cannot be read is refused: %j', (page, complaint) => {
  expect(() => runPage(page)).toThrow(complaint)
})
