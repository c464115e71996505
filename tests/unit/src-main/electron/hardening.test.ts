import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { harden } from '../../../../src-main/electron/hardening.js';

const ORIGIN = 'http://127.0.0.1:7676';

type Request = (
  contents: null,
  permission: string,
  done: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;
type Check = (contents: null, permission: string, origin: string) => boolean;

/** What harden() puts on app, session and the contents of a window. */
function hardened() {
  const app = new EventEmitter();
  const handlers: { request?: Request; check?: Check; device?: () => boolean } = {};
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: Request) => (handlers.request = handler),
    setPermissionCheckHandler: (handler: Check) => (handlers.check = handler),
    setDevicePermissionHandler: (handler: () => boolean) => (handlers.device = handler),
  });
  const opened: string[] = [];
  harden(app as App, session as unknown as Session, ORIGIN, (address) => opened.push(address));
  let openWindow: ((details: { url: string }) => { action: string }) | undefined;
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof openWindow) => (openWindow = handler),
  });
  app.emit('web-contents-created', {}, contents);
  /** Whether an event was refused. */
  const refuses = (
    event: string,
    details: object = {},
    from: EventEmitter = contents,
    ...more: unknown[]
  ): boolean => {
    let refused = false;
    from.emit(event, { ...details, preventDefault: () => (refused = true) }, ...more);
    return refused;
  };
  return { handlers, session, opened, openWindow: openWindow!, refuses };
}

describe('every window there will be', () => {
  it('cannot leave its page: not by itself, a redirect, a frame or a webview', () => {
    const { refuses, opened } = hardened();
    const go = (url: string, isMainFrame = true): boolean =>
      refuses('will-frame-navigate', { url, isMainFrame });
    expect(go(`${ORIGIN}/#/targets/1`)).toBe(false);
    expect(go(`${ORIGIN}/`, false)).toBe(true);
    expect(go('http://evil.test/')).toBe(true);
    expect(go('file:///etc/passwd')).toBe(true);
    expect(opened).toEqual([]);
    expect(go('https://go.dev/')).toBe(true);
    expect(go('https://evil.test/', false)).toBe(true);
    expect(opened).toEqual(['https://go.dev/']);
    expect(refuses('will-redirect', { url: `${ORIGIN}/` })).toBe(true);
    expect(refuses('will-attach-webview')).toBe(true);
  });

  it('opens no other window', () => {
    const { openWindow, opened } = hardened();
    for (const url of ['about:blank', `${ORIGIN}/`, 'https://go.dev/', 'file:///x', 'ms-msdt:/id'])
      expect(openWindow({ url })).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://go.dev/']);
  });

  it('gets two permissions in its main frame, no device and no foreign download', () => {
    const { handlers, refuses, session } = hardened();
    const ask = (permission: string, requestingUrl = `${ORIGIN}/`, isMainFrame = true): boolean => {
      let answer = false;
      handlers.request!(null, permission, (granted) => (answer = granted), { requestingUrl, isMainFrame });
      return answer;
    };
    expect(ask('notifications')).toBe(true);
    expect(ask('notifications', `${ORIGIN}/`, false)).toBe(false);
    expect(ask('notifications', 'http://127.0.0.1:1/')).toBe(false);
    expect(ask('media')).toBe(false);
    expect(handlers.check!(null, 'clipboard-sanitized-write', ORIGIN)).toBe(true);
    expect(handlers.check!(null, 'clipboard-read', ORIGIN)).toBe(false);
    expect(handlers.device!()).toBe(false);
    const download = (url: string): boolean => refuses('will-download', {}, session, { getURL: () => url });
    expect(download(`blob:${ORIGIN}/1`)).toBe(false);
    expect(download('https://evil.test/x.exe')).toBe(true);
  });
});
