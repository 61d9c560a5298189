/** What `--output` may be, by command. */
export const stockFormatHelp: { readonly [command: string]: string } = {
  batches: 'human (if left out), ndjson, json or csv',
  countsheet: 'csv (if left out) or ndjson',
  stocktake: 'human (if left out), ndjson, json or csv',
  orders: 'human (if left out), ndjson, json or csv',
}

/** Printed before the help of `alloc batches`. */
export const batchesExamples = `Examples:
  alloc batches --db warehouse.db                 every batch
  alloc batches --db warehouse.db --sku RED-CHAIR --available
  alloc batches --db warehouse.db -o csv          for a spreadsheet
`

/** Printed before the help of `alloc countsheet`. */
export const countsheetExamples = `Examples:
  alloc countsheet --db warehouse.db > counts.csv
  alloc countsheet --db warehouse.db --blind      without what is expected
  alloc countsheet --db warehouse.db --batch batch-003
                                                  to count one again
`

/** Printed before the help of `alloc orders`. */
export const ordersExamples = `Examples:
  alloc orders --db warehouse.db                  open lines, oldest first
  alloc orders order-8 --db warehouse.db          all lines of one order
  alloc orders --db warehouse.db --backorders     who waits for stock
`

/** Printed after the help of commands that only read a warehouse. */
export const readingExitCodeHelp = `
Exit codes:
  0 done   1 the warehouse does not know a name   2 wrong use
  4 the output cannot be written   5 trouble with the database
  70 a defect of alloc   129, 130, 143 ended by a signal`

/** Printed before the help of `alloc stocktake`. */
export const stocktakeExamples = `Examples:
  alloc stocktake counts.csv --db warehouse.db    what the counts would do
  alloc stocktake counts.csv --db warehouse.db --tolerance 10% --apply
  alloc stocktake counts.csv --db warehouse.db -o ndjson > corrections.ndjson
                                                  to keep, and to replay
`

/** Printed after the help of `alloc stocktake`. */
export const stocktakeExitCodeHelp = `
Exit codes:
  0 done   1 something is wrong with the sheet   2 wrong use
  3 a count is stale or beyond the tolerance, or with --exit-code differs
  4 a file cannot be read or written   5 trouble with the database
  70 a defect of alloc   129, 130, 143 ended by a signal   141 stdout was closed`
