/** A command with these arguments, for a shell. */
export function commandText(args: readonly string[]): string {
  return ['alloc', ...args].map(shellQuoted).join(' ')
}

/** A word as a shell reads it back. */
export function shellQuoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (!unprintable.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = word.replace(/[\\']/g, '\\$&').replace(unprintableAll, byteEscapes)
  return `$'${escaped}'`
}

/** What a terminal obeys or hides: control, format and private-use characters, odd spaces. */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u
const unprintableAll = new RegExp(unprintable, 'gu')

function byteEscapes(characters: string): string {
  return [...Buffer.from(characters)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
