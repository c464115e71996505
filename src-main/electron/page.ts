import type { BrowserWindow } from 'electron';
import type { Log } from '../core/log/log.js';
import type { Outbox } from './outbox.js';

export interface PageParts {
  /** Origin of the core. */
  origin: string;
  issueCode(): string;
  outbox: Outbox;
  log: Log;
  /** The page is at another place, such as `/targets/ID`. */
  onPlace(place: string): void;
}

const FIRST_RELOAD_MS = 500;
const LAST_RELOAD_MS = 30_000;
/** A page that lived this long is not one that dies at once. */
const STEADY_MS = 60_000;

/**
 * Loads the core's page into the window and loads it anew when its process dies or hangs: the core goes on
 * meanwhile. A page that dies at once is tried again ever more slowly.
 */
export function showPage(window: BrowserWindow, parts: PageParts): void {
  const { outbox, log } = parts;
  const contents = window.webContents;
  let place = '/';
  let delayMs = FIRST_RELOAD_MS;
  let loadedMs = 0;

  const load = (): void => {
    if (window.isDestroyed()) return;
    loadedMs = Date.now();
    window.loadURL(`${parts.origin}/#code=${parts.issueCode()}`).catch((error: unknown) => {
      log.error({ error: String(error).replace(/#code=.*/, '') }, 'the page was not loaded');
    });
  };
  contents.on('did-navigate', () => {
    outbox.pageGone();
  });
  contents.on('did-navigate-in-page', (_event, address, isMainFrame) => {
    const hash = new URL(address).hash.slice(1);
    if (!isMainFrame || !hash.startsWith('/')) return;
    place = hash;
    parts.onPlace(place);
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    outbox.pageGone();
    if (reason === 'clean-exit') return;
    delayMs = Date.now() - loadedMs > STEADY_MS ? FIRST_RELOAD_MS : Math.min(2 * delayMs, LAST_RELOAD_MS);
    log.error({ reason, againMs: delayMs }, 'the page’s process died; loading it anew');
    outbox.send('navigate', place);
    setTimeout(load, delayMs);
  });
  window.on('unresponsive', () => {
    if (!contents.isDevToolsOpened()) contents.forcefullyCrashRenderer();
  });
  load();
}
