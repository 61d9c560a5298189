import type { InputEvent } from '../domain/events.ts'
import { visibleText } from '../domain/visible-text.ts'
import { journalDamage } from '../service/store-error.ts'
import { decodeLine } from './decode.ts'
import type { Decoded } from './decoded.ts'

/** Decodes one line that is at hand as a text; byte offsets of a problem count its UTF-8 bytes. */
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
  const decoded = decodeText(text)
  if (decoded.kind !== 'input') throw journalDamage(undefined, `is no event (${visibleText(text)})`)
  return decoded.input.event
}
