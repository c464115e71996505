import type { App, Session, WebContents } from 'electron';
import { mayOpen } from './external.js';

/** What a page of ours may ask the system for: to notify, and to copy what a button copies. */
const PERMISSIONS = ['notifications', 'clipboard-sanitized-write'];

/** Whether a page may have a permission: ours alone, at the core's exact origin, and two of them. */
export const mayHave = (permission: string, askingOrigin: string, origin: string): boolean =>
  PERMISSIONS.includes(permission) && originOf(askingOrigin) === origin;

/** Whether a frame may go somewhere: our own page may load itself again, and that is all. */
export function mayNavigate(address: string, origin: string): boolean {
  return originOf(address) === origin && new URL(address).pathname === '/';
}

/** Whether something may be saved to disk: what the page made itself, or the core served. */
export const mayDownload = (address: string, origin: string): boolean =>
  originOf(address.replace(/^blob:/, '')) === origin;

const originOf = (address: string): string => {
  try {
    return new URL(address).origin;
  } catch {
    return 'null';
  }
};

/** Shuts every way out of the page, for each of its contents that is ever made. */
export function harden(
  app: App,
  session: Session,
  origin: string,
  openExternal: (url: string) => void,
): void {
  session.setPermissionRequestHandler((_contents, permission, done, { requestingUrl, isMainFrame }) => {
    done(isMainFrame && mayHave(permission, requestingUrl, origin));
  });
  session.setPermissionCheckHandler((_contents, permission, askingOrigin) =>
    mayHave(permission, askingOrigin, origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL(), origin)) event.preventDefault();
  });
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents, origin, openExternal);
  });
}

function hardenContents(contents: WebContents, origin: string, openExternal: (url: string) => void): void {
  contents.on('will-frame-navigate', (event) => {
    const { url, isMainFrame } = event;
    if (isMainFrame && mayNavigate(url, origin)) return;
    event.preventDefault();
    // A link to the web opens there.
    if (isMainFrame && mayOpen(url)) openExternal(url);
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) openExternal(url);
    return { action: 'deny' };
  });
}
