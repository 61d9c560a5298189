/** Where a warehouse lives: in a file, in a private copy of one, in a private temporary one, or in memory alone. */
export type Place = { readonly file: string } | { readonly copyOf: string } | 'temporary' | 'memory'
