import { app, Menu, session, type BrowserWindow } from 'electron';
import { eventChannel } from '../../shared/native/channels.js';
import type { Serving } from '../host/serve.js';
import { openBridge } from './bridge.js';
import { createCalls, openExternally } from './calls.js';
import { harden } from './hardening.js';
import { menuTemplate } from './menu.js';
import { Outbox } from './outbox.js';
import { showPage } from './page.js';
import { bringToFront, createWindow } from './window.js';
import { WindowStateFile, withRecent } from './window-state.js';

export interface DeskParts {
  dataFolder: string;
  /** The built preload script. */
  preload: string;
}

/** The one window with its page, menu and bridge. Things may be sent to it before it is there. */
export class Desk {
  readonly outbox = new Outbox((name, payload) => {
    this.window?.webContents.send(eventChannel(name), payload);
  });
  private window: BrowserWindow | null = null;
  private readonly stateFile: WindowStateFile;
  private readonly parts: DeskParts;

  constructor(parts: DeskParts) {
    this.parts = parts;
    this.stateFile = new WindowStateFile(parts.dataFolder);
  }

  /** Opens the window on a core that serves. Electron must be ready; to be called once. */
  open({ url: origin, monitor, log }: Serving): void {
    const { outbox, stateFile } = this;
    const { dataFolder, preload } = this.parts;
    harden(app, session.defaultSession, origin, (address) => {
      openExternally(address, log);
    });
    const window = createWindow(preload, stateFile);
    this.window = window;
    openBridge(() => this.window, origin, createCalls({ window, dataFolder, outbox, stateFile, log }));
    const drawMenu = (): void => {
      const recent = stateFile.state.recent.flatMap((id) => {
        const name = monitor.targetName(id);
        return name === null ? [] : [{ id, name }];
      });
      const template = menuTemplate({
        isMac: process.platform === 'darwin',
        recent,
        command: (command) => {
          outbox.send('command', command);
        },
        openTarget: (id) => {
          this.show(`/targets/${id}`);
        },
      });
      Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    };
    drawMenu();
    showPage(window, {
      origin,
      outbox,
      log,
      issueCode: () => monitor.issueCode(),
      onPlace: (place) => {
        const [, id] = /^\/targets\/([^/?]+)/.exec(place) ?? [];
        if (id !== undefined) stateFile.set({ recent: withRecent(stateFile.state.recent, id) });
        drawMenu();
      },
    });
    window.on('closed', () => {
      this.window = null;
      outbox.pageGone();
    });
  }

  toFront(): void {
    if (this.window !== null) bringToFront(this.window);
  }

  /** Brings the window to the front at a place of the page, such as `/targets/ID`. */
  show(place: string): void {
    this.outbox.send('navigate', place);
    this.toFront();
  }

  /** Writes what is kept of the window. */
  flush(): void {
    this.stateFile.flush();
  }
}
