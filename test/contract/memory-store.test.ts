import { MemoryStore } from '../../src/adapters/memory/memory-store.ts'
import { storeContract } from './store-contract.ts'

storeContract('a warehouse in plain maps', () => {
  const store = new MemoryStore()
  return { store, reopen: () => store, end: () => store.close() }
})
