import type { Figure } from '../support/figure.js';
import { benchDiscovery } from './discovery.js';
import { benchWatching } from './watching.js';

/** What watching costs an app, and how long a look at this machine takes. `npm run bench -- cost discovery` runs one part. */
export async function benchCost(): Promise<Figure[]> {
  const parts = { watching: () => benchWatching('expvar'), discovery: benchDiscovery };
  const only = process.argv[3];
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries(parts))
    if (only === undefined || only === name) figures.push(...(await part()));
  return figures;
}
