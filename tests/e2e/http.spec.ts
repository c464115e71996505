import { expect, test, type Page } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startLibraryApp, type PlayedRoute } from '../helpers/library-app.js';
import { enter, watchPage } from './page.js';
import { PAYLOADS } from './payloads.js';
import { expectOnlyText, setTraps } from './traps.js';

const SHOP: PlayedRoute[] = [
  { method: 'GET', route: '/v1/search', perSecond: 40, median: 0.0118 },
  { method: 'POST', route: '/v1/orders', perSecond: 20, median: 0.06, fails: 0.05 },
  { method: 'GET', route: `/v1/${'long/'.repeat(60)}{id}`, perSecond: 8, median: 0.004 },
  { method: 'GET', route: 'unmatched', perSecond: 2, median: 0.0009 },
];

let core: Core;
const apps: { close: () => Promise<void> }[] = [];
const ids: Record<'shop' | 'otel' | 'silent' | 'hostile', string> = {
  shop: '',
  otel: '',
  silent: '',
  hostile: '',
};

test.beforeAll(async () => {
  core = await startCore();
  const add = async (
    name: keyof typeof ids,
    played: Parameters<typeof startLibraryApp>[0],
  ): Promise<void> => {
    const app = await startLibraryApp(played);
    apps.push(app);
    ids[name] = (await core.api.add({ url: app.url, name, intervalSeconds: 1 })).id;
  };
  await add('shop', { routes: SHOP });
  await add('otel', { routes: SHOP.slice(0, 1), path: '/metrics', otel: true, states: false });
  await add('silent', { routes: [] });
  await add('hostile', {
    routes: PAYLOADS.map((route, i) => ({
      method: 'GET',
      route,
      perSecond: 1 + i,
      median: 0.01,
      fails: 0.02,
    })),
  });
});
test.afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await cleanUp();
});

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const panel = (page: Page, name: string | RegExp) => page.getByRole('region', { name });

test('routes come with true rates, shares and latencies; the sentence names what fails', async ({ page }) => {
  const problems = watchPage(page);
  await enter(page, core, `#/targets/${ids.shop}/http?range=1m`);
  const cells = row(page, '/v1/search').getByRole('gridcell');
  // the source counts by the wall clock: 40 and 20 requests a second, one in twenty of these failing; a rate over
  // the first seconds of a watch has less behind it
  await expect(cells.nth(2)).toHaveText(/^(3[89]|40|41)\./, { timeout: 30_000 });
  await expect(row(page, '/v1/orders').getByRole('gridcell').nth(7)).toHaveText(/^(4\.[5-9]|5\.[0-5])/);
  await expect(page.getByRole('heading', { name: /POST \/v1\/orders fails/ })).toBeVisible();
  // what the page says is what the API says of one of the last moments
  const expr = `histogram_quantile(0.5, sum by (http_route, le) (rate(http_server_request_duration_seconds_bucket{target="${ids.shop}",http_route="/v1/search"}[1m])))`;
  await expect
    .poll(async () => {
      const said = await cells.nth(4).innerText();
      const { results } = await core.api.range(expr, Date.now() - 20_000, Date.now(), { maxPoints: 60 });
      return results[0]!.series[0]!.v.some(
        (v) => typeof v === 'number' && (v * 1000).toPrecision(3) === said,
      );
    })
    .toBe(true);
  await expect(panel(page, 'Rate by route')).toContainText('GET /v1/search');
  await expect(panel(page, 'Scheduler latency').locator('canvas')).toHaveCount(2);
  await expect(row(page, 'no route matched')).toHaveCount(1);
  // the worst first: what fails, above what is slower by nature
  await expect(page.getByRole('row').nth(1)).toContainText('/v1/orders');
  expect(problems).toEqual([]);
});

test('a head sorts, the keyboard chooses a route, and the latencies become those of it', async ({ page }) => {
  await enter(page, core, `#/targets/${ids.shop}/http?range=1m`);
  await expect(row(page, '/v1/search')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Rate /s' }).click();
  await expect(page.getByRole('columnheader', { name: 'Rate /s' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(page.getByRole('row').nth(1)).toContainText('/v1/search');
  await page.getByRole('grid', { name: 'Routes' }).focus();
  await page.keyboard.press('End');
  await expect(panel(page, 'Latency, GET no route matched')).toBeVisible();
  await page.keyboard.press('Home');
  const latency = panel(page, 'Latency, GET /v1/search');
  await expect(latency.locator('.v')).toHaveText(/^p99 [\d.]+\u2009ms p50 1\d\.\d\u2009ms/);
  await page.keyboard.press('2');
  await expect(latency).toHaveClass(/full/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(panel(page, 'Latency, all routes')).toBeVisible();
});

test("OpenTelemetry's own library fills the section too; without routes in flight there is no column", async ({
  page,
}) => {
  await enter(page, core, `#/targets/${ids.otel}/http?range=1m`);
  await expect(row(page, '/v1/search')).toBeVisible({ timeout: 30_000 });
  await expect(panel(page, 'In flight').locator('.v')).toHaveText(/^\d/);
  await expect(page.getByRole('columnheader', { name: 'In flight' })).toHaveCount(0);
});

test('what is empty names the line of Go that fills it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: core.url });
  await enter(page, core, `#/targets/${ids.silent}/http?range=1m`);
  await expect(page.getByRole('heading', { name: 'This app does not count its HTTP requests.' })).toBeVisible(
    {
      timeout: 30_000,
    },
  );
  await page.getByRole('button', { name: 'Copy the line' }).last().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('gopherscope.Middleware(mux)');
  // OpenTelemetry's app runs an older Go and has no library of ours
  await page.goto(`${core.url}/#/targets/${ids.otel}/goroutines?range=1m`);
  await expect(panel(page, 'Goroutines by state')).toContainText('import _ "gopherscope.dev/go/auto"', {
    timeout: 20_000,
  });
});

test('states, begun goroutines and classes of the GC show what the runtime says', async ({ page }) => {
  await enter(page, core, `#/targets/${ids.shop}/goroutines?range=1m`);
  await expect(page.getByRole('heading', { name: /34 waiting, 2 running/ })).toBeVisible({ timeout: 30_000 });
  await expect(panel(page, 'Goroutines begun').locator('.v')).toHaveText(/^1(19|20|21)(\.\d+)?\/s/);
  await page.getByRole('link', { name: 'GC' }).click();
  // 0.094 of 4 seconds a second
  await expect(panel(page, 'GC by class').locator('.v')).toHaveText(/^2\.35\u2009%/);
  await expect(panel(page, 'Where the CPU time goes').locator('.v')).toHaveText(/^15\.0\u2009%/);
});

test("the app's own metrics are in Custom; those of HTTP, the runtime and the library are not", async ({
  page,
}) => {
  await enter(page, core, `#/targets/${ids.shop}/custom?range=1m`);
  for (const name of ['shop_orders_total', 'shop_queue_length', 'shop_basket_bytes'])
    await expect(panel(page, name)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('main').getByRole('region')).toHaveCount(3);
  await expect(panel(page, 'shop_orders_total').locator('.v')).toHaveText(/^(6\.[89]\d|7\.[01]\d|7)\/s/);
  await expect(panel(page, 'shop_basket_bytes').locator('canvas')).toHaveCount(2);
});

test('routes that are scripts are text', async ({ page }) => {
  await setTraps(page);
  const problems = watchPage(page);
  await enter(page, core, `#/targets/${ids.hostile}/http?range=1m`);
  await expect(page.getByRole('row').nth(2)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('row').nth(1).click();
  await expect(panel(page, /^Latency, GET/)).toBeVisible();
  await expectOnlyText(page);
  expect(problems).toEqual([]);
});
