import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';
import { enter, watchPage } from './page.js';

let core: Core;
let app: GoApp;
let id: string;

test.beforeAll(async () => {
  [core, app] = await Promise.all([startCore(), startApp('metrics')]);
  ({ id } = await core.api.add({ url: app.url, name: 'shop-api', intervalSeconds: 1 }));
});
test.afterAll(cleanUp);

test('drawing over a chart zooms every chart into it, and Esc goes back', async ({ page }) => {
  const problems = watchPage(page);
  await enter(page, core, `#/targets/${id}?range=1m`);
  const chart = page.getByRole('img', { name: /^Goroutines and threads/ }).first();
  await expect(chart.locator('canvas').first()).toBeVisible();
  const box = (await chart.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 80, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, y, { steps: 4 });
  await expect(page.locator('.brush').first()).toBeVisible();
  await page.mouse.up();
  const query = (): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.split('?')[1]);
  await expect.poll(() => query().get('at')).not.toBeNull();
  const seconds = Number(/^(\d+)s$/.exec(query().get('range') ?? '')?.[1]);
  const plot = box.width - 40 - 118;
  expect(Math.abs(seconds - Math.max(10, (40 / plot) * 60))).toBeLessThan(2);
  expect(Math.abs(Number(query().get('at')) - Date.now())).toBeLessThan(120_000);
  // a reload shows the same moment
  const where = page.url();
  await page.reload();
  await expect(page.getByRole('banner').getByText(/Paused at/)).toBeVisible();
  expect(page.url()).toBe(where);
  await page.keyboard.press('Escape');
  await expect.poll(() => query().get('range')).toBe('1m');
  expect(query().get('at')).toBeNull();
  expect(problems).toEqual([]);
});

test("an app's own metrics come by the picture of their type, with true numbers", async ({ page }) => {
  await enter(page, core, `#/targets/${id}/custom?range=1m`);
  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  // ten ticks a second by the wall clock: tests/fixtures/goapps/metrics
  await expect(panel('app_ticks_total').locator('.v')).toHaveText(/^(9\.[5-9]\d|10\.[0-4])\/s/, {
    timeout: 20_000,
  });
  await expect(panel('app_queue_length').getByText('mail', { exact: true })).toBeVisible();
  await expect(panel('app_request_duration_seconds').locator('canvas')).toHaveCount(2);
  // what the page says is what the API says of one of the last moments; both go on meanwhile
  const expr = `histogram_quantile(0.5, sum by (le) (rate(app_request_duration_seconds_bucket{target="${id}"}[$w])))`;
  await expect
    .poll(async () => {
      const said = await panel('app_request_duration_seconds').locator('.v').innerText();
      const { results } = await core.api.range(expr, Date.now() - 60_000, Date.now(), { maxPoints: 60 });
      const last = results[0]!.series[0]!.v.filter((v): v is number => typeof v === 'number').slice(-10);
      return last.some((v) => said.startsWith(`p50 ${(v * 1000).toPrecision(3)}\u2009ms`));
    })
    .toBe(true);
  await page.getByRole('button', { name: 'Keep app_ticks_total first' }).click();
  await expect(page.getByRole('main').getByRole('region').first()).toHaveAttribute(
    'aria-label',
    'app_ticks_total',
  );
  await page.keyboard.press('/');
  await page.keyboard.type('queue');
  await expect(page.getByRole('main').getByRole('region')).toHaveCount(1);
});

test('a panel gives its expression, its numbers and its picture', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: core.url });
  await enter(page, core, `#/targets/${id}?range=1m`);
  await expect(page.locator('canvas').first()).toBeVisible();
  const choose = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'Menu of Goroutines and threads' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Copy PromQL');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n')[0]).toBe(`go_goroutines{target="${id}"}`);

  const csvPromise = page.waitForEvent('download');
  await choose('Save numbers as CSV');
  const csv = await csvPromise;
  expect(csv.suggestedFilename()).toBe('shop-api-Goroutines-and-threads.csv');
  const lines = (await readFile(await csv.path(), 'utf8')).split('\r\n');
  expect(lines[0]).toMatch(/^time,goroutines/);
  const [time, value] = lines[2]!.split(',');
  const { t, v } = await core.api.raw(`go_goroutines{target="${id}"}`, Date.parse(time!) - 3000);
  const before = t.filter((at) => at <= Date.parse(time!)).length - 1;
  expect(Number(value)).toBe(v[before]);

  const pngPromise = page.waitForEvent('download');
  await choose('Save as PNG');
  const png = await readFile(await (await pngPromise).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const box = (await page.getByRole('region', { name: 'Goroutines and threads' }).boundingBox())!;
  expect(png.readUInt32BE(16)).toBe(Math.ceil(box.width * 2));
  expect(png.length).toBeGreaterThan(8000);
});

test('settings act at once, keep the file as a person wrote it, and are told where it is broken', async ({
  page,
}) => {
  const file = path.join(core.dataDir, 'gopherscope.yaml');
  await writeFile(file, '# mine\nappearance:\n  theme: dark # at night\n');
  await enter(page, core, '#/settings');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'MiB' }).click();
  await expect(page.getByText(/1 change in force/)).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('MiB');
  expect(await readFile(file, 'utf8')).toBe(
    '# mine\nappearance:\n  theme: dark # at night\n  bytes: binary\n',
  );
  await page.getByRole('button', { name: 'Undo 1 change' }).click();
  await expect(page.getByRole('contentinfo')).not.toContainText('MiB');

  await page.getByRole('textbox', { name: 'Index page' }).fill('5 parsecs');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('5 parsecs');
  await page.getByRole('textbox', { name: 'Index page' }).fill('90s');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('60');

  await writeFile(file, 'appearance:\n  theme: purple\n');
  await expect(page.getByText('not in force')).toBeVisible({ timeout: 10_000 });
  await expect(page.locator('.line.wrong')).toHaveCount(1);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('button', { name: 'MiB' })).toBeDisabled();
  await writeFile(file, 'appearance:\n  theme: light\n');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light', { timeout: 10_000 });
});
