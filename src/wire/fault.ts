import type { FieldPath } from '../domain/refusal.ts'
import { visibleText } from '../domain/visible-text.ts'
import type { LineCode, LineProblem } from './line-problem.ts'
import { locate, locateKey } from './locate.ts'

/** What is wrong in a parsed line; `path` leads to the value, the name or the owner of what is missing. */
export type Fault = {
  readonly code: LineCode
  readonly path: FieldPath
  readonly points: 'value' | 'name' | 'owner'
  /** The field concerned, where it is not the one that is pointed at. */
  readonly missing?: string
  readonly message: string
  readonly hint?: string | undefined
}

/** A value that its field does not allow; `says` follows the field's name. */
export function invalid(path: FieldPath, says: string, hint?: string): Fault {
  return { code: 'invalid-field', path, points: 'value', message: `${fieldName(path)} ${says}`, hint }
}

/** A path as people write it: `qty`, `counts[2].ref`. */
export function fieldName(path: FieldPath): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`
    return name === '' ? visibleText(step) : `${name}.${visibleText(step)}`
  }, '')
}

/** The hint that a name was mistyped, where there is a near one. */
export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean "${name}"?`
}

/** A fault as the problem of its line; of an object that lacks something, its closing brace is pointed at. */
export function pointedOut(fault: Fault, bytes: Buffer, start: number): LineProblem {
  const { code, path, points, message, hint } = fault
  const span = points === 'name' ? locateKey(bytes, start, path) : locate(bytes, start, path)
  if (!span) throw new Error(`there is no ${fieldName(path)} in the line in which it was found`)
  const first = points === 'owner' ? span.end - 1 : span.start
  const field = fault.missing ?? (path.length > 0 ? fieldName(path) : undefined)
  return {
    code,
    message,
    start: first - start,
    end: span.end - start,
    ...(field === undefined ? {} : { field }),
    ...(hint === undefined ? {} : { hint }),
  }
}
