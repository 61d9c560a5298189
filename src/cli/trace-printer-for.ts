import { exitCodes, Failure } from './failure.ts'
import type { TraceArguments } from './trace-options.ts'
import { FlatPrinter, MermaidPrinter, type TracePrinter, TreePrinter } from './trace-printer.ts'
import { DocumentPrinter, RecordPrinter } from './trace-record-printers.ts'

/** The forms in which a story can be printed. */
export const traceFormats = ['human', 'ndjson', 'json', 'mermaid'] as const

/** How many of each are shown; of inputs one half from the beginning, the other from the end. */
export type TraceLimits = {
  readonly inputs: number
  readonly events: number
  readonly counts: number
  readonly lines: number
}

const forPeople: TraceLimits = { inputs: 20, events: 50, counts: 3, lines: 20 }
const everything: TraceLimits = { inputs: Infinity, events: Infinity, counts: Infinity, lines: Infinity }

/** How a story is printed. @throws Failure for options that would do nothing */
export function printerOf(
  format: (typeof traceFormats)[number],
  { flat = false, all = false }: TraceArguments,
): { readonly printer: TracePrinter; readonly limits: TraceLimits } {
  const isForPeople = format === 'human' || format === 'mermaid'
  if (flat && format !== 'human')
    throw new Failure(exitCodes.wrongUse, '--flat needs human output: records are one a line anyway')
  if (all && !isForPeople)
    throw new Failure(exitCodes.wrongUse, '--all is for human and mermaid output: records are never cut')
  const limits = all || !isForPeople ? everything : forPeople
  switch (format) {
    case 'human':
      return { limits, printer: flat ? new FlatPrinter(limits.events) : new TreePrinter(limits) }
    case 'mermaid':
      return { limits, printer: new MermaidPrinter(limits.events) }
    case 'ndjson':
      return { limits, printer: new RecordPrinter() }
    case 'json':
      return { limits, printer: new DocumentPrinter() }
  }
}
