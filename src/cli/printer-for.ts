import { cloudEventNames } from './cloudevent-options.ts'
import { CloudEventPrinter } from './cloudevent-printer.ts'
import { HumanPrinter } from './human-printer.ts'
import { JsonPrinter } from './json-printer.ts'
import { NdjsonPrinter } from './ndjson-printer.ts'
import type { Printer } from './printer.ts'
import { formatAmong, type ReplayArguments } from './replay-options.ts'

const formats = ['human', 'ndjson', 'cloudevents', 'json'] as const
export type Format = (typeof formats)[number]

/** The output format that a replay was asked for. */
export function formatOf({ output }: ReplayArguments): Format {
  return formatAmong(formats, 'human', output, '--output or ALLOC_OUTPUT')
}

export function printerFor(format: Format, options: ReplayArguments): Printer {
  const { show, trace } = options
  switch (format) {
    case 'human':
      return new HumanPrinter(show, trace === true)
    case 'ndjson':
      return new NdjsonPrinter(show)
    case 'cloudevents':
      return new CloudEventPrinter(show, cloudEventNames(options))
    case 'json':
      return new JsonPrinter(show)
  }
}
