import { visibleText } from '../domain/visible-text.ts'
import type { LineProblem } from './line-problem.ts'
import { elements, members } from './locate.ts'

/** Names that no field may have at any depth: they would reach into the objects of JavaScript itself. */
export const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * The first name in well-formed JSON that stands twice in its object or is reserved, at whatever depth and
 * however it is spelled; its offsets count from the beginning of `bytes`.
 */
export function keyProblem(bytes: Buffer, start: number): LineProblem | undefined {
  const seen = new Set<string>()
  for (const { name, key, value } of members(bytes, start)) {
    if (reservedNames.has(name)) {
      const message = `the field name "${name}" is reserved`
      return { code: 'reserved-key', message, ...key, field: name, hint: 'give the field another name' }
    }
    if (seen.has(name)) {
      const field = visibleText(name)
      const message = `the field "${field}" stands twice in one object`
      return { code: 'duplicate-key', message, ...key, field, hint: 'keep the one that is meant' }
    }
    seen.add(name)
    const inner = keyProblem(bytes, value.start)
    if (inner) return inner
  }
  for (const value of elements(bytes, start)) {
    const inner = keyProblem(bytes, value.start)
    if (inner) return inner
  }
  return undefined
}
