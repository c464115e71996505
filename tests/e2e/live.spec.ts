import net from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';
import { enter, openStreams, watchPage } from './page.js';

let core: Core;
let app: GoApp;
let id: string;

test.beforeAll(async () => {
  [core, app] = await Promise.all([startCore(), startApp('truth')]);
  ({ id } = await core.api.add({ url: app.url, name: 'shared' }));
});
test.afterAll(cleanUp);

/** A change of the app that no page can miss: an idle connection is a goroutine of its own. */
async function connect(count: number): Promise<{ end: () => void }> {
  const sockets = Array.from({ length: count }, () => net.connect(app.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  return {
    end: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Some figure of the page reads `about` or a little more: the app's own goroutines come on top. */
async function expectFigure(page: Page, about: number): Promise<void> {
  const near = Array.from({ length: 30 }, (_, i) => (about + i).toString()).join('|');
  await expect(page.getByText(new RegExp(`^(?:${near})$`)).first()).toBeVisible({ timeout: 15_000 });
}

test('tabs of one browser share one stream, each is live, and the next one leads when the leader closes', async ({
  context,
}) => {
  const pages: Page[] = [];
  for (const range of ['1m', '5m', '15m']) {
    const page = await context.newPage();
    pages.push(page);
    await enter(page, core, `#/targets/${id}?range=${range}`);
    await expect(page.getByRole('heading', { name: 'shared' })).toBeVisible();
  }
  const problems = pages.flatMap(watchPage);
  const some = await connect(300);
  for (const page of pages) await expectFigure(page, 300);
  expect(await openStreams(core)).toBe(1);

  await pages[0]!.close();
  await expect.poll(() => openStreams(core)).toBe(1);
  const more = await connect(300);
  for (const page of pages.slice(1)) await expectFigure(page, 600);
  expect(await openStreams(core)).toBe(1);
  some.end();
  more.end();
  expect(problems).toEqual([]);
});

test('a core that was killed and started again is found by the page itself, which says meanwhile what it shows', async ({
  page,
}) => {
  const first = await startCore();
  const port = new URL(first.url).port;
  const survivor = await first.api.add({ url: app.url, name: 'survivor' });
  const problems = watchPage(page);
  await enter(page, first, `#/targets/${survivor.id}`);
  await expect(page.getByRole('heading', { name: 'survivor' })).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible({ timeout: 15_000 });
  // what is loaded while nothing happens is loaded before the core goes
  await page.waitForTimeout(2500);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  await first.kill();
  const footer = page.getByRole('contentinfo');
  await expect(footer.getByText(/no word from the core since/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'survivor' })).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible();

  const second = await startCore({ dataDir: first.dataDir, args: ['--port', port] });
  await expect(footer.getByText(/no word from the core since/)).toHaveCount(0, { timeout: 20_000 });
  const some = await connect(300);
  await expectFigure(page, 300);
  some.end();
  expect(await openStreams(second)).toBe(1);
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  await expect(page.locator('input[type=password]')).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('reload, back and forward keep what the address says', async ({ page }) => {
  await enter(page, core);
  const path = (): string => new URL(page.url()).hash;
  await page.goto(`${core.url}/#/targets/${id}?range=5m`);
  await page.getByRole('link', { name: /Sources/ }).click();
  await expect.poll(path).toBe(`#/targets/${id}/sources?range=5m`);
  await page.goBack();
  await expect.poll(path).toBe(`#/targets/${id}?range=5m`);
  await page.goForward();
  await page.reload();
  expect(path()).toBe(`#/targets/${id}/sources?range=5m`);
  await expect(page.getByText('/debug/vars').first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('banner').getByRole('button', { name: /last 5\s?min/ })).toBeVisible();
  await page.goBack();
  await expect.poll(path).toMatch(/^#\/(\?range=5m)?$/);
});

test('an address that comes while the first one is still on its way is not lost', async ({ page }) => {
  let hold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (hold = resolve));
  await page.route(/OverviewPage.*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await enter(page, core);
  await page.evaluate((where) => (location.hash = where), `#/targets/${id}/sources?range=5m`);
  hold();
  await expect(page.getByText('/debug/vars').first()).toBeVisible();
  expect(new URL(page.url()).hash).toBe(`#/targets/${id}/sources?range=5m`);
});
