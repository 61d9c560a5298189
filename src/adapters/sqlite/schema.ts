/** "ALOC": tells alloc's databases from others. */
export const applicationId = 0x414c4f43

/** The number of this layout; a newer one is refused, an older one migrated. */
export const schemaVersion = 1

/**
 * The whole warehouse: state, history, position. Foreign keys are declared, and checked as a whole
 * (`PRAGMA foreign_key_check`), since checking them row by row costs a third of a replay. Names that are
 * long or repeated stand once; elsewhere their numbers do.
 *
 * - `order_lines.batch` is the promising batch, of a shipped line the one that it left.
 * - `order_lines.event` and `batches.event` name the last journal row that touched them; `events.earlier`
 *   leads from there to the one before, so histories need no index.
 * - `events.id` is unique within its source. `origin_line` is the line of the input of `run`.
 * - `events.seq` counts the events emitted before; those of the row follow it. `emitted` lists them, see
 *   `journal-text.ts`.
 * - `rejects.original` are the bytes of the line, or the first of them where it was too long: `length` is that of the
 *   line without its end, `offset` where it began in its input.
 * - `runs` has a further row, with the same name and n, each time that a complete input was found grown.
 * - `names` has, for each input name, the greatest n that an input or a journaled id of that form has used.
 */
export const schema = `
  CREATE TABLE products (
    product INTEGER PRIMARY KEY,
    sku TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 0)
  ) STRICT;

  CREATE TABLE batches (
    batch INTEGER PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE,
    product INTEGER NOT NULL REFERENCES products,
    qty INTEGER NOT NULL,
    allocated INTEGER NOT NULL CHECK (allocated BETWEEN 0 AND qty),
    eta TEXT,
    rev INTEGER NOT NULL CHECK (rev >= 1),
    created_qty INTEGER NOT NULL,
    created_eta TEXT,
    event INTEGER NOT NULL REFERENCES events
  ) STRICT;
  CREATE INDEX batches_of_product ON batches (product);

  CREATE TABLE order_lines (
    line INTEGER PRIMARY KEY,
    orderid TEXT NOT NULL,
    product INTEGER NOT NULL REFERENCES products,
    qty INTEGER NOT NULL CHECK (qty > 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'shipped', 'cancelled')),
    batch INTEGER REFERENCES batches,
    event INTEGER NOT NULL REFERENCES events,
    UNIQUE (orderid, product)
  ) STRICT;
  CREATE INDEX open_lines_of_batch ON order_lines (batch) WHERE state = 'open' AND batch IS NOT NULL;
  CREATE INDEX backorders_of_product ON order_lines (product) WHERE state = 'open' AND batch IS NULL;

  CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 1),
    bytes INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unfinished', 'complete'))
  ) STRICT;

  CREATE TABLE names (
    name TEXT PRIMARY KEY,
    n INTEGER NOT NULL CHECK (n >= 1)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs,
    origin_line INTEGER NOT NULL,
    text TEXT NOT NULL,
    correlationid TEXT,
    retrybackorders INTEGER NOT NULL CHECK (retrybackorders IN (0, 1)),
    seq INTEGER NOT NULL,
    emitted TEXT,
    earlier TEXT,
    UNIQUE (id, source)
  ) STRICT;
  CREATE INDEX events_by_correlation ON events (correlationid) WHERE correlationid IS NOT NULL;

  CREATE TABLE rejects (
    reject INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs,
    origin_line INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    original BLOB NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
  ) STRICT;
`

/** What the run under way touched; gone with the connection. */
export const temporarySchema = `
  CREATE TEMP TABLE touched_batches (batch INTEGER PRIMARY KEY) STRICT;
  CREATE TEMP TABLE touched_backorders (line INTEGER PRIMARY KEY) STRICT;
`
