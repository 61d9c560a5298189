import { commandText } from './shell-words.ts'

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
