import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allRows } from '../cli/warehouse-rows.ts'
import { type Ended, type Running, Workplace } from './faults-process.ts'
import { type DiskNote, readTrace } from './faults-trace.ts'

/** A replay that something happens to. */
export type Scenario = {
  readonly name: string
  readonly log: string
  readonly args: readonly string[]
  /** What was replayed into the database before; left out where there is none. */
  readonly before?: string
  /** The exit status of a replay to its end; 0 if left out. */
  readonly code?: number
}

/** All rows of all tables. */
export type Rows = Readonly<Record<string, readonly unknown[]>>

/** What a replay leaves when nothing happens to it. */
export type Uninterrupted = {
  readonly rows: Rows
  readonly stdout: string
  readonly events: string
  /** The content of the file of rejects. */
  readonly rejects: string
  readonly notes: readonly DiskNote[]
}

/** What became of a replay to which something happened, and of the one that went on. */
export type Aftermath = {
  /** Whether nothing came of it. */
  readonly isWhole: boolean
  readonly code: number | null
  readonly stderr: string
  /** Empty if all is as it must be. */
  readonly complaints: readonly string[]
}

export const replay = ['replay', '-o', 'ndjson', '--show', 'events']

/** A place where the scenario is about to begin. */
export async function prepared({ log, before }: Scenario): Promise<Workplace> {
  if (before === undefined) return new Workplace(log)
  const place = new Workplace(before)
  const { code, stderr } = await place.run(['replay', 'log.ndjson'])
  if (code !== 0) throw new Error(`what came before does not replay: ${stderr}`)
  place.giveLog(log)
  return place
}

/** Runs a scenario to which nothing happens. */
export async function uninterrupted(
  scenario: Scenario,
  how: (place: Workplace) => Running = () => ({}),
): Promise<Uninterrupted> {
  const place = await prepared(scenario)
  const { code, stderr, stdout } = await place.run([...replay, ...scenario.args], how(place))
  if (code !== (scenario.code ?? 0)) throw new Error(`${scenario.name} does not replay: ${stderr}`)
  return { ...leftIn(place), stdout, events: eventsIn(stdout), notes: readTrace(place.outside('trace')) }
}

/** How a process is run on a disk that notes what is written; what it does beside that stands in `env`. */
export function onDisk(disk: string, env: Running['env'] = {}): (place: Workplace) => Running {
  return place => ({
    env: { LD_PRELOAD: disk, DISK_DIRECTORY: place.path, DISK_TRACE: place.outside('trace'), ...env },
  })
}

/** Runs a scenario in a way that something happens to it, goes on, and compares. */
export async function aftermath(
  scenario: Scenario,
  how: (place: Workplace) => Running,
  expected: Uninterrupted,
): Promise<Aftermath> {
  const place = await prepared(scenario)
  const first = await place.run([...replay, ...scenario.args], how(place))
  const isWhole = first.code === (scenario.code ?? 0)
  const printed = wholeEvents(first.stdout)
  const exported = isWhole ? '' : await exportBehind(place, printed, expected)
  const complaints = [
    ...(isWhole ? [] : complaintsOf(first, printed, exported)),
    ...(isWhole && first.stdout !== expected.stdout ? ['it ends well, and its output is cut'] : []),
    ...(await complaintsGoingOn(scenario, place, printed + exported, expected)),
  ]
  place.remove()
  return { isWhole, code: first.code, stderr: first.stderr, complaints }
}

/** Goes on where a replay ended, whose output was completed, and compares. */
export async function complaintsGoingOn(
  scenario: Scenario,
  place: Workplace,
  printed: string,
  expected: Uninterrupted,
): Promise<string[]> {
  const { code, stderr, stdout } = await place.run([...replay, ...scenario.args, '--resume'])
  const joined = printed + eventsIn(stdout)
  const { rows, rejects } = leftIn(place)
  return [
    code === 0 || code === scenario.code ? '' : `going on ends with ${code}: ${stderr}`,
    joined === expected.events ? '' : `the output differs: ${difference(joined, expected.events)}`,
    rejects === expected.rejects ? '' : `the rejects differ: ${difference(rejects, expected.rejects)}`,
    rowsDifference(rows, expected.rows),
  ].filter(complaint => complaint !== '')
}

/** One sentence, and what is kept; only where it can be neither, more was committed than printed. */
function complaintsOf({ code, stderr, stdout }: Ended, printed: string, exported: string): string[] {
  const mayBeCut =
    /output cannot be written|rejects cannot be written|outcome of the last group is unknown/.test(stderr)
  const since = / --since (\d+)\n/.exec(stderr)?.[1]
  return [
    code === 4 || code === 5 ? '' : `it ends with ${code}: ${stderr}`,
    whatIsSaid.test(stderr) && stderr.match(/alloc: error/g)?.length === 1 ? '' : `it says ${stderr}`,
    exported === '' || mayBeCut ? '' : `it did not print what it committed: ${exported}`,
    printed === eventsIn(stdout) || mayBeCut ? '' : 'its output ends within a record',
    since === undefined || printed === '' || Number(since) === seqOf(lastLine(printed))
      ? ''
      : `it says that it printed up to ${since}`,
  ].filter(complaint => complaint !== '')
}

const whatIsSaid =
  /(^|\n)alloc: error: [^\n]+\n( {4}hint: [^\n]+\n)?(alloc: stopped (?:at|while it printed the results\.) [^\n]+\n(To [^\n]*:\n {2}alloc [^\n]+\n)*)?$/

/** What was committed and not printed; there may be no database yet. */
export async function exportBehind(
  place: Workplace,
  printed: string,
  expected: Uninterrupted,
): Promise<string> {
  const since = printed === '' ? seqOf(expected.events) - 1 : seqOf(lastLine(printed))
  const { stdout, code } = await place.run(['export', '--emitted', '--since', `${since}`])
  return code === 0 ? stdout : ''
}

function seqOf(records: string): number {
  return Number(/"seq":(\d+)/.exec(records)?.[1])
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n', text.length - 2) + 1)
}

export function eventsIn(stdout: string): string {
  return stdout
    .split(/(?<=\n)/)
    .filter(line => line.startsWith('{"record":"event"'))
    .join('')
}

/** The events of an output that may be cut anywhere. */
export function wholeEvents(stdout: string): string {
  return eventsIn(stdout.slice(0, stdout.lastIndexOf('\n') + 1))
}

/** What a replay leaves in files. */
export function leftIn(place: Workplace): Pick<Uninterrupted, 'rows' | 'rejects'> {
  const rejects = join(place.path, 'rejects.ndjson')
  return {
    rows: existsSync(place.database) ? allRows(place.database) : {},
    rejects: existsSync(rejects) ? readFileSync(rejects, 'utf8') : '',
  }
}

function rowsDifference(rows: Rows, expected: Rows): string {
  const tables = [...new Set([...Object.keys(rows), ...Object.keys(expected)])]
  const other = tables.filter(table => JSON.stringify(rows[table]) !== JSON.stringify(expected[table]))
  return other.map(table => `the rows of ${table} differ`).join('; ')
}

function difference(text: string, expected: string): string {
  let at = 0
  while (text[at] === expected[at]) at++
  return `${text.length} and ${expected.length} characters, from ${at} on ${text.slice(at, at + 80)}`
}
