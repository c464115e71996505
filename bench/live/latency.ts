import net from 'node:net';
import type { Figure } from '../support/figure.js';
import type { Tab } from './chromium.js';
import { inWorld, sleep } from './world.js';

const CHANGES = 40;
/** Each idle connection is a goroutine of the shop: so many more cannot be missed among those that come and go. */
const CONNECTIONS = 200;
const LIMIT_MS = 1500;

/**
 * Watches the figure of the goroutine panel; `seen(wanted)` resolves with the time (epoch ms) of the frame that
 * showed `wanted` or more (fewer than half of it when `down`).
 */
const WATCH = `
  (() => {
    const panel = [...document.querySelectorAll('section')].find((s) => s.getAttribute('aria-label') === 'Goroutines and threads');
    const shown = () => Number(panel.querySelector('.v').firstChild.textContent.replace(/[^0-9.]/g, ''));
    window.shown = shown;
    window.seen = (reached) => new Promise((resolve) => {
      const look = () => {
        if (!reached(shown())) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
      };
      const observer = new MutationObserver(look);
      observer.observe(panel, { subtree: true, childList: true, characterData: true });
      look();
    });
  })()`;

/** From a change in the app to the frame that shows it, over forty changes at moments of any phase. */
export async function benchLatency(): Promise<Figure[]> {
  return inWorld(async ({ shop, openTarget }) => {
    const tab = await openTarget();
    await tab.until(
      "[...document.querySelectorAll('section')].some((s) => s.getAttribute('aria-label') === 'Goroutines and threads')",
    );
    await sleep(4000);
    await tab.evaluate(WATCH);
    const took: number[] = [];
    for (let i = 0; i < CHANGES / 2; i += 1) {
      const base = await tab.evaluate<number>('shown()');
      const sockets: net.Socket[] = [];
      took.push(
        await change(tab, `(n) => n > ${(base + CONNECTIONS / 2).toString()}`, () =>
          open(shop.port, sockets),
        ),
      );
      await sleep(700 + Math.random() * 1000);
      took.push(
        await change(tab, `(n) => n < ${(base + CONNECTIONS / 2).toString()}`, () => {
          for (const socket of sockets) socket.destroy();
          return Promise.resolve();
        }),
      );
      await sleep(700 + Math.random() * 1000);
    }
    took.sort((a, b) => a - b);
    const quantile = (q: number): number => took[Math.ceil(q * took.length) - 1] ?? NaN;
    return [
      {
        what: 'a change in the app on screen, p95',
        ours: quantile(0.95),
        unit: 'ms',
        against: { what: 'limit', value: LIMIT_MS },
        note: `${took.length.toString()} changes of goroutines, asked at 1 Hz; median ${quantile(0.5).toFixed(0)}, slowest ${quantile(1).toFixed(0)}`,
      },
    ];
  });
}

async function change(tab: Tab, reached: string, make: () => Promise<void>): Promise<number> {
  const shown = tab.evaluate<number>(`seen(${reached})`);
  await make();
  const changed = Date.now();
  return (await shown) - changed;
}

/** Connections that say nothing, made one after the other has been taken. */
async function open(port: number, sockets: net.Socket[]): Promise<void> {
  const all = Array.from({ length: CONNECTIONS }, () => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    return new Promise<void>((resolve) =>
      socket.once('connect', () => {
        resolve();
      }),
    );
  });
  await Promise.all(all);
}
