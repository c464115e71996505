// npm run bench -- NAME: measured figures, ours beside the peer or the limit in one run.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { benchCore } from './core/index.js';
import { benchCost } from './cost/index.js';
import { benchDrop } from './drop/index.js';
import { benchFlame } from './flame/index.js';
import { benchLibrary } from './library/index.js';
import { benchLive } from './live/index.js';
import { benchProfiles } from './profiles/index.js';
import type { Figure } from './support/figure.js';
import { formatFigure } from './support/figure.js';

const BENCHES: Record<string, () => Promise<Figure[]>> = {
  core: benchCore,
  cost: benchCost,
  drop: benchDrop,
  flame: benchFlame,
  library: benchLibrary,
  live: benchLive,
  profiles: benchProfiles,
};

const name = process.argv[2] ?? '';
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')}`);
  process.exit(2);
}
const figures = await bench();
for (const figure of figures) console.log(formatFigure(figure));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
mkdirSync('.cache/results', { recursive: true });
writeFileSync(
  `.cache/results/bench-${name}.json`,
  `${JSON.stringify({ commit, date: new Date().toISOString(), node: process.version, figures }, null, 1)}\n`,
);
