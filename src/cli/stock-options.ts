import type { CommonOptions } from './replay-options.ts'

/** Lists of names that an option may be given again and again for. */
type Chosen = { readonly sku?: readonly string[]; readonly batch?: readonly string[] }

/** What `batches` was asked for. */
export type BatchesArguments = CommonOptions & Chosen & { readonly available?: boolean }

/** What `orders` was asked for. */
export type OrdersArguments = CommonOptions &
  Chosen & { readonly backorders?: boolean; readonly closed?: boolean }
