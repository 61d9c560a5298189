import { Argument, Command, Option } from 'commander'
import { schemaNames } from '../wire/schema-names.ts'
import { ceSource, ceTypePrefix } from './cloudevent-options.ts'
import { type Shell, shells } from './completion-options.ts'
import { exitCodes, Failure } from './failure.ts'
import {
  checkExamples,
  checkExitCodeHelp,
  completionExamples,
  everyCommand,
  examples,
  exitCodeHelp,
  exportExamples,
  exportExitCodeHelp,
  formatHelp,
  helpLayout,
  replayExamples,
  schemaExamples,
  schemaExitCodeHelp,
  traceExamples,
} from './help-texts.ts'
import { optionsOf } from './options-of.ts'
import type { CheckArguments, CommonOptions, ExportArguments, ReplayArguments } from './replay-options.ts'
import { errorLimit, eventNumber, failures, groupSize, milliseconds, shown } from './replay-options.ts'
import { type SchemaArguments, schemaNamed } from './schema-options.ts'
import { addStockCommands, type StockActions } from './stock-commands.ts'
import { sourceNamed, type TraceArguments } from './trace-options.ts'

/** What the commands do, once their arguments are read. */
export type Actions = StockActions & {
  readonly replay: (paths: readonly string[], options: ReplayArguments) => Promise<void>
  readonly check: (paths: readonly string[], options: CheckArguments) => Promise<void>
  readonly export: (options: ExportArguments) => Promise<void>
  readonly schema: (name: string | undefined, options: SchemaArguments) => Promise<void>
  readonly completion: (shell: Shell, alloc: Command, options: CommonOptions) => Promise<void>
  readonly trace: (name: string | undefined, options: TraceArguments) => Promise<void>
}

/** The command line: every command and option, with its help. */
export function program(version: string, actions: Actions): Command {
  const alloc = new Command('alloc')
    .description('Replays stock-allocation event logs against a SQLite unit of work.')
    .usage('<command> [options] [FILE...]')
    .optionsGroup(everyCommand)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addOption(new Option('--db <file>', 'the warehouse; without it nothing is kept').env('ALLOC_DB'))
    .addOption(new Option('-o, --output <format>', formatHelp.replay).env('ALLOC_OUTPUT'))
    .addOption(choice('--color <when>', 'colour', ['auto', 'always', 'never'], 'auto'))
    .addOption(choice('--errors <format>', 'how problems are printed on stderr', ['text', 'ndjson'], 'text'))
    .addOption(new Option('-q, --quiet', 'only errors on stderr').conflicts('verbose'))
    .option('-v, --verbose', 'all problems, not only the first 20, and each input and commit')
    .addOption(choice('--progress <when>', 'how far it is', ['auto', 'never', 'plain'], 'auto'))
    .addOption(
      new Option('--lock-timeout <ms>', 'how long to wait for another writer')
        .default(5000)
        .argParser(milliseconds),
    )
    .addHelpText('before', examples)
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .configureHelp(helpLayout)
  addReplay(alloc, actions)
  addCheck(alloc, actions)
  addExport(alloc, actions)
  addTrace(alloc, actions)
  addSchema(alloc, actions)
  addCompletion(alloc, actions)
  addStockCommands(alloc, actions)
  return alloc
}

function addReplay(alloc: Command, actions: Actions): void {
  alloc
    .command('replay')
    .configureHelp(helpLayout)
    .usage('[options] [FILE...]')
    .description('Runs events through the message bus; prints what they emit, then the batches.')
    .argument('[FILE...]', 'event logs as newline-delimited JSON; none or - is stdin')
    .optionsGroup('What is applied and saved:')
    .option('-n, --dry-run', 'do everything but save')
    .addOption(
      new Option('--commit <when>', 'run (all or nothing), event, or every so many events')
        .default(groupSize('run'), 'run')
        .argParser(groupSize),
    )
    .addOption(
      new Option('--resume', 'apply only what is not yet applied; safe to give always').conflicts('again'),
    )
    .option('--again', 'apply inputs that were applied before, or start them over')
    .option('--retry-backorders', 'offer stock that comes in or comes free to backorders')
    .optionsGroup('What is printed:')
    .addOption(
      new Option('--show <list>', 'events, batches, inputs, backorders, stats, none')
        .default(shown('events,batches'), 'events,batches')
        .argParser(shown),
    )
    .option('--all-batches', 'print every batch of the warehouse, not only those touched')
    .option('--trace', 'show what an event emitted as a tree under it (human)')
    .optionsGroup('Refused events:')
    .addOption(choice('--on-error <what>', 'at a refused event', ['stop', 'skip'], 'stop'))
    .addOption(
      new Option('--max-errors <n>', 'refusals that skip allows, or none for any number')
        .default(100)
        .argParser(errorLimit),
    )
    .option('--rejects <file>', 'with skip: keep refused events here, to mend and replay')
    .option('--strict', 'unknown fields are errors')
    .optionsGroup('Side effects:')
    .option('--subscribers <file>', 'an ES module that is told of what was committed')
    .optionsGroup('Conditions:')
    .option('--expect <file>', 'exit 3 unless the batches are as this NDJSON or CSV says')
    .addOption(
      new Option('--fail-on <list>', 'exit 3 on out-of-stock, empty, warnings or subscriber')
        .default(new Set(), 'nothing')
        .argParser(failures),
    )
    .option('--verify', 'exit 3 unless the recorded outcomes are those derived')
    .optionsGroup('CloudEvents:')
    .addOption(ceSource())
    .addOption(ceTypePrefix())
    .addHelpText('before', replayExamples)
    .addHelpText('after', exitCodeHelp)
    .action((paths: string[], _: unknown, command: Command) => {
      const options = optionsOf<ReplayArguments>(command)
      refuseIdle(options, name => command.getOptionValueSource(name) === 'cli')
      return actions.replay(paths, options)
    })
}

function addCheck(alloc: Command, actions: Actions): void {
  alloc
    .command('check')
    .configureHelp(helpLayout)
    .usage('[options] [FILE...]')
    .description('Reports every problem of event logs; with --db, tries them against that warehouse.')
    .argument('[FILE...]', 'event logs as newline-delimited JSON; none or - is stdin')
    .optionsGroup('How the events are judged:')
    .option('--strict', 'unknown fields are errors')
    .option('--retry-backorders', 'offer stock that comes in or comes free to backorders')
    .optionsGroup('CloudEvents:')
    .addOption(ceSource())
    .addOption(ceTypePrefix())
    .addHelpText('before', checkExamples)
    .addHelpText('after', checkExitCodeHelp)
    .action((paths: string[], _: unknown, command: Command) => actions.check(paths, optionsOf(command)))
}

function addExport(alloc: Command, actions: Actions): void {
  alloc
    .command('export')
    .configureHelp(helpLayout)
    .usage('[options]')
    .description('Prints the inputs of a warehouse as a log that makes it anew, or what they emitted.')
    .optionsGroup('What is printed:')
    .option('--emitted', 'the emitted events, as replay prints them, not the inputs')
    .addOption(
      new Option('--since <n>', 'what has a position, or an emitted seq, above this')
        .default(0)
        .argParser(eventNumber('--since')),
    )
    .addOption(
      new Option('--until <n>', 'what has one up to this')
        .default(Number.MAX_SAFE_INTEGER, 'the last')
        .argParser(eventNumber('--until')),
    )
    .option('--sku <sku>', 'what is about this product')
    .optionsGroup('CloudEvents:')
    .addOption(ceSource())
    .addOption(ceTypePrefix())
    .addHelpText('before', exportExamples)
    .addHelpText('after', exportExitCodeHelp)
    .action((_: unknown, command: Command) => actions.export(optionsOf(command)))
}

function addTrace(alloc: Command, actions: Actions): void {
  alloc
    .command('trace')
    .configureHelp(helpLayout)
    .usage('[options] [ID]')
    .description('Tells which event caused which, from the journal of a warehouse.')
    .argument('[ID]', 'of an event, correlation, order or batch; none is the newest event')
    .optionsGroup('What is printed:')
    .option('--flat', 'a line for each event instead of a tree (human)')
    .option('--all', 'long stories as a whole (human, mermaid)')
    .addOption(
      new Option('--source <uri>', 'of events with the id, only that of this source').argParser(sourceNamed),
    )
    .addHelpText('before', traceExamples)
    .addHelpText('after', exportExitCodeHelp)
    .action((name: string | undefined, _: unknown, command: Command) =>
      actions.trace(name, optionsOf(command)),
    )
}

function addSchema(alloc: Command, actions: Actions): void {
  const name = new Argument('[EVENT]', 'none is any line of a log, else one of these')
    .choices(schemaNames)
    .argParser(schemaNamed)
  alloc
    .command('schema')
    .configureHelp(helpLayout)
    .usage('[options] [EVENT]')
    .description('Prints the JSON Schema 2020-12 of events and records.')
    .addArgument(name)
    .optionsGroup('What is printed:')
    .option('--asyncapi', 'an AsyncAPI 3.0 document of all events instead')
    .addHelpText('before', schemaExamples)
    .addHelpText('after', schemaExitCodeHelp)
    .action((name: string | undefined, _: unknown, command: Command) =>
      actions.schema(name, optionsOf(command)),
    )
}

function addCompletion(alloc: Command, actions: Actions): void {
  alloc
    .command('completion')
    .configureHelp(helpLayout)
    .usage('[options] SHELL')
    .description('Prints a script that completes commands and options in a shell.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .addHelpText('before', completionExamples)
    .addHelpText('after', schemaExitCodeHelp)
    .action((shell: Shell, _: unknown, command: Command) =>
      actions.completion(shell, alloc, optionsOf(command)),
    )
}

/** An option that would do nothing beside the others is a mistake of some kind. */
function refuseIdle(options: ReplayArguments, isGiven: (option: string) => boolean): void {
  const { onError, trace, output = 'human', show, subscribers, failOn } = options
  if (isGiven('maxErrors') && onError !== 'skip')
    throw new Failure(
      exitCodes.wrongUse,
      '--max-errors needs --on-error skip: without it the first one stops',
    )
  if (output === 'cloudevents' && isGiven('show') && [...show].some(name => name !== 'events'))
    throw new Failure(
      exitCodes.wrongUse,
      '--output cloudevents has emitted events only: --show events or none',
    )
  if (trace && output !== 'human')
    throw new Failure(
      exitCodes.wrongUse,
      '--trace needs human output: the records of others name their causes',
    )
  if (failOn.has('subscriber') && subscribers === undefined)
    throw new Failure(exitCodes.wrongUse, '--fail-on subscriber needs --subscribers: without it nobody fails')
}

function choice(flags: string, description: string, choices: readonly string[], standard: string): Option {
  return new Option(flags, description).choices(choices).default(standard)
}
