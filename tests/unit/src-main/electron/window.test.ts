import fs from 'node:fs';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { COMMANDS, type Command } from '../../../../shared/native/bridge.js';
import { menuTemplate } from '../../../../src-main/electron/menu.js';
import { ownArguments } from '../../../../src-main/electron/own-arguments.js';
import { operandsOf } from '../../../../src-main/electron/open.js';
import { windowOptions } from '../../../../src-main/electron/window-options.js';
import { fitToScreens, withRecent, WindowStateFile } from '../../../../src-main/electron/window-state.js';
import { tempFolder } from '../../../helpers/temp-folder.js';

describe('where a window goes', () => {
  const screen = { x: 0, y: 25, width: 1920, height: 1000 };
  const right = { x: 1920, y: 0, width: 1280, height: 1024 };

  it.each([
    ['as it was', { x: 100, y: 100, width: 1000, height: 700 }, { x: 100, y: 100, width: 1000, height: 700 }],
    [
      'on the second screen',
      { x: 2000, y: 50, width: 900, height: 600 },
      { x: 2000, y: 50, width: 900, height: 600 },
    ],
    [
      'partly out is a person’s choice',
      { x: 1800, y: 900, width: 1000, height: 700 },
      { x: 1800, y: 900, width: 1000, height: 700 },
    ],
    [
      'a screen that is gone',
      { x: 5000, y: 50, width: 900, height: 600 },
      { x: 510, y: 225, width: 900, height: 600 },
    ],
    [
      'its bar under the panel',
      { x: 10, y: 0, width: 900, height: 600 },
      { x: 10, y: 25, width: 900, height: 600 },
    ],
    [
      'its bar below the screen',
      { x: 10, y: 1020, width: 900, height: 600 },
      { x: 510, y: 225, width: 900, height: 600 },
    ],
    ['too large', { x: 0, y: 30, width: 4000, height: 3000 }, { x: 0, y: 30, width: 1920, height: 1000 }],
    ['too small', { x: 0, y: 30, width: 300, height: 300 }, { x: 0, y: 30, width: 640, height: 400 }],
  ])('%s', (_what, bounds, expected) => {
    expect(fitToScreens(bounds, [screen, right])).toEqual(expected);
  });

  it('is the system’s choice the first time', () => {
    expect(fitToScreens(null, [screen])).toBeNull();
  });

  it('is kept in a small file, and a broken one is done without', () => {
    const folder = tempFolder();
    const first = new WindowStateFile(folder);
    expect(first.state).toMatchObject({ bounds: null, maximized: false, recent: [] });
    first.set({ maximized: true });
    first.set({ recent: withRecent(['b', 'a'], 'a') });
    first.flush();
    expect(new WindowStateFile(folder).state).toMatchObject({ maximized: true, recent: ['a', 'b'] });
    expect(fs.statSync(path.join(folder, 'window.json')).mode & 0o777).toBe(0o600);
    for (const text of ['{"bounds":', '{"bounds":{"x":1e99}}', '[]']) {
      fs.writeFileSync(path.join(folder, 'window.json'), text);
      expect(new WindowStateFile(folder).state.bounds).toBeNull();
    }
  });
});

describe('the menu', () => {
  const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
  const build = (isMac = false) => {
    const commands: Command[] = [];
    const opened: string[] = [];
    const template = menuTemplate({
      isMac,
      recent: [{ id: '1', name: 'R&D' }],
      command: (command) => commands.push(command),
      openTarget: (id) => opened.push(id),
    });
    return { commands, opened, items: flat(template) };
  };

  it('has every command of the page, each key once', () => {
    const { commands, opened, items } = build();
    for (const item of items) item.click?.(undefined as never, undefined, undefined as never);
    expect(commands.toSorted()).toEqual([...COMMANDS].toSorted());
    expect(opened).toEqual(['1']);
    expect(items.find(({ id }) => id === 'recent:1')?.label).toBe('R&&D');
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can quit, reload, zoom and say what this is, on each system', () => {
    const roles = (isMac: boolean) => build(isMac).items.map(({ role }) => role);
    expect(roles(false)).toEqual(
      expect.arrayContaining([
        'quit',
        'reload',
        'togglefullscreen',
        'zoomIn',
        'zoomOut',
        'resetZoom',
        'about',
        'editMenu',
      ]),
    );
    // The app's own menu has both there.
    expect(roles(true)).toContain('appMenu');
    expect(roles(true)).not.toContain('quit');
  });
});

describe('what the desktop host is asked for', () => {
  it.each([
    [['electron', '/repo', 'cpu.pprof', '--port', '0'], false, ['cpu.pprof', '--port', '0']],
    [['electron', '--js-flags=--expose-gc', '--no-sandbox', '/repo', 'x'], false, ['x']],
    [['electron', '/repo', '--inspect=0', '--remote-debugging-port=0'], false, []],
    [['Gopherscope', 'cpu.pprof', '--ozone-platform=wayland'], true, ['cpu.pprof']],
    [['electron'], false, []],
  ])('%j (packaged: %s) is %j', (argv, isPackaged, own) => {
    expect(ownArguments(argv, isPackaged)).toEqual(own);
  });

  it('by a second start is read as strictly as by the first', () => {
    const nothing = { targets: [], urls: [], files: [], focus: true, wantsCode: true };
    expect(
      operandsOf({
        ...nothing,
        targets: ['http://a/', 'file:///etc/passwd'],
        urls: ['b:6060', 'javascript:alert(1)'],
        files: ['/x.pprof'],
      }).map((operand) => ('url' in operand ? operand.url : operand.kind)),
    ).toEqual(['http://a/', 'refused', 'b:6060', 'refused']);
  });
});

describe('every window', () => {
  it('is made without rights, on each system', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const { webPreferences, titleBarStyle } = windowOptions(
        '/p.cjs',
        null,
        { background: '#000000', symbol: '#ffffff' },
        platform,
      );
      expect(webPreferences).toEqual({
        preload: '/p.cjs',
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
      });
      expect(titleBarStyle).toBe('hidden');
    }
  });
});
