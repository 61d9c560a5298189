import { type Command, type Help, Option } from 'commander'
import { readsOutputVariable } from './options-of.ts'
import { stockFormatHelp } from './stock-help-texts.ts'

/** The title of the options that stand before or after the name of any command. */
export const everyCommand = 'Options of every command:'

/** How every help is laid out: as wide as a narrow terminal, wherever it goes. */
export const helpLayout: Partial<Help> = {
  helpWidth: 80,
  showGlobalOptions: true,
  styleTitle: title => (title === 'Global Options:' ? everyCommand : title),
  optionDescription,
  argumentDescription: ({ description, argChoices }) =>
    argChoices ? `${description}: ${argChoices.join(', ')}` : description,
  visibleOptions: command => (command.parent ? [...command.options] : [...command.options, help]),
  visibleGlobalOptions: command => (command.parent ? [...ofCommand(command, command.parent), help] : []),
}

/** What `--output` may be, by command. */
export const formatHelp: { readonly [command: string]: string } = {
  replay: 'human (if left out), ndjson, cloudevents or json',
  check: 'human (if left out) or ndjson',
  export: 'ndjson (if left out) or cloudevents',
  schema: 'json (if left out)',
  completion: 'script (if left out)',
  trace: 'human (if left out), ndjson, json or mermaid',
  ...stockFormatHelp,
}

/** The forms of output that a command has, by their names in its help; without a command, all that there are. */
export function formatsNamed(command: string | undefined): readonly string[] {
  const helps = command === undefined ? Object.values(formatHelp) : [formatHelp[command] ?? '']
  const words = helps.flatMap(help => help.replaceAll(/\(.*?\)/g, '').split(/,| or /))
  return [...new Set(words.map(word => word.trim()).filter(word => word !== ''))]
}

/** The options of every command, as one of them takes them. */
function ofCommand(command: Command, { options }: Command): Option[] {
  const name = command.name()
  return options.map(option => {
    if (option.long !== '--output') return option
    const output = new Option(option.flags, formatHelp[name])
    return readsOutputVariable.has(name) ? output.env('ALLOC_OUTPUT') : output
  })
}

const help = new Option('-h, --help', 'print this help').helpGroup(everyCommand)

/** Printed before the help of `alloc`. */
export const examples = `Examples:
  alloc replay events.ndjson                      replay a log, keep nothing
  cat events.ndjson | alloc replay --db w.db -    replay stdin into a warehouse
  alloc replay -o ndjson events.ndjson            one JSON record a line
  alloc check events.ndjson                       every problem of a log
`

/** Printed before the help of `alloc replay`. */
export const replayExamples = `Examples:
  alloc replay events.ndjson                      replay a log, keep nothing
  alloc replay --db w.db monday.ndjson tuesday.ndjson
  alloc replay -n --db w.db events.ndjson         try it, save nothing
  alloc replay --on-error skip --rejects rejects.ndjson events.ndjson
                                                  leave refused events out
  tail -f shop.ndjson | alloc replay --db w.db --commit event -
`

/** Printed before the help of `alloc check`. */
export const checkExamples = `Examples:
  alloc check events.ndjson                       judge the lines alone
  alloc check --db warehouse.db events.ndjson     try them against a warehouse
  alloc check --db :memory: events.ndjson         try them against an empty one
`

/** Printed before the help of `alloc export`. */
export const exportExamples = `Examples:
  alloc export --db warehouse.db > log.ndjson     a log that makes it anew
  alloc export --db warehouse.db -o cloudevents   the same for other systems
  alloc export --db warehouse.db --sku RED-CHAIR  what happened to one product
  alloc export --db warehouse.db --emitted --since 42
                                                  emitted after seq 42
`

/** Printed before the help of `alloc trace`. */
export const traceExamples = `Examples:
  alloc trace order-2 --db warehouse.db           the story of an order
  alloc trace e-5 --db warehouse.db               what an event caused
  alloc trace e-5~1~1 --db warehouse.db           what caused an event
  alloc trace e-5 --db warehouse.db -o mermaid    the same as a flowchart
`

/** Printed before the help of `alloc completion`. */
export const completionExamples = `Examples:
  alloc completion fish > ~/.config/fish/completions/alloc.fish
  source <(alloc completion bash)                 in ~/.bashrc
  source <(alloc completion zsh)                  in ~/.zshrc, behind compinit
`

/** Printed before the help of `alloc schema`. */
export const schemaExamples = `Examples:
  alloc schema                                    of any line of a log
  alloc schema StockCounted                       of one event
  alloc schema reject                             of one of alloc's records
  alloc schema --asyncapi                         of all messages
`

/** Printed after the help of commands that only print. */
export const schemaExitCodeHelp = `
Exit codes:
  0 done   2 wrong use   4 the output cannot be written
  70 a defect of alloc   129, 130, 143 ended by a signal`

/** Printed after the help of `alloc` and `alloc replay`. */
export const exitCodeHelp = `
Exit codes:
  0 done   1 input was refused   2 wrong use   3 a condition is not met
  4 a file cannot be read or written   5 trouble with the database
  70 a defect of alloc   129, 130, 143 ended by a signal   141 stdout was closed`

/** Printed after the help of `alloc check`. */
export const checkExitCodeHelp = `
Exit codes:
  0 no error, perhaps warnings   1 there are errors   2 wrong use
  4 a file cannot be read or written   5 trouble with the database
  70 a defect of alloc   129, 130, 143 ended by a signal`

/** Printed after the help of `alloc export`. */
export const exportExitCodeHelp = `
Exit codes:
  0 done   2 wrong use   4 the output cannot be written
  5 trouble with the database
  70 a defect of alloc   129, 130, 143 ended by a signal`

/** What a command says to somebody who called it without an input. */
export const shortHelp = { replay: replayExamples, check: checkExamples }

/** What an option does, then its choices, its default and the variable that stands for it. */
function optionDescription({
  description,
  argChoices,
  defaultValue,
  defaultValueDescription,
  envVar,
}: Option): string {
  const standard = defaultValue === undefined ? undefined : (defaultValueDescription ?? defaultValue)
  const notes = [
    standard === undefined ? [] : [`default: ${standard}`],
    envVar === undefined ? [] : [`env: ${envVar}`],
  ].flat()
  const choices = argChoices ? `: ${argChoices.join(', ')}` : ''
  return `${description}${choices}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`
}
