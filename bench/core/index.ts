import type { Figure } from '../support/figure.js';
import { benchLoad } from './load.js';
import { benchMemory } from './memory.js';
import { benchParse } from './parse.js';

/** Parsing, memory over an hour, punctuality under load. `npm run bench -- core parse` runs one part. */
export async function benchCore(): Promise<Figure[]> {
  const parts = { parse: benchParse, memory: benchMemory, load: benchLoad };
  const only = process.argv[3];
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries(parts))
    if (only === undefined || only === name) figures.push(...(await part()));
  return figures;
}
