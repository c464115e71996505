import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { APPS_DIR } from '../helpers/build-apps.js';

const children: ChildProcess[] = [];

/** Starts a program and resolves with the URL of its ready line. */
function start(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /ready url=(\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => {
      reject(new Error(`${command} ended before it was ready`));
    });
  });
}

test.afterAll(() => {
  for (const child of children) child.kill();
});

test('a token opens the page, and a real Go app added by REST shows live numbers', async ({ page }) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-e2e-'));
  const app = await start(path.join(APPS_DIR, 'truth'), ['--addr', '127.0.0.1:0']);
  const core = await start(process.execPath, [
    'dist/core/headless.mjs',
    '--headless',
    '--port',
    '0',
    '--data-dir',
    dir,
  ]);
  const token = fs.readFileSync(path.join(dir, 'token'), 'utf8').trim();
  const added = await page.request.post(`${core}/api/v1/targets`, {
    headers: { authorization: `Bearer ${token}` },
    data: { url: app, name: 'truth-app' },
  });
  expect(added.status()).toBe(201);

  const problems: string[] = [];
  page.on('console', (message) => {
    // Without a token the page's first calls are refused, which Chromium reports.
    if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(core);
  await page.getByRole('textbox').first().fill(token);
  await page.keyboard.press('Enter');
  await expect(page.getByText('truth-app').first()).toBeVisible();
  await expect(page.getByText(/MiB/).first()).toBeVisible({ timeout: 15_000 });
  expect(problems).toEqual([]);
});
