import fs from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { startApp, type GoApp } from '../helpers/go-apps.js';

let core: Core;
let app: GoApp;

test.beforeAll(async () => {
  [core, app] = await Promise.all([startCore(), startApp('truth')]);
});
test.afterAll(cleanUp);

/** Errors of the page's own; refused calls show as network errors, which are looked at where they are caused. */
function watchConsole(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return problems;
}

async function openPage(page: Page, where = ''): Promise<void> {
  await page.goto(`${core.url}/${where}`);
  const token = page.locator('input[type=password]');
  await token.fill(core.api.token);
  await page.keyboard.press('Enter');
  await expect(token).not.toBeVisible();
}

async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

test('a newcomer adds a running app by its address and sees its true numbers', async ({ page }) => {
  const problems = watchConsole(page);
  await openPage(page);
  // Nothing is watched yet: the first run asks for an address, and the dialog goes on from there.
  await page.getByLabel('Address of the app').fill(app.url.replace('http://', ''));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('/debug/vars')).toBeVisible();
  await expectNoAxeViolations(page);
  await dialog.getByRole('button', { name: /^Watch / }).click();
  await expect(dialog).not.toBeVisible();

  const [target] = await core.api.targets();
  await page.goto(`${core.url}/#/targets/${target!.id}`);
  await expect(page.getByRole('heading', { name: target!.name })).toBeVisible();
  const truth = (await (await fetch(`${app.url}/truth`)).json()) as { numGoroutine: number };
  // The poll's own connection may have a goroutine in one of the two and not in the other.
  const near = [-2, -1, 0, 1, 2].map((d) => truth.numGoroutine + d).join('|');
  await expect(page.getByText(new RegExp(`^(?:${near})$`)).first()).toBeVisible({ timeout: 15_000 });
  await expect(page.locator('canvas').first()).toBeVisible();
  await expectNoAxeViolations(page);

  await page.getByRole('link', { name: /Sources/ }).click();
  await expect(page.getByText('/debug/vars').first()).toBeVisible();
  await expectNoAxeViolations(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNoAxeViolations(page);
  expect(problems).toEqual([]);
});

test('an app that ends is told as down with the reason, and comes back by itself', async ({ page }) => {
  const ended = await startApp('bare');
  const { id } = await core.api.add({ url: ended.url, name: 'comes-and-goes' });
  await openPage(page, `#/targets/${id}`);
  await expect(page.getByRole('heading', { name: 'comes-and-goes' })).toBeVisible();
  await ended.kill();
  await expect.poll(async () => (await core.api.target(id)).health, { timeout: 20_000 }).toBe('down');
  await expect(page.getByText(/Connection refused/).first()).toBeVisible();
  await startApp('bare', '--addr', `127.0.0.1:${ended.port}`);
  await expect(page.getByText(/Connection refused/)).toHaveCount(0, { timeout: 20_000 });
  await expect
    .poll(async () => (await core.api.annotations(id)).map(({ kind }) => kind).sort(), { timeout: 15_000 })
    .toEqual(['down', 'restart', 'up']);
  await core.api.remove(id);
});

test('a removal is undone with the keyboard', async ({ page }) => {
  const { id } = await core.api.add({ url: 'http://127.0.0.1:9', name: 'nobody-there' });
  await openPage(page, `#/targets/${id}/sources`);
  await page.getByRole('button', { name: /^Remove nobody-there/ }).click();
  await expect(page.getByText(/Undo/)).toBeVisible();
  expect((await core.api.targets()).some((target) => target.id === id)).toBe(false);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await core.api.targets()).some((target) => target.id === id)).toBe(true);
  await core.api.remove(id);
});

test('names that are scripts or try to leave their place are text everywhere', async ({ page }) => {
  const problems = watchConsole(page);
  const names = [
    '<script>document.title="hit"</script>',
    '<img src=x onerror=document.title="hit">',
    '"><svg/onload=document.title="hit">',
    'javascript:document.title="hit"',
    '{{constructor.constructor("document.title=`hit`")()}}',
    '\u202Eevil\u202C \u200B zero',
    'x'.repeat(300),
  ];
  const ids: string[] = [];
  for (const [i, name] of names.entries()) {
    const { id } = await core.api.add({ url: `http://127.0.0.1:9/${i}`, name, labels: { team: name } });
    ids.push(id);
  }
  await openPage(page);
  for (const name of names.slice(0, 5))
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  for (const id of ids) {
    await page.goto(`${core.url}/#/targets/${id}`);
    await page.goto(`${core.url}/#/targets/${id}/sources`);
    await page.waitForTimeout(150);
  }
  expect(await page.title()).not.toContain('hit');
  expect(problems).toEqual([]);
  for (const id of ids) await core.api.remove(id);
});

test('the page gets over a core that was killed', async ({ page }) => {
  const first = await startCore();
  const { id } = await first.api.add({ url: app.url, name: 'survivor' });
  const port = new URL(first.url).port;
  await page.goto(`${first.url}/#/targets/${id}`);
  await page.locator('input[type=password]').fill(first.api.token);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'survivor' })).toBeVisible();
  await first.kill();
  await page.waitForTimeout(1500);
  const second = await startCore({ dataDir: first.dataDir, args: ['--port', port] });
  expect(fs.existsSync(first.dataDir)).toBe(true);
  await expect
    .poll(
      async () =>
        /gopherscope_event_streams 1/.test(
          await (
            await fetch(`${second.url}/metrics`, { headers: { authorization: `Bearer ${second.api.token}` } })
          ).text(),
        ),
      {
        timeout: 30_000,
      },
    )
    .toBe(true);
  await expect(page.getByRole('heading', { name: 'survivor' })).toBeVisible();
});
