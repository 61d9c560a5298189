/**
 * What a stream gives until a signal comes. Node's own streams would first wait for the read or open under way, which
 * of a pipe that nobody writes to never ends.
 *
 * @throws the signal's reason, an `AbortError`
 */
export async function* untilAborted<T>(
  stream: AsyncIterable<T> & { destroy(): unknown },
  abort: AbortSignal,
): AsyncGenerator<T> {
  const items = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await orAborted(items.next(), abort)
      if (next.done) return
      yield next.value
    }
  } finally {
    stream.destroy()
  }
}

/** Whether that is how something ended. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function orAborted<T>(wait: Promise<T>, abort: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(abort.reason)
    if (abort.aborted) stop()
    abort.addEventListener('abort', stop, { once: true })
    wait.then(resolve, reject).finally(() => abort.removeEventListener('abort', stop))
  })
}
