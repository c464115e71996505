import type { Monitor } from '../core/monitor.js';

/** Files to open as profiles: those that come before the core serves wait for it. */
export class FileOpener {
  private readonly show: (place: string) => void;
  private readonly refuse: (message: string) => void;
  private waiting: string[] = [];
  private monitor: Monitor | null = null;

  /** `show` brings the window to a place of the page, `refuse` tells why a file is no profile. */
  constructor(show: (place: string) => void, refuse: (message: string) => void) {
    this.show = show;
    this.refuse = refuse;
  }

  open(files: readonly string[]): void {
    if (this.monitor === null) this.waiting.push(...files);
    else for (const file of files) void this.openOne(this.monitor, file);
  }

  /** The core serves. */
  ready(monitor: Monitor): void {
    this.monitor = monitor;
    this.open(this.waiting.splice(0));
  }

  private async openOne(monitor: Monitor, file: string): Promise<void> {
    const opened = await monitor.openFile(file);
    if (opened.ok) this.show(opened.value);
    else this.refuse(`${file}: ${opened.error.message}`);
  }
}
