import type { BrowserWindowConstructorOptions } from 'electron';
import type { TitleBar } from '../../shared/native/bridge.js';
import { DEFAULT_SIZE, MIN_SIZE, type Bounds } from './window-state.js';

/** Height of the page's top bar, which is the title bar: --h-top less its line. */
const BAR_PX = 39;

/** Every window is made with these; what matters for safety is not left to Electron's defaults. */
export function windowOptions(
  preload: string,
  bounds: Bounds | null,
  titleBar: TitleBar,
  platform: NodeJS.Platform = process.platform,
): BrowserWindowConstructorOptions {
  return {
    ...DEFAULT_SIZE,
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Gopherscope',
    backgroundColor: titleBar.background,
    titleBarStyle: 'hidden',
    ...(platform === 'darwin' ? {} : { titleBarOverlay: overlayOf(titleBar) }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}

/** The bar with the window buttons, as Electron takes it. */
export const overlayOf = ({ background, symbol }: TitleBar) => ({
  color: background,
  symbolColor: symbol,
  height: BAR_PX,
});
