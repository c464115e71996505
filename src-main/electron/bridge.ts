import { ipcMain, type BrowserWindow } from 'electron';
import type { CallTable } from '../../shared/native/bridge.js';
import { CALLS, callChannel } from '../../shared/native/channels.js';
import { createRouter } from './router.js';

/** Opens the calls to the page of `window`. The only user of ipcMain. */
export function openBridge(window: () => BrowserWindow | null, origin: string, handlers: CallTable): void {
  const route = createRouter(handlers, origin);
  for (const name of CALLS) {
    ipcMain.handle(callChannel(name), ({ sender, senderFrame }, ...args: unknown[]) => {
      const contents = window()?.webContents;
      const caller = {
        isOurWindow: contents !== undefined && sender === contents,
        isMainFrame: senderFrame?.parent === null,
        origin: senderFrame?.origin ?? 'null',
      };
      return route(name, caller, args);
    });
  }
}
