import type { Figure } from '../support/figure.js';
import { benchCpu } from './cpu.js';
import { benchHeap } from './heap.js';
import { benchHidden } from './hidden.js';
import { benchLatency } from './latency.js';

/** The page in Chromium with the real core and the demo shop. `npm run bench -- live heap --minutes 5` runs one part. */
export async function benchLive(): Promise<Figure[]> {
  const parts = { latency: benchLatency, cpu: benchCpu, hidden: benchHidden, heap: benchHeap };
  const only = process.argv[3];
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries(parts))
    if (only === undefined || only.startsWith('--') || only === name) figures.push(...(await part()));
  return figures;
}
