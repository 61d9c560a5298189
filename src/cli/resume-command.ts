/** The command that goes on where one with these arguments was stopped, for a shell. */
export function resumeCommand(
  args: readonly string[],
  { db, dbFromEnvironment }: { readonly db?: string; readonly dbFromEnvironment?: boolean },
): string {
  const end = args.indexOf('--')
  const options = (end < 0 ? args : args.slice(0, end)).filter(arg => arg !== '--again')
  const operands = end < 0 ? [] : args.slice(end)
  const warehouse = dbFromEnvironment && db !== undefined ? ['--db', db] : []
  const resume = options.includes('--resume') ? [] : ['--resume']
  return commandText([...options, ...warehouse, ...resume, ...operands])
}

/** A command with these arguments, for a shell. */
export function commandText(args: readonly string[]): string {
  return ['alloc', ...args].map(shellQuoted).join(' ')
}

/** A word as a shell reads it back. */
function shellQuoted(word: string): string {
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
