import { expect, test } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';
import { enter, watchPage } from './page.js';

let core: Core;

test.beforeAll(async () => {
  core = await startCore();
});
test.afterAll(cleanUp);

test('the five minutes of the README, with the demo shop itself', async ({ page }) => {
  test.setTimeout(150_000);
  const app = await startApp('bare');
  const problems = watchPage(page);
  await enter(page, core);
  const banner = page.getByRole('banner');

  // 1. programs of this machine; one click watches one, with what the system tells of it
  const row = page.getByRole('row', { name: new RegExp(`pid ${app.pid.toString()} `) });
  await expect(row).toBeVisible({ timeout: 15_000 });
  await row.getByRole('button', { name: 'Watch' }).click();
  await expect(page.getByRole('heading', { name: 'bare', level: 1 })).toBeVisible();
  await expect
    .poll(async () => (await core.api.targets())[0]?.sources.map((s) => s.kind))
    .toEqual(expect.arrayContaining(['process', 'pprof']));
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await core.api.targets()).length).toBe(0);

  // 2. the demo shop: built, under load, its page; a fault is seen
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Start demo' }).click();
  await expect(page.getByRole('heading', { name: 'demo-shop', level: 1 })).toBeVisible({ timeout: 60_000 });
  const [shop] = await core.api.targets();
  await page.getByRole('button', { name: 'Switch a fault on' }).click();
  await page.getByRole('switch', { name: 'Goroutine leak' }).click();
  await expect(page.getByRole('button', { name: '1 fault is on' })).toBeVisible();
  await page.keyboard.press('Escape');
  const goroutines = async (): Promise<number> =>
    Number((await core.api.value(shop!.id, 'go_goroutines'))?.value ?? 0);
  const before = await goroutines();
  await expect.poll(goroutines, { timeout: 20_000 }).toBeGreaterThan(before + 50);

  // 3. compare, pause, full screen; 4. its own metrics
  await page.keyboard.press('b');
  await expect(banner.getByRole('button', { name: /Compare with/ })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('5');
  await expect(page.getByRole('region', { name: 'Goroutines and threads' })).toHaveClass(/full/);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: /Custom/ }).click();
  await expect(page.getByRole('main').getByRole('region').first().locator('.v')).toHaveText(/\d/, {
    timeout: 15_000,
  });

  // 5. everything by a few letters: the palette ends the demo
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('stop the demo');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await core.api.targets()).length, { timeout: 20_000 }).toBe(0);
  expect(problems).toEqual([]);
});
