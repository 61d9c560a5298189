/** Which batches are to be read; a list that is left out lets all of them pass. */
export type BatchFilter = {
  readonly skus?: readonly string[] | undefined
  readonly refs?: readonly string[] | undefined
  /** Those that have units to promise. */
  readonly available?: boolean | undefined
}

/** Which order lines are to be read. */
export type LineFilter = {
  /** Of this order, whatever their state. */
  readonly orderid?: string | undefined
  readonly skus?: readonly string[] | undefined
  /** Those that these batches hold or held. */
  readonly refs?: readonly string[] | undefined
  /** Those that no batch holds. */
  readonly backorders?: boolean | undefined
  /** Shipped and cancelled ones, too. */
  readonly closed?: boolean | undefined
}

/** Which batches a count sheet lists: those on hand with a quantity above 0, unless more or others are asked for. */
export type SheetFilter = {
  readonly skus?: readonly string[] | undefined
  /** These alone, whatever they hold. */
  readonly refs?: readonly string[] | undefined
  /** Those without a unit, too. */
  readonly empty?: boolean | undefined
  /** Those that are expected up to this day, too. */
  readonly until?: string | undefined
}
