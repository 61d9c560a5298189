/** The journal holds what alloc never wrote there. */
export class JournalDamage extends Error {
  override readonly name = 'JournalDamage'

  constructor(position: number, what: string) {
    super(`event ${position} of the journal ${what}`)
  }
}
