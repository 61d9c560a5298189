import type { CommandEntry, CommandTree, OptionEntry, Values } from './command-tree.ts'

/** A completion script for zsh, to be sourced or put into a directory of `fpath` as `_alloc`. */
export function zshCompletion({ commands, options }: CommandTree): string {
  const described = commands.map(({ name, description }) => quoted(`${escaped(name)}:${description}`))
  return `#compdef alloc
# Completion of alloc for zsh; 'alloc completion -h' tells how to install it.
_alloc() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C -s -A '-*' \\
${specs(options)
  .map(spec => `    ${spec} \\\n`)
  .join('')}    '1:command:->command' \\
    '*::argument:->arguments'
  case $state in
    command)
      local -a commands=(
${described.map(each => `        ${each}`).join('\n')}
      )
      _describe command commands
      ;;
    arguments)
      case $line[1] in
${commands.map(caseOf).join('\n')}
      esac
      ;;
  esac
}

if [ "$funcstack[1]" = _alloc ]; then
  _alloc "$@"
else
  compdef _alloc alloc
fi
`
}

function caseOf({ name, options, values }: CommandEntry): string {
  const argument = values === undefined ? [] : [quoted(`*:argument:${action(values)}`)]
  const given = [...argument, ...specs(options)].map(spec => ` \\\n            ${spec}`)
  return `        ${name})\n          _arguments -s${given.join('')}\n          ;;`
}

/** Each flag has a line of its own, and rules the other out. */
function specs(options: readonly OptionEntry[]): string[] {
  return options.flatMap(({ flags, description, values }) =>
    flags.map(flag => {
      const others = flags.length > 1 ? `(${flags.join(' ')})` : ''
      const value = values === undefined ? '' : `:value:${action(values)}`
      const ending = values === undefined ? '' : flag.startsWith('--') ? '=' : '+'
      return quoted(`${others}${flag}${ending}[${escaped(description)}]${value}`)
    }),
  )
}

function action(values: Values): string {
  if (values === 'files') return '_files'
  return values === 'unknown' ? ' ' : `(${values.join(' ')})`
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
