import { countDemands, type Demands } from './field-demands.ts'
import type { Tree, TreeObject } from './json-tree.ts'

/** Collects all that is wrong with the fields of one event, and those that the manual does not know. */
export class FieldJudge {
  readonly faults: string[] = []
  /** What `unknownFields` would be as faults. */
  readonly unknownFaults: string[] = []
  readonly #unknown = new Set<string>()
  readonly #metadata: Demands
  readonly #shown: (name: string) => string

  constructor(metadata: Demands, shown: (name: string) => string) {
    this.#metadata = metadata
    this.#shown = shown
  }

  /** Each once, those of counts without their place. */
  get unknownFields(): readonly string[] {
    return [...this.#unknown]
  }

  /** @param others the fields that may be there with any value */
  flat(object: TreeObject, demands: Demands, others: readonly string[]): void {
    const about = [...Object.keys(this.#metadata), ...others]
    const fields = new Map([...object].filter(([key]) => !about.includes(key)))
    this.#about(object, false)
    this.#fields(fields, demands, '', '')
  }

  /** A CloudEvent may have null for what is absent, and attributes that nobody knows. */
  envelope(object: TreeObject, data: TreeObject, demands: Demands): void {
    this.#about(object, true)
    this.#fields(data, demands, 'data.', 'data.')
  }

  #about(object: TreeObject, nullIsAbsent: boolean): void {
    for (const [key, demand] of Object.entries(this.#metadata)) {
      const value = object.get(key)
      if (value === undefined || (nullIsAbsent && value === null)) continue
      if (!demand(value)) this.faults.push(`invalid-field ${key}`)
    }
  }

  /** `path` leads to the object, `place` too, but without the numbers of counts. */
  #fields(object: TreeObject, demands: Demands, path: string, place: string): void {
    for (const [key, value] of object) {
      const demand = demandOf(key, demands)
      if (!demand) {
        this.unknownFaults.push(`unknown-field ${path}${this.#shown(key)}`)
        this.#unknown.add(place + this.#shown(key))
      } else if (!demand(value)) this.faults.push(`invalid-field ${path}${key}`)
      else if (key === 'counts') this.#counts(value, `${path}counts`, `${place}counts.`)
    }
    for (const key of Object.keys(demands))
      if (!key.endsWith('?') && !object.has(key)) this.faults.push(`missing-field ${path}${key}`)
  }

  #counts(counts: Tree, path: string, place: string): void {
    if (!Array.isArray(counts)) return
    const refs = new Set<Tree | undefined>()
    for (const [index, count] of counts.entries()) {
      if (!(count instanceof Map)) {
        this.faults.push(`invalid-field ${path}[${index}]`)
        continue
      }
      this.#fields(count, countDemands, `${path}[${index}].`, place)
      if (refs.has(count.get('ref'))) this.faults.push(`invalid-field ${path}[${index}].ref`)
      refs.add(count.get('ref'))
    }
  }
}

function demandOf(key: string, demands: Demands) {
  if (key.endsWith('?')) return undefined
  return Object.hasOwn(demands, key) ? demands[key] : demands[`${key}?`]
}
