/** A command of a page, and what the page says that a terminal shows after it. */
export type ShownCommand = {
  readonly kind: 'command'
  /** The number of its line in the page. */
  readonly line: number
  readonly command: string
  readonly shown: string
}

/** A script that the page has its reader write. */
export type ShownFile = { readonly kind: 'file'; readonly name: string; readonly text: string }

/**
 * What a page has its reader do, in order: the commands of its console blocks, each after `$ ` and with `> `
 * before the lines that go on with it, and its js blocks that begin with `// file: NAME.mjs`.
 */
export function stepsOf(page: string): readonly (ShownCommand | ShownFile)[] {
  return fencedBlocks(page).flatMap((block): readonly (ShownCommand | ShownFile)[] => {
    if (block.language === 'console') return commandsOf(block)
    const [, name] = /^\/\/ file: (\S+)$/.exec(block.lines[0] ?? '') ?? []
    if (block.language !== 'js' || name === undefined) return []
    return [{ kind: 'file', name, text: `${block.lines.join('\n')}\n` }]
  })
}

type Block = { readonly language: string; readonly firstLine: number; readonly lines: readonly string[] }

function fencedBlocks(page: string): Block[] {
  const blocks: Block[] = []
  let open: { fence: string; language: string; firstLine: number; lines: string[] } | undefined
  for (const [index, line] of page.split('\n').entries()) {
    const [, fence = '', language = ''] = /^(`{3,})\s*(\S*)/.exec(line) ?? []
    if (open === undefined) {
      if (fence !== '') open = { fence, language, firstLine: index + 2, lines: [] }
    } else if (line.trimEnd() === open.fence) {
      blocks.push(open)
      open = undefined
    } else open.lines.push(line)
  }
  if (open !== undefined) throw new Error(`the block at line ${open.firstLine - 1} is not closed`)
  return blocks
}

function commandsOf({ firstLine, lines }: Block): ShownCommand[] {
  const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []))
  if (starts[0] !== 0) throw new Error(`the console block at line ${firstLine} begins with no command`)
  return starts.map((start, index) => {
    const own = lines.slice(start, starts[index + 1])
    const isOver = own.findIndex((line, at) => at > 0 && !line.startsWith('> '))
    const end = isOver === -1 ? own.length : isOver
    return {
      kind: 'command',
      line: firstLine + start,
      command: own
        .slice(0, end)
        .map(line => line.slice(2))
        .join('\n'),
      shown: own.slice(end).join('\n'),
    }
  })
}
