/** Lets one work at a time, in the order in which they ask. */
export class Turns {
  #last: Promise<void> = Promise.resolve()

  /** Somebody who takes turns. */
  join(): Turn {
    let leave: (() => void) | undefined
    return {
      take: async () => {
        if (leave) return
        const before = this.#last
        this.#last = new Promise(resolve => {
          leave = resolve
        })
        await before
      },
      leave: () => {
        leave?.()
        leave = undefined
      },
    }
  }
}

export type Turn = {
  /** Resolves when it is theirs; at once if it is already. */
  take(): Promise<void>
  leave(): void
}
