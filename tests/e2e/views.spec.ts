import fs from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';
import { startLibraryApp } from '../helpers/library-app.js';
import { capture, captureEnd, upload } from '../helpers/profiles.js';
import { SMALL_PROFILE } from '../helpers/small-profile.js';
import { enter, watchPage } from './page.js';

const GOROUTINES = new URL('../fixtures/goroutines/go1.27.3.debug2.txt', import.meta.url);

let core: Core;
let id: string;
let ledger: string;
let cpu: string;
let dump: string;
let library: string;
let app: Awaited<ReturnType<typeof startLibraryApp>>;

test.beforeAll(async () => {
  const [started, metrics, bare] = await Promise.all([startCore(), startApp('metrics'), startApp('bare')]);
  core = started;
  ({ id } = await core.api.add({ url: metrics.url, name: 'shop-api', labels: { team: 'shop' } }));
  ({ id: ledger } = await core.api.add({ url: bare.url, name: 'pay-ledger', labels: { team: 'payments' } }));
  await core.api.add({ url: 'http://127.0.0.1:9', name: 'nobody-there' });
  app = await startLibraryApp({
    routes: [
      { method: 'GET', route: '/v1/search', perSecond: 40, median: 0.0118 },
      { method: 'POST', route: '/v1/orders', perSecond: 20, median: 0.06, fails: 0.05 },
    ],
  });
  ({ id: library } = await core.api.add({ url: app.url, name: 'shop-library' }));
  const small = await upload(core.api, SMALL_PROFILE, { filename: 'small.pb' });
  const listed = await upload(core.api, fs.readFileSync(GOROUTINES), { filename: 'dump.txt' });
  [cpu, dump] = [small.record.id, listed.record.id];
  await captureEnd(core.api, await capture(core.api, ledger, { type: 'heap' }));
});

test.afterAll(async () => {
  await app.close();
  await cleanUp();
});

const go = async (page: Page, place: string): Promise<void> => {
  await page.goto(`${core.url}/#${place}`);
};

/** Every view and every thing that floats over one. `open` ends with what proves it is there. */
const VIEWS: Record<string, (page: Page) => Promise<void>> = {
  overview: async (page) => {
    await go(page, '/?group=team');
    await expect(page.getByRole('row', { name: /pay-ledger/ })).toBeVisible();
  },
  target: async (page) => {
    await go(page, `/targets/${id}?compare=1`);
    await expect(page.locator('canvas').first()).toBeVisible();
  },
  panelMenu: async (page) => {
    await page.getByRole('button', { name: 'Menu of CPU', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: 'Copy PromQL' })).toBeVisible();
  },
  custom: async (page) => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menuitem')).toHaveCount(0);
    await go(page, `/targets/${id}/custom`);
    await expect(page.getByRole('heading', { name: /app_ticks_total/ })).toBeVisible();
  },
  http: async (page) => {
    await go(page, `/targets/${library}/http?range=1m`);
    await expect(page.getByRole('row', { name: /v1\/orders/ })).toBeVisible({ timeout: 30_000 });
    await page.getByRole('row', { name: /v1\/orders/ }).click();
  },
  httpEmpty: async (page) => {
    await go(page, `/targets/${id}/http`);
    // Not before the first answer, five seconds from its start: until then it is said to have given none.
    await expect(page.getByText('gopherscope.Middleware(mux)')).toBeVisible({ timeout: 30_000 });
  },
  goroutineStates: async (page) => {
    await go(page, `/targets/${library}/goroutines?range=1m`);
    await expect(page.getByRole('heading', { name: /34 waiting/ })).toBeVisible();
  },
  gc: async (page) => {
    await go(page, `/targets/${library}/gc?range=1m`);
    await expect(page.getByRole('heading', { name: /GC takes/ })).toBeVisible();
  },
  sources: async (page) => {
    await go(page, `/targets/${id}/sources`);
    await expect(page.getByText('/metrics').first()).toBeVisible();
  },
  capture: async (page) => {
    await go(page, `/targets/${ledger}`);
    await expect(page.getByRole('heading', { name: 'pay-ledger' })).toBeVisible();
    await page.keyboard.press('c');
    await expect(page.getByRole('list', { name: 'What to capture' }).getByText('heap')).toBeVisible();
  },
  library: async (page) => {
    await page.keyboard.press('Escape');
    await go(page, '/profiles');
    await expect(page.getByRole('link', { name: 'small.pb' })).toBeVisible();
  },
  flame: async (page) => {
    await go(page, `/profiles/${cpu}?fn=main.work`);
    await expect(page.getByRole('tree', { name: /Flame graph/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Open main.go', exact: true })).toBeVisible();
  },
  filters: async (page) => {
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel(/Focus/).fill('(');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  },
  sandwich: async (page) => {
    await go(page, `/profiles/${cpu}?view=sandwich&fn=main.work`);
    await expect(page.getByRole('tree', { name: 'Callers' })).toBeVisible();
  },
  top: async (page) => {
    await go(page, `/profiles/${cpu}?view=top`);
    await expect(page.getByRole('button', { name: 'Save CSV' })).toBeVisible();
  },
  peek: async (page) => {
    await go(page, `/profiles/${cpu}?view=peek&fn=main.work`);
    await expect(page.getByRole('region', { name: 'main.work' })).toBeVisible();
  },
  source: async (page) => {
    await go(page, `/profiles/${cpu}?view=source&fn=main.work`);
    await expect(page.getByText('Say where the sources lie')).toBeVisible();
  },
  goroutines: async (page) => {
    await go(page, `/profiles/${dump}`);
    await expect(page.getByRole('heading', { name: /can never run again/ })).toBeVisible();
  },
  settings: async (page) => {
    await go(page, '/settings');
    await expect(page.getByText('Most a watch may cost')).toBeVisible();
  },
  find: async (page) => {
    await go(page, '/find');
    await expect(page.getByRole('heading', { name: 'Watch the demo shop' })).toBeVisible();
  },
  palette: async (page) => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('listbox')).toBeVisible();
  },
  keys: async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog').getByLabel('Find a key or an action')).toBeVisible();
  },
  add: async (page) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+A');
    await expect(page.getByRole('dialog').getByLabel('Address of the app')).toBeVisible();
  },
};

/** Views that are laid out in another way at 900 px. */
const NARROW = [
  ...['overview', 'target', 'http', 'settings', 'library'],
  ...['flame', 'sandwich', 'source', 'goroutines'],
];

for (const colorScheme of ['dark', 'light'] as const)
  test(`axe finds nothing on any view in ${colorScheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const problems = watchPage(page);
    await enter(page, core);
    const found: string[] = [];
    // The themes differ in colours alone, so all that is not of colour is looked at once.
    const axe = (): AxeBuilder => {
      const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
      return colorScheme === 'light' ? builder : builder.withRules(['color-contrast', 'link-in-text-block']);
    };
    for (const [name, open] of Object.entries(VIEWS)) {
      await open(page);
      const { violations } = await axe().analyze();
      found.push(...violations.map((v) => `${name}: ${v.id}: ${v.nodes[0]?.html ?? ''}`));
    }
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 900, height: 800 });
    for (const name of colorScheme === 'light' ? NARROW : []) {
      await VIEWS[name]!(page);
      const { violations } = await axe().analyze();
      found.push(...violations.map((v) => `${name} at 900 px: ${v.id}: ${v.nodes[0]?.html ?? ''}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${name} at 900 px scrolls sideways`).toBeLessThanOrEqual(900);
    }
    expect(found).toEqual([]);
    expect(problems).toEqual([]);
  });

test('a tour by keyboard alone', async ({ page }) => {
  const problems = watchPage(page);
  await enter(page, core);
  const press = (...keys: string[]) =>
    keys.reduce((done, k) => done.then(() => page.keyboard.press(k)), Promise.resolve());
  const place = (): string => new URL(page.url()).hash;
  await expect(page.getByRole('row', { name: /shop-api/ })).toBeVisible();

  // the table: filter, rows, open
  await press('/');
  await page.keyboard.type('shop-api');
  await expect(page.getByRole('row', { name: /pay-ledger/ })).toHaveCount(0);
  await press('Escape', 'Escape');
  await expect(page.getByRole('row', { name: /pay-ledger/ })).toBeVisible();
  await press('/');
  await page.keyboard.type('shop-api');
  await press('Tab');
  await page.getByRole('grid').locator('.body').focus();
  await press('Home', 'Enter');
  await expect(page.getByRole('heading', { name: 'shop-api', level: 1 })).toBeVisible();

  // the target: a panel full screen, comparison, pause, range, sections
  await press('1');
  await expect(page.getByRole('region', { name: 'CPU', exact: true })).toHaveClass(/full/);
  await press('Escape');
  await expect(page.getByRole('region', { name: 'CPU', exact: true })).not.toHaveClass(/full/);
  await press('b');
  await expect.poll(place).toContain('compare=1');
  await press('b', 'Space');
  await expect.poll(place).toMatch(/at=\d+/);
  await press('Space');
  await expect.poll(place).not.toMatch(/at=/);
  await press('+');
  await expect.poll(place).toContain('range=');
  for (const part of ['goroutines', 'gc', 'http', 'custom']) {
    await press(']');
    await expect.poll(place).toContain(`/${part}`);
  }
  await expect(page.getByRole('heading', { name: /app_ticks_total/ })).toBeVisible();
  await press(']');
  await expect.poll(place).toContain('/sources');
  await press('t');
  await expect(page.getByRole('heading', { name: 'shop-api', level: 1 })).toHaveCount(0);

  // the ruler's edges and a chart's cursor
  await go(page, `/targets/${id}?range=1m`);
  await page.getByRole('slider', { name: 'Start of what is shown' }).focus();
  await press('ArrowRight', 'ArrowRight');
  await expect.poll(place).toContain('range=54s');
  await press('Escape');
  await expect.poll(place).toContain('range=57s');
  await page
    .getByRole('img', { name: /^Goroutines and threads/ })
    .first()
    .focus();
  await press('ArrowLeft');
  await expect(page.locator('.tip')).toBeVisible();

  // the palette reaches what has no key of its own
  await press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('settings');
  await press('Enter');
  await expect(page.getByText('Most a watch may cost')).toBeVisible();
  await press('g', 'o');
  await expect(page.getByRole('row', { name: /pay-ledger/ })).toBeVisible();
  await press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('pay-led');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'pay-ledger', level: 1 })).toBeVisible();

  // add, and take it back
  await press('Shift+A');
  await expect(page.getByRole('dialog').getByLabel('Address of the app')).toBeFocused();
  await page.keyboard.type('127.0.0.1:9/other');
  await press('Enter');
  await expect(
    page
      .getByRole('dialog')
      .getByText(/refused/i)
      .first(),
  ).toBeVisible();
  await press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await press('?');
  await expect(page.getByRole('dialog').getByText('Shorter range')).toBeVisible();
  await press('Escape');
  expect(problems).toEqual([]);
});
