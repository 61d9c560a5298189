import type { Notification, Notifications } from '../../service/notifications.ts'

/** Prints what it is given, a line each. */
export class PrintedNotifications implements Notifications {
  readonly #print: (line: string) => void

  /** @param print takes a line without its end; stderr if absent */
  constructor(print: (line: string) => void = line => void process.stderr.write(`${line}\n`)) {
    this.#print = print
  }

  send({ to, subject, text }: Notification): void {
    this.#print(`to ${to}: ${subject}. ${text}`)
  }
}
