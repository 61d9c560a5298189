// biome-ignore-all lint/suspicious/noControlCharactersInRegex: terminals are spoken to in control characters
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { displayWidth } from '../../src/report/text-column.ts'
import { root, runInShell } from './run-alloc.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const typo = '{"type":"BatchArived","ref":"b"}\n'
const clear = '\r\u001b[K'

test.concurrent.each([20, 40, 80, 120])(
  'on a terminal a long run shows how far it is, in a line that fits and gives way: %d columns',
  async columns => {
    const terminal = await openTerminal(`alloc replay --show none pipe`, columns)
    const log = createWriteStream(join(terminal.cwd, 'pipe'))

    for (let n = 0; !terminal.shows('replaying'); n++) {
      log.write(`{"type":"BatchCreated","ref":"b${n}","sku":"S","qty":1}\n`.repeat(100))
      await setTimeout(20)
    }
    log.end(typo)
    const screen = await terminal.end()

    const moving = screen.split('\r').filter(part => part.startsWith('replaying'))
    for (const line of moving) {
      expect(line).toMatch(/^replaying pipe[^\n]*\u001b\[K$/)
      expect(displayWidth(stripVTControlCharacters(line))).toBeLessThan(columns)
    }
    expect(screen).toMatch(/\u001b\[K\r\u001b\[K\u001b\[1mpipe:\d+:9:/)
    expect(stripVTControlCharacters(screen)).toMatch(/alloc: stopped at pipe:\d+\. Nothing was saved\.\r\n$/)
  },
)

test.concurrent.each([20, 80])(
  'on a terminal a stdin that gives nothing is said to be waited for: %d columns',
  async columns => {
    const notice = 'waiting for events on stdin (end with Ctrl-D)'.slice(0, columns - 1)
    const terminal = await openTerminal('alloc replay --commit event - < pipe', columns)
    const log = createWriteStream(join(terminal.cwd, 'pipe'))

    while (!terminal.shows(`\r${notice}\u001b[K`)) await setTimeout(20)
    log.end(typo)
    const screen = await terminal.end()

    expect(screen.split(clear)).toHaveLength(2)
    expect(screen.split(clear)[1]).toMatch(/^\u001b\[1m-:1:9:/)
  },
)

test.concurrent('what is no terminal gets neither progress nor notice nor colour', async () => {
  const terminal = await openTerminal('alloc replay --show none - < pipe 2> err', 80)
  const log = createWriteStream(join(terminal.cwd, 'pipe'))

  for (let n = 0; n < 50; n++) {
    log.write(`{"type":"BatchCreated","ref":"b${n}","sku":"S","qty":1}\n`.repeat(100))
    await setTimeout(20)
  }
  await setTimeout(2_500)
  log.end(typo)
  const screen = await terminal.end()

  expect(screen).toBe('')
  expect(await readFile(join(terminal.cwd, 'err'), 'utf8')).toMatch(/^-:5001:9: error: [^\u001b\r]*$/)
})

test.concurrent.each([
  ['', true],
  ['NO_COLOR=1', false],
  ['NO_COLOR=1 FORCE_COLOR=1', false],
  ['NO_COLOR=', true],
  ['FORCE_COLOR=0', false],
])('a terminal is coloured unless the environment says no: %s', async (environment, isColoured) => {
  const terminal = await openTerminal(
    `echo '${typo.trim()}' | ${environment} node ${root}/bin/alloc.js replay -`,
    80,
  )

  const screen = await terminal.end()

  expect(screen.includes('\u001b[')).toBe(isColoured)
})

test.concurrent.each(['replay', 'check', 'replay --db new.db'])(
  'a terminal as stdin and no FILE is wrong use: alloc %s',
  async args => {
    const terminal = await openTerminal(`alloc ${args}; echo status $?`, 80)

    const screen = await terminal.end()

    expect(stripVTControlCharacters(screen)).toMatch(
      /\r\nalloc: error: there is no FILE, and stdin is a terminal\r\n {4}hint: [^\n]*\nstatus 2\r\n$/,
    )
  },
)

test.concurrent('a log may be typed, and Ctrl-D ends it', async () => {
  const terminal = await openTerminal('stty -echo; alloc replay -', 80)
  while (!terminal.shows('waiting for events')) await setTimeout(20)

  terminal.type('{"type":"BatchCreated","ref":"b","sku":"S","qty":1}\n\u0004')
  const screen = await terminal.end()

  expect(screen).toContain(`${clear}BATCH  SKU`)
  expect(screen).toContain('1 event read')
})

/** Runs a shell's command in a pseudo-terminal of its own, in a directory with a named pipe. */
async function openTerminal(command: string, columns: number) {
  const cwd = temporaryDirectory()
  await runInShell('mkfifo pipe', { cwd })
  const alloc = `alloc() { ${process.execPath} ${root}/bin/alloc.js "$@"; }`
  const script = `stty cols ${columns} rows 24; ${alloc}; ${command}`
  const child = spawn('script', ['-qec', script, '/dev/null'], {
    cwd,
    env: { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm' },
  })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    screen += text
  })
  const closed = new Promise(resolve => child.on('close', resolve))
  return {
    cwd,
    shows: (text: string) => screen.includes(text),
    type: (text: string) => child.stdin.write(text),
    /** Everything that was on the screen, when the command has ended. */
    end: async () => {
      await closed
      return screen
    },
  }
}
