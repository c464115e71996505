import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { lockFolder } from '../../src-main/core/config/lock.js';
import { cleanUp, tempDir } from '../helpers/children.js';
import { startAgain, startDesktop, type Desktop } from '../helpers/desktop.js';
import { startApp } from '../helpers/go-apps.js';
import { guardedApp } from '../helpers/guarded-app.js';
import { SMALL_PROFILE } from '../helpers/small-profile.js';

/** The desktop app, one launch for all of the file. It runs under the stand-in, which is not Electron. */
test.describe.configure({ mode: 'serial' });

let desktop: Desktop;
const dataDir = tempDir();

test.beforeAll(async () => {
  desktop = await startDesktop(dataDir);
});
const onEnd: (() => void)[] = [];
test.afterAll(async () => {
  for (const end of onEnd) end();
  desktop.kill();
  fs.rmSync(`${dataDir}.journal`, { force: true });
  await cleanUp();
});

test('the window shows the page of its own core, with a session and without a browser’s rights', async () => {
  const { page, journal } = desktop;
  await expect(page.getByLabel('Address of the app')).toBeVisible();
  await expect(page.getByText('This page needs a token')).toHaveCount(0);
  // Shown once drawn, in the page's colours.
  await expect.poll(() => journal.of('show').length).toBe(1);
  await expect.poll(() => journal.of('titleBar').length).toBeGreaterThan(0);
  const windows = journal.of('window');
  expect(windows).toHaveLength(1);
  for (const { options } of windows) {
    expect((options as { webPreferences: object }).webPreferences).toMatchObject({
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
  }
  expect(journal.of('enableSandbox')).toHaveLength(1);
  // The core is in the main process, under the launcher's flags.
  const flags = await desktop.app.evaluate(() => process.execArgv.join(' '));
  expect(flags).toContain('--max-semi-space-size=2');
});

test('an app that dies is notified with the reason; a click leads to it', async () => {
  const { app, page, api, journal } = desktop;
  const bare = await startApp('bare');
  const { id } = await api.add({ url: bare.url, name: 'falls-over' });
  await expect.poll(async () => (await api.target(id)).health, { timeout: 15_000 }).toBe('up');
  await bare.kill();
  await expect.poll(() => journal.of('notification').length, { timeout: 20_000 }).toBe(1);
  expect(journal.of('notification')[0]).toMatchObject({
    title: 'falls-over',
    body: expect.stringMatching(/^Down: .*refused/i),
  });
  await expect.poll(() => journal.of('badge').at(-1)?.['count']).toBe(1);
  const focused = journal.of('focus').length;
  await app.evaluate(({ Notification }) => {
    const { __shown } = Notification as unknown as { __shown: { emit: (event: string) => void }[] };
    __shown[0]?.emit('click');
  });
  await page.waitForURL(`**/#/targets/${id}*`);
  await expect(page.getByRole('heading', { name: 'falls-over' })).toBeVisible();
  expect(journal.of('focus').length).toBe(focused + 1);
  // The place was seen, so the menu leads there from now on.
  const recent = await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.getMenuItemById('recent')
      ?.submenu?.items.map(({ label }) => label),
  );
  expect(recent).toEqual(['falls-over']);
  // It answers again: told once more, in the place of what was.
  await startApp('bare', '--addr', `127.0.0.1:${bare.port}`);
  await expect.poll(() => journal.of('notification').length, { timeout: 20_000 }).toBe(2);
  expect(journal.of('notification')[1]?.['body']).toMatch(/^Answers again, after \d+ s\.$/);
});

test('commands of the menu are carried out by the page', async () => {
  const { app, page } = desktop;
  const choose = (id: string) =>
    app.evaluate(({ Menu }, wanted) => {
      Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click();
    }, id);
  await choose('overview');
  await page.waitForURL(/#\/(\?.*)?$/);
  await choose('addTarget');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await expect.poll(() => desktop.journal.of('popup').length).toBe(1);
});

test('a second start hands over and ends; nothing is watched that nobody agreed to', async () => {
  const { page, api, journal } = desktop;
  const before = (await api.targets()).length;
  const focused = journal.of('focus').length;
  const file = path.join(dataDir, "it's cpu.pprof");
  fs.writeFileSync(file, 'x');
  expect(startAgain(dataDir, [file])).toMatchObject({ code: 0 });
  await expect
    .poll(() => journal.of('errorBox').map(({ content }) => content))
    .toEqual([expect.stringContaining("it's cpu.pprof: ")]);
  expect(journal.of('focus').length).toBe(focused + 1);
  fs.writeFileSync(file, SMALL_PROFILE);
  expect(startAgain(dataDir, [file])).toMatchObject({ code: 0 });
  await expect
    .poll(async () => (await api.call<{ items: { name: string }[] }>('GET', '/profiles')).items)
    .toMatchObject([{ name: "it's cpu.pprof", profileType: 'cpu' }]);
  expect(journal.of('utilityProcess')[0]).toMatchObject({
    script: 'profile-child.mjs',
    execArgv: ['--max-old-space-size=256'],
  });

  expect(startAgain(dataDir, ['gopherscope://add?url=http%3A%2F%2F127.0.0.1%3A1%2F'])).toMatchObject({
    code: 0,
  });
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox').first()).toHaveValue('http://127.0.0.1:1/');
  await page.keyboard.press('Escape');
  expect(startAgain(dataDir, ['--target', 'http://127.0.0.1:2/'])).toMatchObject({ code: 0 });
  await expect(dialog.getByRole('textbox').first()).toHaveValue('http://127.0.0.1:2/');
  await page.keyboard.press('Escape');
  expect((await api.targets()).length).toBe(before);
});

test('a dropped file does not lead away from the page', async () => {
  const { page } = desktop;
  const prevented = await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'heap.pprof'));
    const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  });
  expect(prevented).toBe(true);
  const toast = page.getByRole('alert').filter({ hasText: 'heap.pprof' });
  await expect(toast).toContainText('no profile');
  await toast.getByRole('button', { name: 'Close' }).click();
});

test('nothing leads out of the page but an address for the system', async () => {
  const { app, page, journal } = desktop;
  const origin = new URL(page.url()).origin;
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  for (const address of ['https://go.dev/doc', 'http://127.0.0.1:9/', `${origin}/healthz`]) {
    await page.evaluate((to) => {
      location.href = to;
    }, address);
    // In a process of its own: Playwright stops a window it sees for the first time, and with it an opener that
    // shares its process; closed at that moment, it is never let go.
    await page.evaluate((to) => {
      window.open(to, '_blank', 'noopener');
    }, address);
  }
  await expect.poll(() => journal.of('windowOpen').length).toBe(3);
  expect(journal.of('windowOpen').map(({ action }) => action)).toEqual(Array(3).fill('deny'));
  const refused = journal.of('navigation').filter((line) => line['refused']);
  expect(refused.map(({ url }) => url)).toEqual([
    'https://go.dev/doc',
    'http://127.0.0.1:9/',
    `${origin}/healthz`,
  ]);
  const opened = journal.of('openExternal').map(({ url }) => url as string);
  expect([...new Set(opened)].sort()).toEqual(['https://go.dev/doc']);
  expect(new URL(page.url()).origin).toBe(origin);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(windows);
});

test('a call that is not in the table, or with other arguments, does nothing', async () => {
  const { app, page, journal } = desktop;
  const call = (name: string, ...args: unknown[]): Promise<string> =>
    page.evaluate(
      async ([key, given]) => {
        const bridge = (
          window as unknown as Record<string, Record<string, (...a: unknown[]) => Promise<unknown>>>
        )['gopherscope']!;
        try {
          return String(await bridge[key]!(...given));
        } catch (error) {
          return String(error);
        }
      },
      [name, args] as const,
    );
  expect(await call('setBadge', -1)).toContain('arguments of another shape');
  expect(await call('revealFile', '/etc/passwd')).toBe('false');
  expect(await call('revealFile', path.join(dataDir, 'token'))).toBe('true');
  expect(journal.of('showItem').map(({ file }) => file)).toEqual([
    fs.realpathSync(path.join(dataDir, 'token')),
  ]);
  expect(await call('openExternal', 'file:///etc/passwd')).toBe('false');
  const channels = await app.evaluate(({ ipcMain }) =>
    (ipcMain as unknown as { __channels: () => string[] }).__channels(),
  );
  expect(channels.every((channel) => channel.startsWith('gopherscope:'))).toBe(true);
});

test('a page that crashes is loaded anew where it was, and the core goes on', async () => {
  const { app, page, api, journal } = desktop;
  const [target] = await api.targets();
  await page.goto(`${new URL(page.url()).origin}/#/targets/${target!.id}`);
  await expect(page.getByRole('heading', { name: target!.name })).toBeVisible();
  const started = Date.now();
  const loads = journal.of('navigation').length;
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(() => journal.of('navigation').length, { timeout: 15_000 }).toBeGreaterThan(loads);
  const shown = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.querySelector("h1,h2")?.textContent',
      ),
    );
  await expect.poll(shown, { timeout: 15_000 }).toContain(target!.name);
  const { t } = await api.raw(`go_goroutines{target="${target!.id}"}`, started - 5000);
  const gaps = t.slice(1).map((at, i) => at - t[i]!);
  expect(Math.max(...gaps)).toBeLessThan(3000);
});

test('a token of a target is sealed by the system’s keychain, and opens the app after a restart', async () => {
  const { api } = desktop;
  const app = await guardedApp('canary-desktop');
  onEnd.push(app.close);
  const auth = { kind: 'bearer', token: 'canary-desktop' };
  const { id } = await api.add({ url: app.url, name: 'guarded', auth });
  await expect.poll(async () => (await api.target(id)).health, { timeout: 15_000 }).toBe('up');
  const kept = fs.readFileSync(path.join(dataDir, 'secrets.json'), 'utf8');
  expect(kept).toContain('sealed');
  expect(kept).not.toContain('canary-desktop');
});

test('closing the window writes everything and ends', async () => {
  const { app, exited } = desktop;
  expect(await lockFolder(fs.realpathSync(dataDir))).toBeNull();
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setBounds({ x: 40, y: 50, width: 900, height: 700 });
    setTimeout(() => window?.close(), 50);
  });
  const from = Date.now();
  expect(await exited).toEqual({ code: 0, signal: null });
  expect(Date.now() - from).toBeLessThan(5000);
  const kept = JSON.parse(fs.readFileSync(path.join(dataDir, 'window.json'), 'utf8')) as object;
  expect(kept).toMatchObject({ bounds: { x: 40, y: 50, width: 900, height: 700 } });
  const lock = await lockFolder(fs.realpathSync(dataDir));
  expect(lock).not.toBeNull();
  lock?.release();
});

test('the next start opens where the window was, and ends on a signal', async () => {
  const next = await startDesktop(dataDir);
  expect(next.journal.of('window').at(-1)).toMatchObject({
    options: { x: 40, y: 50, width: 900, height: 700 },
  });
  const { api } = next;
  const guarded = (await api.targets()).find(({ name }) => name === 'guarded');
  await expect.poll(async () => (await api.target(guarded!.id)).health, { timeout: 15_000 }).toBe('up');
  const from = Date.now();
  next.app.process().kill('SIGTERM');
  expect(await next.exited).toEqual({ code: 0, signal: null });
  expect(Date.now() - from).toBeLessThan(5000);
});
