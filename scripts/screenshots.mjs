// npm run screenshots [-- OUT]: the pictures of README and docs, of the demo shop under load on the real core.
// Every view in both themes at 1280x800, 1920x1080 and 900x800 goes to OUT (.cache/screenshots); the one the README
// shows to docs/images.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { buildChanged } from './lib/build.mjs';
import { findChromium } from './lib/programs.mjs';
import { CORE_ENV, CORE_FLAGS } from './lib/run-core.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const out = path.resolve(process.argv[2] ?? path.join(root, '.cache/screenshots'));
const seconds = Number(process.env.SECONDS ?? 75);
const apps = path.join(root, '.cache', 'screenshot-apps');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-shots-'));
const children = [];

function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], ...options });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const url = /url=(\S+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) =>
      code === 0 ? resolve('') : reject(new Error(`${command} ended with ${code}`)),
    );
  });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

try {
  await buildChanged(root);
  fs.mkdirSync(apps, { recursive: true });
  fs.mkdirSync(out, { recursive: true });
  await run('go', ['build', '-o', `${apps}/`, '.'], { cwd: path.join(root, 'go/_example/ecommerce') });
  await run('go', ['build', '-o', `${apps}/`, './cmd/loadgen'], { cwd: path.join(root, 'go') });
  await run('go', ['build', '-o', `${apps}/`, './metrics'], {
    cwd: path.join(root, 'tests/fixtures/goapps'),
  });
  const own = await run(path.join(apps, 'metrics'), ['--addr', '127.0.0.1:0']);
  const library = ['--variant', 'library'];
  const shop = await run(path.join(apps, 'ecommerce'), ['--addr', '127.0.0.1:0', ...library]);
  const leaking = await run(path.join(apps, 'ecommerce'), [
    '--addr',
    '127.0.0.1:0',
    ...library,
    '--faults',
    'memory-leak,goroutine-leak',
  ]);
  for (const target of [shop, leaking])
    void run(path.join(apps, 'loadgen'), ['--target', target]).catch(() => undefined);
  const core = await run(
    process.execPath,
    [
      ...CORE_FLAGS,
      path.join(root, 'dist/core/headless.mjs'),
      '--headless',
      '--port',
      '0',
      '--data-dir',
      dir,
    ],
    { env: { ...process.env, ...CORE_ENV } },
  );
  const token = fs.readFileSync(path.join(dir, 'token'), 'utf8').trim();
  const add = async (body) =>
    (
      await fetch(`${core}/api/v1/targets`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json();
  const { id } = await add({ url: leaking, name: 'shop-leaking', labels: { team: 'shop', env: 'demo' } });
  await add({ url: shop, name: 'shop', labels: { team: 'shop' } });
  await add({ url: 'http://127.0.0.1:9', name: 'nobody-there' });
  await sleep(seconds * 1000);

  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
  // profiles of an app that is busy with one thing
  const busy = await run(path.join(apps, 'ecommerce'), [
    '--addr',
    '127.0.0.1:0',
    ...library,
    '--faults',
    'cpu-spike,goroutine-leak',
  ]);
  void run(path.join(apps, 'loadgen'), ['--target', busy]).catch(() => undefined);
  const { id: busyId } = await add({ url: busy, name: 'shop-busy', labels: { team: 'shop' } });
  await sleep(5000);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  /** Captures, and waits for the profile's id. */
  const capture = async (body) => {
    const asked = { method: 'POST', headers, body: JSON.stringify(body) };
    const { captureId } = await (await fetch(`${core}/api/v1/targets/${busyId}/capture`, asked)).json();
    for (;;) {
      const found = await (await fetch(`${core}/api/v1/captures/${captureId}`, { headers })).json();
      if (found.profileId !== null) return found.profileId;
      if (found.state === 'failed') throw new Error(`no ${body.type}: ${found.error?.message}`);
      await sleep(250);
    }
  };
  await capture({ type: 'heap' });
  const dump = await capture({ type: 'goroutine', detailed: true, confirm: true });
  const cpu = await capture({ type: 'cpu', seconds: 10 });
  const hot = encodeURIComponent('main.intensiveProcessing');
  const metrics = await add({ url: own, name: 'own-metrics', labels: { team: 'platform' } });
  const views = {
    overview: (page) => page.goto(`${core}/#/?group=team`),
    target: (page) => page.goto(`${core}/#/targets/${id}`),
    compare: (page) => page.goto(`${core}/#/targets/${id}?range=1m&compare=1`),
    sources: (page) => page.goto(`${core}/#/targets/${id}/sources`),
    http: (page) => page.goto(`${core}/#/targets/${id}/http`),
    states: (page) => page.goto(`${core}/#/targets/${id}/goroutines`),
    gc: (page) => page.goto(`${core}/#/targets/${id}/gc`),
    custom: (page) => page.goto(`${core}/#/targets/${metrics.id}/custom?range=1m`),
    library: (page) => page.goto(`${core}/#/profiles`),
    flame: (page) => page.goto(`${core}/#/profiles/${cpu}?fn=${hot}`),
    ...Object.fromEntries(
      ['sandwich', 'top', 'source'].map((view) => [
        view,
        (page) => page.goto(`${core}/#/profiles/${cpu}?view=${view}&fn=${hot}`),
      ]),
    ),
    goroutines: (page) => page.goto(`${core}/#/profiles/${dump}`),
    settings: (page) => page.goto(`${core}/#/settings`),
    find: (page) => page.goto(`${core}/#/find`),
    palette: async (page) => {
      await page.goto(`${core}/#/targets/${id}`);
      await page.keyboard.press('Control+k');
      await page.waitForSelector('[role=combobox]');
      await page.keyboard.type('heap');
    },
    keys: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
    },
    add: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('a');
      await page.waitForSelector('.add-dialog input:focus');
      await page.keyboard.type(shop.replace('127.0.0.1', 'localhost'));
      await page.keyboard.press('Enter');
    },
  };
  for (const theme of ['dark', 'light']) {
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
      [900, 800],
    ]) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
      await page.goto(core);
      await page.getByRole('textbox').first().fill(token);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(1500);
      for (const [name, open] of Object.entries(views)) {
        await open(page);
        await page.waitForTimeout(2500);
        await page.screenshot({ path: path.join(out, `${name}-${theme}-${width}x${height}.png`) });
      }
      await page.close();
    }
  }
  await browser.close();
  fs.mkdirSync(path.join(root, 'docs/images'), { recursive: true });
  fs.copyFileSync(path.join(out, 'target-dark-1280x800.png'), path.join(root, 'docs/images/target.png'));
  process.stdout.write(`screenshots in ${out}\n`);
} finally {
  for (const child of children) child.kill();
  await sleep(500);
  fs.rmSync(dir, { recursive: true, force: true });
}
