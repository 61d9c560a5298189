import { visibleText } from '../domain/visible-text.ts'
import { counted, countText } from './count-text.ts'
import { displayWidth } from './text-column.ts'

/** How far a run has come. */
export type ProgressState = {
  /** What is done: `replaying`. */
  readonly verb: string
  /** As the user named it. */
  readonly input: string
  /** The part of its bytes that was read, 0 to 1; undefined for a stream, whose end nobody knows. */
  readonly fraction: number | undefined
  readonly events: number
  readonly eventsPerSecond: number
  readonly rejected: number
  /** Undefined as long as it cannot be told. */
  readonly secondsLeft: number | undefined
  /** The width of the terminal. */
  readonly columns: number
}

/** The progress in one line that fits the terminal, without a line end; in a narrow one the input's name gives way first, then the bar. */
export function progressLine(state: ProgressState): string {
  const verb = `${state.verb} `
  const roomBeside = (rest: string) => state.columns - displayWidth(`${verb}  ${rest}`)
  const whole = parts(state, true).join('  ')
  const rest = roomBeside(whole) < shortestName ? parts(state, false).join('  ') : whole
  const room = roomBeside(rest)
  const input = visibleText(state.input, Number.POSITIVE_INFINITY)
  return cut(`${verb}${cut(input, Math.max(room, shortestName), '…')}  ${rest}`, state.columns)
}

const shortestName = 12
const barLength = 20

function parts(
  { fraction, events, eventsPerSecond, rejected, secondsLeft }: ProgressState,
  withBar: boolean,
): string[] {
  const all = [
    fraction !== undefined && withBar && bar(fraction),
    fraction !== undefined && `${Math.floor(within(fraction) * 100)}%`,
    counted(events, 'event'),
    `${countText(Math.round(eventsPerSecond))}/s`,
    rejected > 0 && `${countText(rejected)} rejected`,
    fraction !== undefined && secondsLeft !== undefined && `ETA ${timeText(secondsLeft)}`,
  ]
  return all.filter(part => part !== false)
}

/** It is full only when all was read. */
function bar(fraction: number): string {
  return `[${'#'.repeat(Math.floor(within(fraction) * barLength)).padEnd(barLength, '-')}]`
}

/** A file may grow while it is read. */
function within(fraction: number): number {
  return Math.min(1, Math.max(0, fraction))
}

/** Rounded up, so that it does not stand at 0. */
function timeText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  if (whole < 60) return `${whole}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}m ${pad(whole % 60)}s`
  return `${countText(Math.floor(minutes / 60))}h ${pad(minutes % 60)}m`
}

function pad(count: number): string {
  return String(count).padStart(2, '0')
}

/** As much of a text as fits, in whole characters as people see them; `mark` stands for what does not. */
function cut(text: string, width: number, mark = ''): string {
  if (displayWidth(text) <= width) return text
  let shown = ''
  let left = width - displayWidth(mark)
  for (const { segment } of charactersOf(text)) {
    left -= displayWidth(segment)
    if (left < 0) break
    shown += segment
  }
  return shown + mark
}

/** Made when it is first needed: that takes 15 ms. */
let segmenter: Intl.Segmenter | undefined

function charactersOf(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en')
  return segmenter.segment(text)
}
