import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DiskNote } from './faults-trace.ts'

/** A disk writes so many bytes whole or not at all. */
const sectorSize = 512

/** A number from 0 up to 1. */
export type Chance = () => number

/** Files by their names. */
export type Files = ReadonlyMap<string, Buffer>

/** A file, whatever its name: what is safe of it, and what was done to it since its last sync. */
type Node = { safe: Buffer; unsafe: DiskNote[] }

/** How much of what was not synced a disk keeps when its power is cut. */
const tempers = [
  'nothing',
  'everything',
  'some calls',
  'some sectors',
  'the last calls',
  'the first calls',
] as const
type Temper = (typeof tempers)[number]

/**
 * A disk that keeps only what was synced for sure: of the rest some is there after a power cut, in any order,
 * and a name only if its directory was synced.
 */
export class PowerCutDisk {
  readonly #names: Map<string, Node>
  readonly #safeNames: Map<string, Node>
  #unsafeNames: { readonly name: string; readonly node: Node | undefined }[] = []

  constructor(files: Files) {
    const nodes = [...files].map(([name, safe]): [string, Node] => [name, { safe, unsafe: [] }])
    this.#names = new Map(nodes)
    this.#safeNames = new Map(nodes)
  }

  take(note: DiskNote): void {
    const { operation, file } = note
    if (operation === 'make') this.#rename(file, { safe: Buffer.alloc(0), unsafe: [] })
    else if (operation === 'remove') this.#rename(file, undefined)
    else if (operation === 'sync directory') this.#syncNames()
    else if (operation === 'sync') this.#sync(this.#node(file))
    else if (operation !== 'fail') this.#node(file).unsafe.push(note)
  }

  /** What may be left when the power is cut now. */
  cut(chance: Chance): Files {
    const names = new Map(this.#safeNames)
    const temper = anyTemper(chance)
    for (const { name, node } of this.#unsafeNames) if (keeps(temper, chance)) rename(names, name, node)
    return new Map([...names].map(([name, node]) => [name, left(node, chance)]))
  }

  #node(file: string): Node {
    const node = this.#names.get(file)
    if (!node) throw new Error(`there is no file ${file} to write to`)
    return node
  }

  #rename(name: string, node: Node | undefined): void {
    rename(this.#names, name, node)
    this.#unsafeNames.push({ name, node })
  }

  #syncNames(): void {
    for (const { name, node } of this.#unsafeNames) rename(this.#safeNames, name, node)
    this.#unsafeNames = []
  }

  #sync(node: Node): void {
    node.safe = node.unsafe.reduce(applied, node.safe)
    node.unsafe = []
  }
}

/** Reads what is in a directory and bears a database's name. */
export function databaseFiles(directory: string): Files {
  const names = readdirSync(directory).filter(isOfDatabase)
  return new Map(names.map(name => [name, readFileSync(join(directory, name))]))
}

/** Shared memory is not on the disk, whatever its name says. */
export function isOfDatabase(name: string): boolean {
  return name.startsWith('w.db') && !name.endsWith('-shm')
}

export function writeFiles(directory: string, files: Files): void {
  for (const [name, content] of files) writeFileSync(join(directory, name), content)
}

function rename(names: Map<string, Node>, name: string, node: Node | undefined): void {
  if (node) names.set(name, node)
  else names.delete(name)
}

function anyTemper(chance: Chance): Temper {
  return tempers[Math.floor(chance() * tempers.length)] ?? 'nothing'
}

function left({ safe, unsafe }: Node, chance: Chance): Buffer {
  const temper = anyTemper(chance)
  const border = Math.floor(chance() * (unsafe.length + 1))
  const kept = unsafe.flatMap((note, index) => {
    if (temper === 'the last calls') return index < border ? [] : [note]
    if (temper === 'the first calls')
      return index < border ? [note] : index === border ? sectorsOf(note, chance) : []
    if (temper === 'some sectors') return sectorsOf(note, chance)
    return keeps(temper, chance) ? [note] : []
  })
  return kept.reduce(applied, safe)
}

function keeps(temper: Temper, chance: Chance): boolean {
  if (temper === 'nothing') return false
  return temper === 'everything' || chance() < 0.5
}

/** Some sectors of a write, each whole. */
function sectorsOf(note: DiskNote, chance: Chance): DiskNote[] {
  if (note.operation !== 'write') return chance() < 0.5 ? [note] : []
  const parts: DiskNote[] = []
  for (let at = note.offset; at < note.offset + note.data.length; ) {
    const end = Math.min((Math.floor(at / sectorSize) + 1) * sectorSize, note.offset + note.data.length)
    if (chance() < 0.5)
      parts.push({ ...note, offset: at, data: note.data.subarray(at - note.offset, end - note.offset) })
    at = end
  }
  return parts
}

function applied(content: Buffer, { operation, offset, data }: DiskNote): Buffer {
  const size = operation === 'truncate' ? offset : Math.max(content.length, offset + data.length)
  const next = Buffer.alloc(size)
  content.copy(next, 0, 0, size)
  if (operation === 'write') data.copy(next, offset)
  return next
}
