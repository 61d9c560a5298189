import type { CommandTree, OptionEntry, Values } from './command-tree.ts'

/** A completion script for bash 3.2 and later, which needs no package beside it. */
export function bashCompletion({ commands, options }: CommandTree): string {
  const everywhere = [...commands.flatMap(command => command.options), ...options]
  const takingValues = new Set(everywhere.filter(takesValue).flatMap(({ flags }) => flags))
  return `# Completion of alloc for bash; 'alloc completion -h' tells how to install it.
_alloc() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local command= value= only_arguments= word i
  if [ "$cur" = = ]; then cur=
  elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [ -n "$value" ]; then
      [ "$word" = = ] || value=
      continue
    fi
    case $only_arguments$word in
      --) only_arguments=1 ;;
      ${[...takingValues].join('|')}) value=1 ;;
      -*) ;;
      *) [ -n "$command" ] || command=$word ;;
    esac
  done
  COMPREPLY=()
  if [ -n "$value" ]; then
    case "$command $prev" in
${valueCases(commands.map(command => [command.name, command.options]))}
${valueCases([['', options]])}
    esac
  elif [ -z "$only_arguments" ] && [ "\${cur:0:1}" = - ]; then
    case $command in
${commands.map(command => `      ${command.name}) _alloc_words ${flagsOf(command.options)} ;;`).join('\n')}
      '') _alloc_words ${flagsOf(options)} ;;
    esac
  else
    case $command in
${commands.flatMap(({ name, values }) => (values === undefined ? [] : [`      ${name}) ${action(values)} ;;`])).join('\n')}
      '') _alloc_words ${commands.map(({ name }) => name).join(' ')} ;;
    esac
  fi
}

_alloc_words() {
  COMPREPLY=($(compgen -W "$*" -- "$cur"))
}

_alloc_files() {
  local file
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$cur")
}

complete -F _alloc alloc
`
}

function takesValue({ values }: OptionEntry): boolean {
  return values !== undefined
}

function flagsOf(options: readonly OptionEntry[]): string {
  return options.flatMap(({ flags }) => flags).join(' ')
}

function valueCases(named: readonly (readonly [name: string, options: readonly OptionEntry[]])[]): string {
  return named
    .flatMap(([name, options]) =>
      options
        .filter(({ values }) => values !== undefined && values !== 'unknown')
        .map(({ flags, values = 'unknown' }) => {
          const patterns = flags.map(flag => `'${name} ${flag}'`).join('|')
          return `      ${patterns}) ${action(values)} ;;`
        }),
    )
    .join('\n')
}

function action(values: Values): string {
  if (values === 'files') return '_alloc_files'
  return values === 'unknown' ? ':' : `_alloc_words ${values.join(' ')}`
}
