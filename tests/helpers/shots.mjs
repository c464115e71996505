// Screenshots of the page against the fake core (or a real one): node tests/helpers/shots.mjs OUT_DIR [name-filter]
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [out = '/tmp/shots', only = ''] = process.argv.slice(2);
const BASE = process.env.BASE ?? 'http://127.0.0.1:7676';
const CODE = process.env.CODE ?? 'x';
/** A real core: its token, and the id of the target to look at. */
const TOKEN = process.env.TOKEN;
const ID = process.env.TARGET ?? 't1';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SIZES = { s: [1280, 800], m: [1440, 900], l: [1920, 1080], n: [900, 800] };
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ARGS,
});
const problems = [];

const VIEWS = {
  overview: async () => undefined,
  target: async (page) => page.goto(`${BASE}/#/targets/${ID}`),
  hover: async (page) => {
    await page.goto(`${BASE}/#/targets/${ID}`);
    await page.waitForTimeout(1500);
    await page.locator('.p4 .time-chart').hover({ position: { x: 420, y: 120 } });
  },
  down: async (page) => page.goto(`${BASE}/#/targets/t2`),
  restarted: async (page) => page.goto(`${BASE}/#/targets/t3`),
  remote: async (page) => page.goto(`${BASE}/#/targets/t4`),
  stale: async (page) => page.goto(`${BASE}/#/targets/t5`),
  long: async (page) => page.goto(`${BASE}/#/targets/t7`),
  full: async (page) => {
    await page.goto(`${BASE}/#/targets/${ID}`);
    await page.waitForTimeout(800);
    await page.keyboard.press('6');
  },
  sources: async (page) => page.goto(`${BASE}/#/targets/${ID}/sources`),
  add: async (page) => {
    await page.keyboard.press('a');
    await page.waitForSelector('.add-dialog');
    await page.waitForTimeout(200);
    await page.keyboard.type('10.20.4.31:6060');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(700);
  },
  adderror: async (page) => {
    await page.keyboard.press('a');
    await page.waitForSelector('.add-dialog');
    await page.waitForTimeout(200);
    await page.keyboard.type('nowhere:1');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(700);
  },
  keys: async (page) => page.keyboard.press('?'),
};

for (const [view, act] of Object.entries(VIEWS)) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    for (const theme of ['dark', 'light']) {
      const name = `${view}-${size}-${theme}`;
      if (only && !new RegExp(only).test(name)) continue;
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        timezoneId: 'Europe/Berlin',
      });
      const page = await context.newPage();
      page.on(
        'console',
        (m) => ['error', 'warning'].includes(m.type()) && problems.push(`${name}: ${m.text()}`),
      );
      page.on('pageerror', (e) => problems.push(`${name}: ${e.message}`));
      if (TOKEN) await page.addInitScript((t) => localStorage.setItem('gopherscope.token', t), TOKEN);
      await page.goto(TOKEN ? `${BASE}/` : `${BASE}/#code=${CODE}`);
      await page.waitForSelector('.ov, .first');
      await page.waitForTimeout(900);
      await act(page);
      await page.waitForTimeout(1800);
      await page.screenshot({ path: `${out}/${name}.png` });
      await context.close();
    }
  }
}
console.log([...new Set(problems)].join('\n') || 'no console errors');
await browser.close();
