import { HumanPrinter } from './human-printer.ts'
import { JsonPrinter } from './json-printer.ts'
import { NdjsonPrinter } from './ndjson-printer.ts'
import type { Printer } from './printer.ts'
import type { ReplayArguments } from './replay-options.ts'

/** What `replay` may print. */
export const formats = ['human', 'ndjson', 'json'] as const
export type Format = (typeof formats)[number]

export function printerFor(format: Format, { show, trace }: ReplayArguments): Printer {
  switch (format) {
    case 'human':
      return new HumanPrinter(show, trace === true)
    case 'ndjson':
      return new NdjsonPrinter(show)
    case 'json':
      return new JsonPrinter(show)
  }
}
