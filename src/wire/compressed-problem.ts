/**
 * Compressed input that is not what was once written. What came out of its last member before is unproven: zlib notices
 * damage late, or only by the checksum at the member's end.
 */
export class CompressedProblem extends Error {
  override readonly name = 'CompressedProblem'
  readonly code = 'compressed'
  /** In bytes of the file as it is, from 0: where the damage shows, of data that zlib cannot read the beginning of their piece. */
  readonly offset: number
  readonly hint: string

  constructor(message: string, offset: number, hint: string) {
    super(message)
    this.offset = offset
    this.hint = hint
  }
}

/** The file ends where a gzip member should go on. */
export function cutShort(length: number): CompressedProblem {
  const message = `the gzip data end too early, after ${bytes(length)}`
  return new CompressedProblem(message, length, 'the file was cut: take it anew from where it came from')
}

/** The bytes from `offset` on are not what gzip would have written. */
export function damaged(what: string, offset: number): CompressedProblem {
  return new CompressedProblem(`${what} at byte ${grouped(offset)}`, offset, takeAnew)
}

/** The data of a member are no deflate stream; where exactly between two offsets, zlib does not say. */
export function unreadable(reason: string, offset: number, end: number): CompressedProblem {
  const where = `between byte ${grouped(offset)} and ${grouped(end)}`
  return new CompressedProblem(`the gzip data are damaged ${where} (${reason})`, offset, takeAnew)
}

/** Behind the last member stands what is neither another one nor zero padding. */
export function followed(offset: number): CompressedProblem {
  const message = `behind the gzip data, at byte ${grouped(offset)}, stands something else`
  const hint = 'gzip -t FILE tells more; gzip files may follow one another only without anything between them'
  return new CompressedProblem(message, offset, hint)
}

const takeAnew = 'test it with gzip -t FILE, and take it anew from where it came from'

function bytes(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'byte' : 'bytes'}`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
