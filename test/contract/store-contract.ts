import { describe } from 'vitest'
import type { Store } from '../../src/service/store.ts'
import { keeping } from './keeping.ts'
import { takingBack } from './taking-back.ts'

/** A store to be held to the contract. */
export type Subject = {
  readonly store: Store
  /** The same warehouse as a new process would find it; the store itself where it ends with its process. */
  reopen(): Store
  /** Closes everything; throws where what is kept contradicts itself. */
  end(): void
}

/** What every store of warehouses does, whatever it is made of; a subject is opened for each test. */
export function storeContract(name: string, open: () => Subject): void {
  describe(name, () => {
    keeping(open)
    takingBack(open)
  })
}
