import { BrowserWindow, screen } from 'electron';
import type { TitleBar } from '../../shared/native/bridge.js';
import { overlayOf, windowOptions } from './window-options.js';
import { fitToScreens, type WindowStateFile } from './window-state.js';

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
