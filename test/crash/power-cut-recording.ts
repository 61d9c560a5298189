import Database from 'better-sqlite3'
import { Workplace } from './faults-process.ts'
import {
  complaintsGoingOn,
  exportBehind,
  leftIn,
  onDisk,
  prepared,
  type Rows,
  replay,
  type Scenario,
  type Uninterrupted,
  uninterrupted,
  wholeEvents,
} from './faults-replay.ts'
import { type DiskNote, readTrace } from './faults-trace.ts'
import {
  type Chance,
  databaseFiles,
  type Files,
  isOfDatabase,
  PowerCutDisk,
  writeFiles,
} from './power-cut-disk.ts'

/** What a power cut leaves: files, and what was printed before it. */
export type Image = {
  readonly files: Files
  readonly printed: string
  /** The number of calls before it. */
  readonly calls: number
}

/** What one process wrote to the disk and to its output, in order, and what there was before. */
export type Recording = {
  readonly files: Files
  readonly printed: string
  readonly notes: readonly DiskNote[]
}

/** How a replay is recorded: by which disk, and of which program if not `bin/alloc.js`. */
export type Recorder = { readonly disk: string; readonly script?: string }

/** What a replay leaves, and how it came about. */
export async function recorded(
  scenario: Scenario,
  { disk, script }: Recorder,
): Promise<Uninterrupted & Recording> {
  let files: Files = new Map()
  const made = await uninterrupted(scenario, place => {
    files = databaseFiles(place.path)
    return { ...onDisk(disk)(place), ...(script !== undefined && { script }) }
  })
  return { ...made, files, printed: '' }
}

/** The process that goes on behind a power cut, when what was not printed is. */
export async function recordedGoingOn(
  scenario: Scenario,
  { disk }: Recorder,
  image: Image,
  expected: Uninterrupted,
): Promise<Recording> {
  const place = restored(scenario, image)
  const printed = wholeEvents(image.printed)
  const exported = await exportBehind(place, printed, expected)
  const files = databaseFiles(place.path)
  await place.run([...replay, ...scenario.args, '--resume'], onDisk(disk)(place))
  return { files, printed: printed + exported, notes: readTrace(place.outside('trace')) }
}

/** What may be left when the power is cut at a random moment; at every second, when something was just printed. */
export function randomImage({ files, printed, notes }: Recording, chance: Chance): Image {
  const prints = notes.flatMap((note, index) => (note.file === 'stdout' ? [index + 1] : []))
  const calls =
    chance() < 0.5
      ? (prints[Math.floor(chance() * prints.length)] ?? notes.length)
      : Math.floor(chance() * (notes.length + 1))
  const before = notes.slice(0, calls)
  const disk = new PowerCutDisk(files)
  for (const note of before)
    if (isOfDatabase(note.file) || note.operation === 'sync directory') disk.take(note)
  const out = before.filter(({ file }) => file === 'stdout').map(({ data }) => data)
  return { files: disk.cut(chance), printed: printed + Buffer.concat(out).toString('utf8'), calls }
}

/** The states of a warehouse behind the groups of a replay: how many lines each has, and its rows as text. */
export class GroupStates {
  readonly #states: ReadonlyMap<string, number>

  private constructor(states: ReadonlyMap<string, number>) {
    this.#states = states
  }

  /** @param size how many lines a group has */
  static async of(scenario: Scenario, size: number, expected: Uninterrupted): Promise<GroupStates> {
    const lines = scenario.log.split(/(?<=\n)/)
    const states = new Map([[JSON.stringify(expected.rows), lines.length]])
    for (let end = 0; end <= lines.length; end += size) {
      const place = await prepared({ ...scenario, log: `${lines.slice(0, end).join('')}no event\n` })
      await place.run([...replay, ...scenario.args])
      states.set(JSON.stringify(leftIn(place).rows), end)
    }
    return new GroupStates(states)
  }

  /** What is wrong with what a power cut left, before anything goes on. */
  complaints(scenario: Scenario, image: Image): string[] {
    const place = restored(scenario, image)
    try {
      if (!image.files.has('w.db')) return this.#complaintsOf({}, image)
      const problems = integrityProblems(place.database)
      return problems.length > 0 ? problems : this.#complaintsOf(leftIn(place).rows, image)
    } finally {
      place.remove()
    }
  }

  #complaintsOf(rows: Rows, { printed }: Image): string[] {
    const lines = this.#states.get(JSON.stringify(rows))
    if (lines === undefined) return ['its state is none behind a whole group']
    const acknowledged = Number(/"at":"[^"]*:(\d+)"[^\n]*\n$/.exec(wholeEvents(printed))?.[1] ?? 0)
    return lines < acknowledged ? [`line ${acknowledged} was printed, and the state is that of ${lines}`] : []
  }
}

/** Lets the real program print what was not printed, and go on. */
export async function complaintsBehind(
  scenario: Scenario,
  image: Image,
  expected: Uninterrupted,
): Promise<string[]> {
  const place = restored(scenario, image)
  const printed = wholeEvents(image.printed)
  const exported = await exportBehind(place, printed, expected)
  const complaints = await complaintsGoingOn(scenario, place, printed + exported, expected)
  place.remove()
  return complaints
}

/** Opening it to write lets SQLite recover it, too. */
function integrityProblems(database: string): string[] {
  const db = new Database(database)
  try {
    const answers = db.prepare<[], string>('PRAGMA integrity_check').pluck().all()
    return answers.filter(answer => answer !== 'ok').map(answer => `integrity_check says ${answer}`)
  } finally {
    db.close()
  }
}

function restored({ log }: Scenario, { files }: Image): Workplace {
  const place = new Workplace(log)
  writeFiles(place.path, files)
  return place
}
