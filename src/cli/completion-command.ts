import type { Command } from 'commander'
import { bashCompletion } from './bash-completion.ts'
import { type CommandTree, commandTree } from './command-tree.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes, Failure } from './failure.ts'
import { fishCompletion } from './fish-completion.ts'
import { Output } from './output.ts'
import { type CommonOptions, formatAmong } from './replay-options.ts'
import { zshCompletion } from './zsh-completion.ts'

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** The shells whose completion is known. */
export const shells: readonly string[] = Object.keys(scripts)

/** `alloc completion`: a script that tells a shell what alloc takes. */
export async function completionCommand(
  shell: string,
  alloc: Command,
  { output }: CommonOptions,
  context: Context,
): Promise<ExitCode> {
  formatAmong(['script'], 'script', output)
  await new Output(context, false).write(scriptFor(shell)(commandTree(alloc)))
  return exitCodes.done
}

function scriptFor(shell: string): (tree: CommandTree) => string {
  const known = Object.entries(scripts).find(([name]) => name === shell)
  if (known) return known[1]
  throw new Failure(exitCodes.wrongUse, `there are scripts for ${shells.join(', ')}, not for ${shell}`)
}
