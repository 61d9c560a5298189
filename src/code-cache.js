import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** Keeps the code that V8 makes of the bundle beside it: that of the functions which the commands below have called. */
const { keepCode, load } = createRequire(import.meta.url)('../bin/bundle.js')
const { main } = load('main.cjs')

const directory = mkdtempSync(join(tmpdir(), 'alloc-build-'))
const db = ['--db', join(directory, 'warehouse.db')]
const log = fileURLToPath(new URL('../fixtures/example.ndjson', import.meta.url))
const commands = [
  ['--version'],
  ['replay', ...db, log],
  ['replay', ...db, '-o', 'ndjson', '--again', log],
  ['replay', '-o', 'ndjson', log],
  ['batches', ...db],
]
for (const command of commands) {
  const status = await main(command, streams())
  if (status !== 0) throw new Error(`alloc ${command.join(' ')} ended with ${status}`)
}
rmSync(directory, { recursive: true })

keepCode()

function streams() {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })
  return { stdin: Readable.from([]), stdout: nowhere(), stderr: nowhere(), env: {} }
}
