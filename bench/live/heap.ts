import fs from 'node:fs';
import type { Figure } from '../support/figure.js';
import type { Tab } from './chromium.js';
import { inWorld, sleep } from './world.js';

const MINUTES = 30;
const WARM_UP_MINUTES = 2;
/** More than this is a leak: a page that shows 15 min at 1 Hz holds the same when an hour has passed. */
const LIMIT_MB = 1;
const PROGRESS = '.cache/results/bench-live-heap.jsonl';

/** MB of JavaScript heap that live objects take; everything that can be collected is. */
async function liveHeap(tab: Tab): Promise<{ mb: number; nodes: number }> {
  for (let i = 0; i < 3; i += 1) await tab.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize = 0, Nodes = 0 } = await tab.metrics();
  return { mb: JSHeapUsedSize / 1e6, nodes: Nodes };
}

/** The page of a live target for half an hour (`--minutes N`): each minute's heap lands in .cache/results. */
export async function benchHeap(): Promise<Figure[]> {
  const at = process.argv.indexOf('--minutes');
  const minutes = at < 0 ? MINUTES : Number(process.argv[at + 1]);
  return inWorld(async ({ openTarget }) => {
    const tab = await openTarget('?range=1m');
    await sleep(WARM_UP_MINUTES * 60_000);
    const start = await liveHeap(tab);
    fs.mkdirSync('.cache/results', { recursive: true });
    fs.writeFileSync(PROGRESS, `${JSON.stringify({ minute: 0, ...start })}\n`);
    let end = start;
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(60_000);
      end = await liveHeap(tab);
      fs.appendFileSync(PROGRESS, `${JSON.stringify({ minute, ...end })}\n`);
    }
    return [
      {
        what: `heap of the page over ${minutes.toString()} min at 1 Hz`,
        ours: end.mb - start.mb,
        unit: 'MB more',
        against: { what: 'limit', value: LIMIT_MB },
        note: `${start.mb.toFixed(2)} MB after ${WARM_UP_MINUTES.toString()} min, ${end.mb.toFixed(2)} MB at the end, both after forced collections; ${start.nodes.toString()} and ${end.nodes.toString()} nodes`,
      },
    ];
  });
}
