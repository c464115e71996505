import fs from 'node:fs';
import type { Figure } from '../support/figure.js';
import { heapSizes, type HeapSizes } from './snapshot.js';
import { inWorld, sleep } from './world.js';

const MINUTES = 30;
const WARM_UP_MINUTES = 2;
/** More than this is a leak: a page that shows a minute at 1 Hz holds the same when an hour has passed. */
const LIMIT_MB = 0.5;
const PROGRESS = '.cache/results/bench-live-heap-data.jsonl';

/** The page of a live target for half an hour (`--minutes N`): each minute's heap lands in .cache/results. */
export async function benchHeap(): Promise<Figure[]> {
  const at = process.argv.indexOf('--minutes');
  const minutes = at < 0 ? MINUTES : Number(process.argv[at + 1]);
  return inWorld(async ({ chromium, openTarget }) => {
    const tab = await openTarget('?range=1m');
    await sleep(WARM_UP_MINUTES * 60_000);
    const start = await heapSizes(chromium, tab);
    fs.mkdirSync('.cache/results', { recursive: true });
    fs.writeFileSync(PROGRESS, `${JSON.stringify({ minute: 0, ...start })}\n`);
    let end = start;
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(60_000);
      end = await heapSizes(chromium, tab);
      fs.appendFileSync(PROGRESS, `${JSON.stringify({ minute, ...end })}\n`);
    }
    const sizes = ({ dataMb, codeMb }: HeapSizes): string =>
      `${dataMb.toFixed(2)} MB and ${codeMb.toFixed(2)} MB of code`;
    return [
      {
        what: `heap of the page over ${minutes.toString()} min at 1 Hz, without V8's compiled code`,
        ours: end.dataMb - start.dataMb,
        unit: 'MB more',
        against: { what: 'limit', value: LIMIT_MB },
        note: `after ${WARM_UP_MINUTES.toString()} min ${sizes(start)}, at the end ${sizes(end)}, after forced collections`,
      },
    ];
  });
}
