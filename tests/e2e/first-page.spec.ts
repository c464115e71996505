import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { cleanUp, lineOf, tempDir } from '../helpers/children.js';
import { launchCore, startCore, type Core } from '../helpers/core.js';
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

test('a core that wants no token asks nobody for one', async ({ page }) => {
  const open = launchCore({ dataDir: tempDir(), args: ['--no-auth'] });
  const [, url = ''] = await lineOf(open, /^gopherscope ready url=(\S+) pid=\d+$/m);
  await page.goto(url);
  await expect(page.getByRole('contentinfo')).toBeVisible();
  await expect(page.locator('input[type=password]')).toHaveCount(0);
});
