import type { ImportModule } from './context.ts'
import { limitGarbage } from './heap.ts'
import { main } from './main.ts'

export { main }

/** Runs the command line of this process, which ends by itself with its exit status. */
export async function start(importModule?: ImportModule): Promise<void> {
  limitGarbage()
  process.exitCode = await main(process.argv.slice(2), undefined, importModule)
}
