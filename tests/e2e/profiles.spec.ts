import { expect, test, type Page } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp } from '../helpers/go-apps.js';
import { profileOf } from '../helpers/profile-text.js';
import { ProfileView } from '../../src-main/core/profile/view.js';
import { upload } from '../helpers/profiles.js';
import { enter, watchPage } from './page.js';
import { PAYLOADS } from './payloads.js';
import { expectOnlyText, setTraps } from './traps.js';

/** A file name keeps no slash. */
const NAME = '<img src=x onerror=hit()>';
let core: Core;

test.beforeAll(async () => {
  core = await startCore();
});
test.afterAll(cleanUp);

/** Drops files on the window, as a file manager does. */
async function drop(page: Page, files: { name: string; bytes: Uint8Array }[]): Promise<void> {
  const data = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    document.body.dispatchEvent(
      new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }, data);
}

const pprof = (text: string): Uint8Array => new ProfileView(profileOf(text), { module: null }).pprof({});

test('the demo shop under its CPU fault: one click on the overview names intensiveProcessing', async ({
  page,
}) => {
  test.setTimeout(150_000);
  const problems = watchPage(page);
  await core.api.call('POST', '/demo/start', {});
  await expect
    .poll(async () => (await core.api.call<{ state: string }>('GET', '/demo')).state, { timeout: 60_000 })
    .toBe('running');
  await core.api.call('PUT', '/demo/faults/cpu_spike', { on: true });
  await enter(page, core);
  const row = page.getByRole('row', { name: /demo-shop/ });
  await row.hover();
  await row.getByRole('button', { name: /CPU profile of demo-shop/ }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page).toHaveURL(/#\/profiles\/[0-9a-f]{32}/, { timeout: 30_000 });
  await expect(page.locator('main')).toContainText('main.intensiveProcessing', { timeout: 10_000 });
  await expect(page.getByRole('tree')).toBeVisible();
  await core.api.call('POST', '/demo/stop', {});
  expect(problems).toEqual([]);
});

test('a capture is cancelled from the page, the app sees it, and the next one works at once', async ({
  page,
}) => {
  test.setTimeout(60_000);
  const app = await startApp('profiles');
  const { id } = await core.api.add({ url: app.url, name: 'burner' });
  const problems = watchPage(page);
  await enter(page, core, `#/targets/${id}`);
  await expect(page.getByRole('heading', { name: 'burner', level: 1 })).toBeVisible();
  await page.keyboard.press('c');
  const menu = page.getByRole('dialog', { name: 'Capture', exact: true });
  await menu.getByRole('button', { name: /^cpu/ }).click();
  const work = page.getByRole('status').filter({ hasText: 'cpu of burner' });
  await expect(work).toContainText('3 of 30 s', { timeout: 10_000 });
  await work.getByRole('button', { name: /Cancel/ }).click();
  await expect.poll(() => app.stdout()).toMatch(/cancelled=true after=\d\./);
  await expect(page.getByRole('status').filter({ hasText: 'was cancelled' })).toBeVisible();
  const started = Date.now();
  await page.keyboard.press('c');
  await menu.getByRole('button', { name: /^heap/ }).click();
  await expect(page).toHaveURL(/#\/profiles\/[0-9a-f]{32}/);
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(problems).toEqual([]);
  await core.api.remove(id);
});

test('files dropped on the window open; one that is no profile says what it is', async ({ page }) => {
  const problems = watchPage(page);
  await enter(page, core);
  await drop(page, [
    { name: 'one.pb', bytes: pprof('main.main > main.dropped = 3') },
    { name: 'page.html', bytes: Buffer.from('<!doctype html><html><body>Sign in</body></html>') },
  ]);
  await expect(page).toHaveURL(/#\/profiles\/[0-9a-f]{32}/);
  await expect(page.locator('main')).toContainText('main.dropped');
  await expect(page.getByRole('alert')).toContainText('page.html');
  await expect(page.getByRole('alert')).toContainText('HTML');
  expect(problems).toEqual([]);
});

test('script payloads as function, file and label names are text in every view', async ({ page }) => {
  test.setTimeout(90_000);
  const problems = watchPage(page);
  await setTraps(page);
  const clean = PAYLOADS.map((p) => p.replace(/[\n|=>~,]/g, ' ').trim());
  const text = clean
    .map((p, i) => `main.main > ${p} = ${(i + 1).toString()} | k${(i % 3).toString()}=${p}`)
    .join('\n');
  const { record } = await upload(core.api, pprof(text), { filename: NAME });
  for (const view of ['flame', 'top', 'sandwich', 'peek', 'source']) {
    await enter(page, core, `#/profiles/${record.id}?view=${view}`);
    await expect(page.locator('main')).toContainText(clean.at(-1) ?? '');
    await expectOnlyText(page);
  }
  await enter(page, core, '#/profiles');
  await expect(page.locator('main')).toContainText(NAME);
  await expectOnlyText(page);
  expect(problems).toEqual([]);
});
