import type { Actions } from '../../src/cli/program.ts'

/** For the program as it is described, of which nothing is run. */
export const withoutActions: Actions = {
  replay: async () => {},
  check: async () => {},
  export: async () => {},
  trace: async () => {},
  schema: async () => {},
  completion: async () => {},
  batches: async () => {},
  orders: async () => {},
  countsheet: async () => {},
  stocktake: async () => {},
}
