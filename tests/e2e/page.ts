import { expect, type Page } from '@playwright/test';
import type { Core } from '../helpers/core.js';

/** What a page must never do; refused calls show as network errors, which are looked at where they are caused. */
export function watchPage(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return problems;
}

/** Opens the page as somebody who has typed the token before. */
export async function enter(page: Page, core: Core, where = ''): Promise<void> {
  await page.addInitScript((token) => {
    localStorage.setItem('gopherscope.token', token);
  }, core.api.token);
  await page.goto(`${core.url}/${where}`);
  await expect(page.getByRole('contentinfo')).toBeVisible();
}

/** Streams the core has open now. */
export async function openStreams(core: Core): Promise<number> {
  const headers = { authorization: `Bearer ${core.api.token}` };
  const text = await (await fetch(`${core.url}/metrics`, { headers })).text();
  return Number(/^gopherscope_event_streams (\d+)$/m.exec(text)?.[1]);
}
