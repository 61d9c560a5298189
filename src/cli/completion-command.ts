import type { Command } from 'commander'
import { bashCompletion } from './bash-completion.ts'
import { type CommandTree, commandTree } from './command-tree.ts'
import type { Shell } from './completion-options.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './failure.ts'
import { fishCompletion } from './fish-completion.ts'
import { Output } from './output.ts'
import { type CommonOptions, formatAmong } from './replay-options.ts'
import { zshCompletion } from './zsh-completion.ts'

const scripts: { readonly [S in Shell]: (tree: CommandTree) => string } = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/** `alloc completion`: a script that tells a shell what alloc takes. */
export async function completionCommand(
  shell: Shell,
  alloc: Command,
  { output }: CommonOptions,
  context: Context,
): Promise<ExitCode> {
  formatAmong(['script'], 'script', output)
  await new Output(context, false).write(scripts[shell](commandTree(alloc)))
  return exitCodes.done
}
