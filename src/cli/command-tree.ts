import type { Argument, Command, Option } from 'commander'
import { formatsNamed } from './help-texts.ts'

/** What may stand in a place of the command line: some words, the name of a file, or what no shell can know. */
export type Values = readonly string[] | 'files' | 'unknown'

/** An option as shells complete it. */
export type OptionEntry = {
  /** `-o` and `--output`. */
  readonly flags: readonly string[]
  readonly description: string
  /** Undefined where it takes no value. */
  readonly values: Values | undefined
}

/** A command as shells complete it, with the options that every command takes. */
export type CommandEntry = {
  readonly name: string
  readonly description: string
  readonly options: readonly OptionEntry[]
  /** What its arguments may be; undefined where it takes none. */
  readonly values: Values | undefined
}

/** The commands and options of a program, as it knows them itself. */
export type CommandTree = {
  readonly commands: readonly CommandEntry[]
  /** The options that may stand before a command. */
  readonly options: readonly OptionEntry[]
}

export function commandTree(alloc: Command): CommandTree {
  const commands = alloc.commands.map(command => ({
    name: command.name(),
    description: command.description(),
    options: [...command.options, ...alloc.options].map(option => optionEntry(option, command.name())),
    values: command.registeredArguments[0] && argumentValues(command.registeredArguments[0]),
  }))
  const options = alloc.options.map(option => optionEntry(option, undefined))
  return {
    commands: commands.map(command => ({ ...command, options: [...command.options, help] })),
    options: [...options, help],
  }
}

const help: OptionEntry = {
  flags: ['-h', '--help'],
  description: 'print this help',
  values: undefined,
}

function optionEntry(option: Option, command: string | undefined): OptionEntry {
  const { short, long, description, required } = option
  return {
    flags: [short, long].filter(flag => flag !== undefined),
    description: long === '--output' ? 'the form of the output' : description,
    values: required ? optionValues(option, command) : undefined,
  }
}

function optionValues({ long, flags, argChoices }: Option, command: string | undefined): Values {
  if (long === '--output') return formatsNamed(command)
  return argChoices ?? (/<file/.test(flags) ? 'files' : 'unknown')
}

function argumentValues(argument: Argument): Values {
  return argument.argChoices ?? (/FILE|\./.test(argument.name()) ? 'files' : 'unknown')
}
