import fs from 'node:fs';
import path from 'node:path';
import { app, dialog, Menu, shell, type BrowserWindow } from 'electron';
import type { CallTable, EditorPlace } from '../../shared/native/bridge.js';
import type { Log } from '../core/log/log.js';
import { editorAddress, mayOpen } from './external.js';
import type { Outbox } from './outbox.js';
import { paintTitleBar } from './window.js';
import type { WindowStateFile } from './window-state.js';

/** Hands an address to the system if it may leave the app. */
export function openExternally(address: string, log: Log): boolean {
  if (mayOpen(address)) handOver(address, log);
  else log.warn({ address: address.slice(0, 200) }, 'an address was not opened');
  return mayOpen(address);
}

/** Opens a place in an editor: the one way to an editor's address, which is made here and never taken from a page. */
function openInEditor(place: EditorPlace, log: Log): boolean {
  const address = editorAddress(place);
  if (address === null) log.warn({ file: place.file.slice(0, 200) }, 'a file was not opened in an editor');
  else handOver(address, log);
  return address !== null;
}

function handOver(address: string, log: Log): void {
  shell.openExternal(address).catch((error: unknown) => {
    log.warn({ error: String(error) }, 'the system did not open an address');
  });
}

/** A path with every link resolved, if it is there and inside `folder`. */
export function insideFolder(folder: string, file: string): string | null {
  try {
    const real = fs.realpathSync(file);
    const relative = path.relative(fs.realpathSync(folder), real);
    return relative.startsWith('..') || path.isAbsolute(relative) ? null : real;
  } catch {
    return null;
  }
}

export interface CallParts {
  window: BrowserWindow;
  dataFolder: string;
  outbox: Outbox;
  stateFile: WindowStateFile;
  log: Log;
}

/** What the page may ask for, done. Callers and arguments have been checked. */
export function createCalls({ window, dataFolder, outbox, stateFile, log }: CallParts): CallTable {
  return {
    ready: () => {
      outbox.pageReady();
    },
    openInEditor: (place) => openInEditor(place, log),
    revealFile: (file) => {
      const found = insideFolder(dataFolder, file);
      if (found !== null) shell.showItemInFolder(found);
      return found !== null;
    },
    openExternal: (address) => openExternally(address, log),
    setBadge: (count) => {
      app.setBadgeCount(count);
    },
    setTitleBar: (titleBar) => {
      stateFile.set({ titleBar });
      paintTitleBar(window, titleBar);
    },
    pickFiles: async () => {
      const { filePaths } = await dialog.showOpenDialog(window, {
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: 'Go profiles', extensions: ['pprof', 'prof', 'pb', 'gz'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      return filePaths;
    },
    showMenu: ({ x, y }) => {
      Menu.getApplicationMenu()?.popup({ window, x, y });
    },
  };
}
