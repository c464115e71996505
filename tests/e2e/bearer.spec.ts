import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { cleanUp } from '../helpers/children.js';
import { startCore, type Core } from '../helpers/core.js';
import { guardedApp, type GuardedApp } from '../helpers/guarded-app.js';

/** An app that asks for a bearer token, from the page alone. */

let core: Core;
let app: GuardedApp;
test.beforeAll(async () => {
  [core, app] = await Promise.all([startCore(), guardedApp('canary-page')]);
});
test.afterAll(async () => {
  app.close();
  await cleanUp();
});

async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

test('the probe asks for the token, the target keeps it, its form replaces and forgets it', async ({
  page,
}) => {
  await page.goto(core.url);
  await page.locator('input[type=password]').fill(core.api.token);
  await page.keyboard.press('Enter');
  await page.getByLabel('Address of the app').fill(app.url);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('asks for credentials (401)').first()).toBeVisible();
  await dialog.getByLabel('Bearer token').fill('canary-page');
  await expectNoAxeViolations(page);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('3 of 6 sources answer')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog).not.toBeVisible();

  await page.getByRole('link', { name: /^Sources/ }).click();
  await expect(page.getByText(`kept, shown to ${app.url} alone`)).toBeVisible();
  await expectNoAxeViolations(page);
  app.asks('canary-next');
  await expect(page.getByText('refuses the bearer token it is shown (401)').first()).toBeVisible();
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.keyboard.type('canary-next');
  await page.keyboard.press('Enter');
  await expect(page.getByText('refuses the bearer token it is shown (401)')).toHaveCount(0);
  await page.getByRole('button', { name: 'Forget' }).click();
  await expect(page.getByText('none is shown to the app')).toBeVisible();
  await expect(page.getByText('asks for credentials (401)').first()).toBeVisible();
  await page.getByRole('button', { name: 'Give one' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Give one' })).toBeVisible();
  expect(await page.content()).not.toContain('canary');
});
