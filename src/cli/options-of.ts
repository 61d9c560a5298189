import type { Command } from 'commander'

/** The commands of which ALLOC_OUTPUT speaks. */
export const readsOutputVariable: ReadonlySet<string> = new Set(['replay', 'batches', 'orders', 'trace'])

/** What a command was asked for; an empty variable of the environment is as good as none. */
export function optionsOf<O extends { db?: string; output?: string }>(command: Command): O {
  const options: O = command.optsWithGlobals()
  const dbFromEnvironment = command.getOptionValueSourceWithGlobals('db') === 'env'
  if (dbFromEnvironment && options.db === '') delete options.db
  const isForOthers = !readsOutputVariable.has(command.name()) || options.output === ''
  if (isForOthers && command.getOptionValueSourceWithGlobals('output') === 'env') delete options.output
  return { ...options, dbFromEnvironment }
}
