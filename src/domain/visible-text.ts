import { invisible } from './identifiers.ts'

/**
 * What a person may be shown of a text from input: at most `limit` characters, with all that a terminal
 * obeys or hides (control, format and private-use characters, odd spaces) written as `\u200b`.
 */
export function visibleText(text: string, limit = 80): string {
  if (text.length <= limit && printable.test(text)) return text
  let shown = ''
  let cut = ''
  let width = 0
  for (const character of text) {
    const written = unseen.test(character) ? escaped(character) : character
    width += written === character ? 1 : written.length
    if (width > limit) return `${cut}…`
    shown += written
    if (width < limit) cut = shown
  }
  return shown
}

const printable = /^[ -~]*$/
const unseen = new RegExp(`${invisible.source}|(?! )\\p{Zs}`, 'u')

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const digits = code.toString(16)
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`
}
