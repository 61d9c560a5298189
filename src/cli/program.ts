import { Command, Option } from 'commander'
import { exitCodes, Failure } from './failure.ts'
import {
  checkExamples,
  checkExitCodeHelp,
  everyCommand,
  examples,
  exitCodeHelp,
  exportExamples,
  exportExitCodeHelp,
  formatHelp,
  helpLayout,
  replayExamples,
} from './help-texts.ts'
import type { CheckArguments, ExportArguments, ReplayArguments } from './replay-options.ts'
import { errorLimit, eventNumber, failures, groupSize, milliseconds, shown } from './replay-options.ts'

/** What the commands do, once their arguments are read. */
export type Actions = {
  readonly replay: (paths: readonly string[], options: ReplayArguments) => Promise<void>
  readonly check: (paths: readonly string[], options: CheckArguments) => Promise<void>
  readonly export: (options: ExportArguments) => Promise<void>
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
    .addHelpText('before', replayExamples)
    .addHelpText('after', exitCodeHelp)
    .action((paths: string[], _: unknown, command: Command) => {
      const options = optionsOf<ReplayArguments>(command)
      refuseIdle(options, command.getOptionValueSource('maxErrors') === 'cli')
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
    .addHelpText('before', checkExamples)
    .addHelpText('after', checkExitCodeHelp)
    .action((paths: string[], _: unknown, command: Command) => actions.check(paths, optionsOf(command)))
}

function addExport(alloc: Command, actions: Actions): void {
  alloc
    .command('export')
    .configureHelp(helpLayout)
    .usage('--emitted [options]')
    .description('Prints the events that a warehouse emitted, as replay -o ndjson does.')
    .optionsGroup('What is printed:')
    .requiredOption('--emitted', 'the emitted events')
    .addOption(
      new Option('--since <n>', 'those with a seq above this').default(0).argParser(eventNumber('--since')),
    )
    .addOption(
      new Option('--until <n>', 'those with a seq up to this')
        .default(Number.MAX_SAFE_INTEGER, 'the last')
        .argParser(eventNumber('--until')),
    )
    .addHelpText('before', exportExamples)
    .addHelpText('after', exportExitCodeHelp)
    .action((_: unknown, command: Command) => actions.export(optionsOf(command)))
}

/** An option that would do nothing beside the others is a mistake of some kind. */
function refuseIdle(options: ReplayArguments, isLimited: boolean): void {
  const { onError, trace, output = 'human', subscribers, failOn } = options
  if (isLimited && onError !== 'skip')
    throw new Failure(
      exitCodes.wrongUse,
      '--max-errors needs --on-error skip: without it the first one stops',
    )
  if (trace && output !== 'human')
    throw new Failure(
      exitCodes.wrongUse,
      '--trace needs human output: the records of others name their causes',
    )
  if (failOn.has('subscriber') && subscribers === undefined)
    throw new Failure(exitCodes.wrongUse, '--fail-on subscriber needs --subscribers: without it nobody fails')
}

/** An empty variable of the environment is as good as none, and ALLOC_OUTPUT speaks of `replay` alone. */
function optionsOf<O extends { db?: string; output?: string }>(command: Command): O {
  const options: O = command.optsWithGlobals()
  const dbFromEnvironment = command.getOptionValueSourceWithGlobals('db') === 'env'
  if (dbFromEnvironment && options.db === '') delete options.db
  const isForOthers = command.name() !== 'replay' || options.output === ''
  if (isForOthers && command.getOptionValueSourceWithGlobals('output') === 'env') delete options.output
  return { ...options, dbFromEnvironment }
}

function choice(flags: string, description: string, choices: readonly string[], standard: string): Option {
  return new Option(flags, description).choices(choices).default(standard)
}
