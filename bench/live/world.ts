import path from 'node:path';
import { startCore, type Core } from '../../tests/helpers/core.js';
import { startApp, type GoApp } from '../../tests/helpers/go-apps.js';
import setup, { APPS_DIR } from '../../tests/helpers/build-apps.js';
import { cleanUp, start } from '../../tests/helpers/children.js';
import { Chromium, type Tab } from './chromium.js';

/** The built core that watches the demo shop under a little load, and a Chromium. */
export interface World {
  core: Core;
  shop: GoApp;
  targetId: string;
  chromium: Chromium;
  /** A tab with the shop's page, live; `where` after the id: `?range=1m`. */
  openTarget: (where?: string) => Promise<Tab>;
}

const LOAD = ['--orders', '5', '--searches', '1'];

/** Runs `use` in a world of its own, which ends with it. */
export async function inWorld<T>(use: (world: World) => Promise<T>): Promise<T> {
  await setup();
  const [core, shop] = await Promise.all([startCore(), startApp('ecommerce', '--addr', '127.0.0.1:0')]);
  const chromium = new Chromium();
  try {
    start(path.join(APPS_DIR, 'loadgen'), ['--target', shop.url, ...LOAD]);
    const { id } = await core.api.add({ url: shop.url, name: 'shop' });
    const openTarget = async (where = ''): Promise<Tab> => {
      const tab = await chromium.open(core.url);
      await tab.until(
        `document.readyState === 'complete' && location.href.startsWith(${JSON.stringify(core.url)})`,
      );
      const page = JSON.stringify(`${core.url}/#/targets/${id}${where}`);
      await tab.evaluate(`localStorage.setItem('gopherscope.token', ${JSON.stringify(core.api.token)})`);
      await tab.evaluate(`(location.href = ${page}, location.reload())`);
      await tab.until("document.querySelectorAll('canvas').length > 3");
      return tab;
    };
    return await use({ core, shop, targetId: id, chromium, openTarget });
  } finally {
    await chromium.close();
    await cleanUp();
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
