/** Printed before the help of `alloc`. */
export const examples = `Examples:
  alloc replay events.ndjson                      replay a log, keep nothing
  cat events.ndjson | alloc replay --db w.db -    replay stdin into a warehouse
  alloc replay -o ndjson events.ndjson            one JSON record a line
  alloc check events.ndjson                       every problem of a log
`

/** Printed before the help of `alloc replay`. */
export const replayExamples = `Examples:
  alloc replay events.ndjson                      replay a log, keep nothing
  alloc replay --db warehouse.db monday.ndjson tuesday.ndjson
  alloc replay --on-error skip events.ndjson      leave refused events out
  alloc replay -n --db warehouse.db events.ndjson try it, save nothing
`

/** Printed before the help of `alloc check`. */
export const checkExamples = `Examples:
  alloc check events.ndjson                       judge the lines alone
  alloc check --db warehouse.db events.ndjson     try them against a warehouse
  alloc check --db :memory: events.ndjson         try them against an empty one
`

/** Printed before the help of `alloc export`. */
export const exportExamples = `Examples:
  alloc export --emitted --db warehouse.db             all that was emitted
  alloc export --emitted --db warehouse.db --since 42  what came after seq 42
`

/** Printed after the help of `alloc`. */
export const exitCodeHelp = `
Exit codes:
  0 done   1 input was refused   2 wrong use   3 a condition is not met
  4 a file cannot be read or written   5 trouble with the database
  70 a defect of alloc   129, 130, 143 ended by a signal   141 stdout was closed
`
