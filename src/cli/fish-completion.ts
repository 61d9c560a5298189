import type { CommandTree, OptionEntry, Values } from './command-tree.ts'

/** A completion script for fish 3 and later. */
export function fishCompletion({ commands, options }: CommandTree): string {
  const everywhere = [...commands.flatMap(command => command.options), ...options]
  const takingValues = new Set(
    everywhere.filter(({ values }) => values !== undefined).flatMap(({ flags }) => flags),
  )
  const lines = [
    ...commands.map(
      ({ name, description }) => `complete -c alloc -n '__alloc_at ""' -a ${name} -d ${quoted(description)}`,
    ),
    ...options.map(option => optionLine('', option)),
    ...commands.flatMap(({ name, options: own, values }) => [
      ...(values === undefined || values === 'unknown'
        ? []
        : [`complete -c alloc -n '__alloc_at ${name}' ${action(values)}`]),
      ...own.map(option => optionLine(name, option)),
    ]),
  ]
  return `# Completion of alloc for fish; 'alloc completion -h' tells how to install it.
function __alloc_at
    set -l value 0
    set -l command ''
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $value = 1
            set value 0
            continue
        end
        switch $word
            case ${[...takingValues].join(' ')}
                set value 1
            case '-*'
            case '*'
                set command $word
                break
        end
    end
    test "$command" = "$argv[1]"
end

complete -c alloc -f
${lines.join('\n')}
`
}

function optionLine(command: string, { flags, description, values }: OptionEntry): string {
  const names = flags.map(flag => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const at = `-n '__alloc_at ${command === '' ? '""' : command}'`
  const value = values === undefined ? [] : [values === 'files' ? '-r -F' : `-x ${action(values)}`.trim()]
  return ['complete -c alloc', at, ...names, ...value, '-d', quoted(description)].join(' ')
}

function action(values: Values): string {
  if (values === 'files') return '-F'
  return values === 'unknown' ? '' : `-a ${quoted(values.join(' '))}`
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
