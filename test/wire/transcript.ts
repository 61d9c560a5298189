import { readFileSync } from 'node:fs'

/** A part of a transcript of refused lines, as its heading calls it. */
export type Section = {
  readonly heading: string
  /** The lines, without what is said of them. */
  readonly lines: readonly string[]
  /** The lines, each with the columns concerned and what is said of it below it; `|` is the line's end. */
  readonly text: string
  /** How the lines are to be read, which the heading tells. */
  readonly strict: boolean
  readonly whole: boolean
}

/** The transcripts of this folder. */
export function refusedLines(): readonly Section[] {
  return ['refused-lines.txt', 'refused-fields.txt'].flatMap(file => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    return text.trimEnd().split('\n\n').map(sectionOf)
  })
}

/** The lines of a transcript that are not said of others. */
export function linesIn(transcript: string): readonly string[] {
  return transcript.split('\n').filter(line => !below.test(line))
}

const below = /^ *(?:[|^]+ [a-z0-9-]+(?: \S*)?: |hint: )/

function sectionOf(section: string): Section {
  const [heading = '', ...rest] = section.split('\n')
  if (!heading.startsWith('# ')) throw new Error(`a section has no heading, but ${heading}`)
  const text = rest.join('\n')
  const strict = heading.includes('--strict')
  return {
    heading: heading.slice(2),
    lines: linesIn(text),
    text,
    strict,
    whole: !heading.includes('without a newline'),
  }
}
