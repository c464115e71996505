import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import type { TitleBar } from '../../shared/native/bridge.js';
import { DEFAULT_SIZE, fitToScreens, MIN_SIZE, type Bounds, type WindowStateFile } from './window-state.js';

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

const overlayOf = ({ background, symbol }: TitleBar) => ({
  color: background,
  symbolColor: symbol,
  height: BAR_PX,
});

/** Makes the window where it was last, hidden until the page is drawn, and keeps its place from then on. */
export function createWindow(preload: string, file: WindowStateFile): BrowserWindow {
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { bounds, maximized, titleBar } = file.state;
  const window = new BrowserWindow(windowOptions(preload, fitToScreens(bounds, areas), titleBar));
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  const keep = (): void => {
    if (!window.isMinimized())
      file.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  window.on('resize', keep).on('move', keep).on('maximize', keep).on('unmaximize', keep);
  return window;
}

/** Gives the bar with the window buttons the colours of the page. */
export function paintTitleBar(window: BrowserWindow, titleBar: TitleBar): void {
  window.setBackgroundColor(titleBar.background);
  if (process.platform !== 'darwin') window.setTitleBarOverlay(overlayOf(titleBar));
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
