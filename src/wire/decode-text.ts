import type { InputEvent } from '../domain/events.ts'
import { visibleText } from '../domain/visible-text.ts'
import type { Input } from '../service/input.ts'
import { journalDamage } from '../service/store-error.ts'
import { decodeLine } from './decode.ts'
import type { Decoded } from './decoded.ts'

/**
 * Decodes one line that is at hand as a text; byte offsets of a problem count its UTF-8 bytes.
 *
 * @example
 * ```js
 * const { kind, problem } = decodeText('{"type":"BatchArrived","ref":7}')
 * console.log(kind) // problem
 * console.log(problem.code) // invalid-field
 * ```
 */
export function decodeText(text: string, options: { readonly strict?: boolean } = {}): Decoded {
  const bytes = Buffer.from(text)
  return decodeLine(bytes, 0, bytes.length, { strict: options.strict ?? false, whole: true })
}

/**
 * The event of a journaled text: it was decoded once, so it decodes again.
 *
 * @throws StoreError when it does not
 */
export function journaledEvent(text: string): InputEvent {
  return journaledInput(text).event
}

/** The same with its envelope. */
export function journaledInput(text: string): Input {
  const decoded = decodeText(text)
  if (decoded.kind !== 'input') throw journalDamage(undefined, `is no event (${visibleText(text)})`)
  return decoded.input
}
