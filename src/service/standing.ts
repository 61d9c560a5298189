import type { KnownRun } from './store.ts'

/** What is to be done with inputs that were replayed before. */
export type Asked = 'refuse' | 'resume' | 'again'

/** An input that was compared with those that were replayed before. */
export type Compared = {
  readonly name: string
  /** Those that it begins with. */
  readonly matches: readonly KnownRun[]
  /** The bytes that it has; infinite where it was not read to its end, being longer than all it was compared with. */
  readonly size: number
  /** All that were replayed, in order; one that had ended and has grown since is there once for each time. */
  readonly runs: readonly KnownRun[]
}

/** What can be wrong with an input as it stands to those before. */
export const sourceCodes = [
  'already-applied',
  'unfinished-run',
  'source-changed',
  'source-truncated',
] as const

export type SourceProblem = {
  readonly code: (typeof sourceCodes)[number]
  readonly message: string
  readonly hint: string
}

/** What an input has to do with those that were replayed before. */
export type Standing =
  | { readonly kind: 'start'; readonly closes: readonly KnownRun[] }
  | { readonly kind: 'resume'; readonly run: KnownRun }
  /** It was applied completely. */
  | { readonly kind: 'done'; readonly run: KnownRun }
  | { readonly kind: 'problem'; readonly problem: SourceProblem }

/** Judges an input by what it begins with; a name never makes two inputs the same, it only asks. */
export function standingOf(asked: Asked, compared: Compared): Standing {
  const { matches, size, name, runs } = compared
  const namesakes = runs.filter(run => run.name === name && isBegun(run))
  if (asked === 'again') {
    const matching = matches.filter(run => run.state === 'unfinished' && run.name !== name)
    return { kind: 'start', closes: [...matching, ...namesakes] }
  }
  const longest = matches.toSorted(byLength).at(-1)
  const namesake = namesakes.at(-1)
  if (asked === 'resume' && longest) {
    const isDone = longest.state === 'complete' && longest.progress.bytes === size
    const grown = runs.findLast(run => isContinuation(run, longest))
    if (!isDone && grown) return { kind: 'problem', problem: otherEnd(grown, longest, size) }
    // An older input that it begins with, too, must not hide that it is no longer the one that was begun.
    const isHiding = longest.state === 'complete' && !isDone && isLonger(namesake, longest)
    if (!isHiding) return { kind: isDone ? 'done' : 'resume', run: longest }
  }
  const problem = sameContent(compared) ?? sameName(namesake, size)
  return problem ? { kind: 'problem', problem } : { kind: 'start', closes: [] }
}

/** Whether a part of it was applied, and more is to come. */
export function isBegun({ state, progress }: KnownRun): boolean {
  return state === 'unfinished' && progress.bytes > 0
}

/** Whether it is the same input after it had grown. */
function isContinuation(run: KnownRun, of: KnownRun): boolean {
  return run.name === of.name && run.n === of.n && run.run > of.run
}

function isLonger(run: KnownRun | undefined, than: KnownRun): boolean {
  return run !== undefined && run.progress.bytes > than.progress.bytes
}

/** By what was read of them; of two the unfinished one, and the newer one, is the greater. */
function byLength(a: KnownRun, b: KnownRun): number {
  return (
    a.progress.bytes - b.progress.bytes ||
    Number(a.state === 'unfinished') - Number(b.state === 'unfinished') ||
    a.run - b.run
  )
}

function sameContent({ matches, size }: Compared): SourceProblem | undefined {
  if (matches.some(({ state, progress }) => state === 'complete' && progress.bytes === size)) {
    const hint = 'to apply it once more, give --again; with --resume it is passed over'
    return { code: 'already-applied', message: 'this input was applied before, completely', hint }
  }
  const begun = matches.findLast(({ state }) => state === 'unfinished')
  if (!begun) return undefined
  return {
    code: 'unfinished-run',
    message: `this input was applied before, up to line ${begun.progress.lines}`,
    hint: '--resume goes on behind that line, --again starts over',
  }
}

/** It begins with an input that has grown, but does not go on as that did. */
function otherEnd(grown: KnownRun, common: KnownRun, size: number): SourceProblem {
  const { bytes } = grown.progress
  const code = size < bytes ? 'source-truncated' : 'source-changed'
  const message = `this input begins with ${bytesText(common.progress.bytes)} of one that was read up to ${bytesText(bytes)}, and does not go on as that one did`
  return { code, message, hint: otherInputHint }
}

function sameName(namesake: KnownRun | undefined, size: number): SourceProblem | undefined {
  if (!namesake) return undefined
  const { bytes } = namesake.progress
  const hint = otherInputHint
  const read = bytesText(bytes)
  if (size < bytes) {
    const message = `an input of this name was read up to ${read}, this one has ${size.toLocaleString('en')}`
    return { code: 'source-truncated', message, hint }
  }
  const message = `an input of this name was read before, and this one differs within the first ${read} that were read`
  return { code: 'source-changed', message, hint }
}

const otherInputHint = 'to go on, give the input as it was; to apply this one as another, give --again'

function bytesText(bytes: number): string {
  return `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`
}
