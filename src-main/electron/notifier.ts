import { Notification } from 'electron';
import type { Notifier, TargetNotice } from '../../shared/model/ports.js';

/** Notifications held at once; a handle that nobody lets go of is a leak (Electron #24601). */
const MAX_HELD = 20;

/**
 * Shows notices as the system's notifications; a click leads to the target. Each target has one at a time: what
 * is true now takes the place of what was.
 */
export class DesktopNotifier implements Notifier {
  private readonly held = new Map<string, Notification>();
  private readonly onClick: (targetId: string) => void;

  constructor(onClick: (targetId: string) => void) {
    this.onClick = onClick;
  }

  /** Notifications held now. */
  get size(): number {
    return this.held.size;
  }

  notify({ targetId, title, message }: TargetNotice): void {
    if (!Notification.isSupported()) return;
    this.drop(targetId);
    const [oldest] = this.held.keys();
    if (this.held.size >= MAX_HELD && oldest !== undefined) this.drop(oldest);
    const notification = new Notification({ title, body: message });
    const forget = (): void => {
      if (this.held.get(targetId) === notification) this.held.delete(targetId);
    };
    notification.on('click', () => {
      forget();
      this.onClick(targetId);
    });
    notification.on('close', forget);
    notification.on('failed', forget);
    this.held.set(targetId, notification);
    notification.show();
  }

  private drop(targetId: string): void {
    const notification = this.held.get(targetId);
    this.held.delete(targetId);
    notification?.close();
  }
}
