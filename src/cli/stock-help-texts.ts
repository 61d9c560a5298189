/** What `--output` may be, by command. */
export const stockFormatHelp: { readonly [command: string]: string } = {
  batches: 'human (if left out), ndjson, json or csv',
  countsheet: 'csv (if left out) or ndjson',
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
