const exit = process.exit.bind(process)

/** Ends the process, whoever asks for it in vain. */
export const ownExit = (): never => exit()

/** Keeps the process for alloc: it may be in the middle of a transaction, and only it knows the exit status. */
export function keepProcess(): void {
  process.exit = () => {
    throw new Error('process.exit was called, which is not for subscribers')
  }
}
