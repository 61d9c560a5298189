/** How far a count may be from the book: by a share of the book's quantity, or by units. */
export type Tolerance = {
  /** As people read it: `5%`, `3 units`. */
  readonly text: string
  readonly unit: 'percent' | 'units'
  /** Percent in hundredths, so that nothing is rounded. */
  readonly most: number
}

/** Reads `5%`, `3` or `2.5%`; undefined of anything else. */
export function tolerance(text: string): Tolerance | undefined {
  const [, whole = '', fraction = '', percent] = /^([0-9]{1,9})(?:\.([0-9]{1,2}))?(%)?$/.exec(text) ?? []
  if (whole === '' || (percent === undefined && fraction !== '')) return undefined
  if (percent === undefined) {
    const most = Number(whole)
    return { text: `${most} ${most === 1 ? 'unit' : 'units'}`, unit: 'units', most }
  }
  return { text, unit: 'percent', most: Number(whole) * 100 + Number(fraction.padEnd(2, '0')) }
}

/** The first tolerance that a variance is beyond; with nothing in the book any variance is over every percentage. */
export function exceeded(
  tolerances: readonly Tolerance[],
  variance: number,
  book: number,
): Tolerance | undefined {
  const units = Math.abs(variance)
  return tolerances.find(({ unit, most }) => (unit === 'units' ? units > most : units * 10_000 > most * book))
}
