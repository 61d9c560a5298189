import { setImmediate } from 'node:timers/promises'
import { HeldPages } from '../adapters/files/held-pages.ts'
import { MemoryEventBus } from '../adapters/memory/memory-event-bus.ts'
import { Outbox } from '../service/outbox.ts'
import type { Published } from '../service/published.ts'
import { reasonOf } from '../service/reason-of.ts'
import type { Applied, Store } from '../service/store.ts'
import { journaledInput } from '../wire/decode-text.ts'
import type { Context } from './context.ts'
import { keepProcess, ownExit } from './own-exit.ts'
import { ownStdout } from './own-stdout.ts'
import { subscribeByFile, subscriberPatience } from './subscribers-file.ts'

/** Those who are told of each committed group, in the background; nothing of theirs changes what a replay does. */
export class Subscribers {
  readonly #bus: MemoryEventBus
  readonly #context: Context
  #outbox: Outbox | undefined
  #failures = 0
  #missed: Published | undefined
  #isClosed = false

  private constructor(context: Context) {
    this.#context = context
    this.#bus = new MemoryEventBus({
      subscriberTimeoutMs: subscriberPatience,
      log: line => this.#report(line.replace(/^alloc: /, '')),
    })
    for (const kind of outside) process.on(kind, this.#failOutside)
  }

  /**
   * Loads a subscribers file; from then on stdout, and the end of the process, are alloc's alone.
   *
   * @returns the context to go on with
   * @throws Failure when the file is not what it must be
   */
  static async load(
    path: string,
    context: Context,
  ): Promise<{ readonly subscribers: Subscribers; readonly context: Context }> {
    const stdout = ownStdout(context.streams)
    keepProcess()
    const subscribers = new Subscribers(context)
    try {
      await subscribeByFile(path, subscribers.#bus, context)
    } catch (error) {
      await subscribers.end()
      Subscribers.letGo()
      throw error
    }
    const { stdin, stderr, env } = context.streams
    return { subscribers, context: { ...context, streams: { stdin, stdout, stderr, env } } }
  }

  /** How often a subscriber failed, or was not reached. */
  get failures(): number {
    return this.#failures
  }

  /** Takes what a group does, to tell of it once it is committed. */
  add(applied: Applied, store: Store): void {
    this.#outbox ??= new Outbox(this.#bus, store, journaledInput, () => new HeldPages())
    this.#outbox.add(applied)
  }

  /** To be called when a group is committed; waits where subscribers do not keep up, after a signal not for long. */
  async publish(): Promise<void> {
    const isOver = this.#unlessSignalled()
    try {
      await this.#outbox?.publish({ background: true })
    } catch (error) {
      if (!this.#bus.isShutDown) throw error
      this.#missed ??= this.#outbox?.missed
    } finally {
      isOver()
    }
  }

  /** Waits for those who are still at work, after a signal not for long; nobody is called any more then. */
  async end(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const isOver = this.#unlessSignalled()
    const [abandoned] = await this.#bus.shutdown(Number.POSITIVE_INFINITY)
    isOver()
    // What nobody waited for is heard of only when all that is ready has run.
    await setImmediate()
    const missed = abandoned ?? this.#missed
    if (missed) this.#tellMissed(missed)
  }

  /** To be called last: what a subscriber left open would keep the process for ever. */
  static letGo(): void {
    setTimeout(ownExit, graceMs).unref()
  }

  /** @returns what to call when the wait has ended */
  #unlessSignalled(): () => void {
    const { abort } = this.#context.interruption
    let timer: NodeJS.Timeout | undefined
    const begin = () => {
      timer = setTimeout(() => void this.#bus.shutdown(0), patienceMs)
    }
    if (abort.aborted) begin()
    else abort.addEventListener('abort', begin, { once: true })
    return () => {
      clearTimeout(timer)
      abort.removeEventListener('abort', begin)
    }
  }

  #tellMissed({ type, id, position }: Published): void {
    this.#failures++
    const message = `not all committed events reached the subscribers; the first that did not is ${type} ${JSON.stringify(id)}, at position ${position}`
    const hint = 'a program can deliver them from the warehouse, as docs/library.md shows'
    this.#context.diagnostics.failure({ level: 'error', message, hint })
  }

  #report(message: string): void {
    this.#failures++
    this.#context.diagnostics.report({ level: 'error', message })
  }

  /** A promise that nobody waited for, or a timer of theirs. */
  readonly #failOutside = (error: unknown): void => {
    this.#report(`a subscriber failed outside of its calls: ${reasonOf(error)}`)
  }
}

const outside = ['unhandledRejection', 'uncaughtException'] as const

/** How long subscribers may still take after a signal, in milliseconds. */
const patienceMs = 250

/** How long what a subscriber left open may keep the process when all is done, in milliseconds. */
const graceMs = 2_000
