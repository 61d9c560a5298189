import type { Notification, Notifications } from '../../service/notifications.ts'

/** Keeps what it is given, for tests. */
export class RecordedNotifications implements Notifications {
  readonly sent: Notification[] = []

  send(notification: Notification): void {
    this.sent.push(notification)
  }
}
