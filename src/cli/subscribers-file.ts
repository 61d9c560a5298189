import { accessSync, constants } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { EventBus, Subscribe } from '../service/event-bus.ts'
import { reasonOf } from '../service/reason-of.ts'
import type { Context, ImportModule } from './context.ts'
import { exitCodes, Failure, fileTrouble } from './failure.ts'
import { fileKind, missingFile } from './files.ts'

/** How long a file may take to be loaded and to subscribe, in milliseconds. */
export const subscriberPatience = 10_000

/** @throws Failure when there is no file that could be loaded */
export function checkSubscribersFile(path: string): void {
  const kind = fileKind(path)
  if (!kind) throw missingFile(path)
  try {
    if (kind.isDirectory()) throw new Error('it is a directory')
    accessSync(path, constants.R_OK)
  } catch (error) {
    throw fileTrouble(`${path} cannot be read (${reasonOf(error)})`)
  }
}

/**
 * Loads a module and has what it exports subscribe.
 *
 * @throws Failure when it cannot be loaded, exports no function, or does not end in time
 */
export async function subscribeByFile(
  path: string,
  bus: EventBus,
  { interruption: { abort }, importModule }: Pick<Context, 'interruption' | 'importModule'>,
): Promise<void> {
  checkSubscribersFile(path)
  const module = await inTime(path, 'be loaded', loaded(path, importModule), abort)
  const subscribe = defaultExport(module)
  if (!subscribe) {
    throw wrong(
      path,
      'it has no function as its default export',
      `write: export default bus => { ${example} }`,
    )
  }
  await inTime(path, 'subscribe', subscribed(path, subscribe, bus), abort)
}

const example = "bus.subscribe('OutOfStock', event => console.log(event.orderid))"

async function loaded(path: string, importModule: ImportModule): Promise<unknown> {
  try {
    return await importModule(pathToFileURL(resolve(path)).href)
  } catch (error) {
    throw wrong(path, `it cannot be loaded: ${reasonOf(error)}`, loadingHint(path, error))
  }
}

async function subscribed(path: string, subscribe: Subscribe, bus: EventBus): Promise<void> {
  try {
    await subscribe(bus)
  } catch (error) {
    throw wrong(path, `it failed while it subscribed: ${reasonOf(error)}`)
  }
}

function defaultExport(module: unknown): Subscribe | undefined {
  if (typeof module !== 'object' || module === null || !('default' in module)) return undefined
  // What it does with its argument, nobody can tell.
  return typeof module.default === 'function' ? (module.default as Subscribe) : undefined
}

async function inTime<T>(path: string, what: string, work: Promise<T>, abort: AbortSignal): Promise<T> {
  const limit = new AbortController()
  const late = setTimeout(subscriberPatience, 'late' as const, {
    signal: AbortSignal.any([abort, limit.signal]),
  })
  work.catch(() => {})
  try {
    const first = await Promise.race([work.then(value => ({ value })), late])
    if (first !== 'late') return first.value
    throw wrong(path, `it took more than ${subscriberPatience / 1_000} seconds to ${what}`)
  } finally {
    limit.abort()
    late.catch(() => {})
  }
}

function wrong(path: string, problem: string, hint?: string): Failure {
  return new Failure(exitCodes.wrongUse, `--subscribers ${path}: ${problem}`, hint)
}

function loadingHint(path: string, error: unknown): string | undefined {
  const text = reasonOf(error)
  if (text.includes('extension ".ts"')) return 'this Node runs no TypeScript: build it, and give the .js file'
  const isTakenForCommonJs = /Unexpected token 'export'|Cannot use import statement/.test(text)
  if (isTakenForCommonJs) return 'an ES module ends in .mjs, or has "type": "module" in its package.json'
  return error instanceof SyntaxError ? `node --check ${path} shows where` : undefined
}
