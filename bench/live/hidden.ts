import type { Figure } from '../support/figure.js';
import { inWorld, sleep } from './world.js';

const SECONDS = 60;
/** The page closes its stream two seconds after it was hidden, in case it is only looked away from. */
const SETTLE_MS = 5000;
const LIMIT_TASK_MS = 20;

interface TraceEvent {
  name: string;
  ph: string;
}

/** A minute of the live page behind another tab of the same window (Target.activateTarget; really hidden). */
export async function benchHidden(): Promise<Figure[]> {
  return inWorld(async ({ chromium, openTarget }) => {
    const tab = await openTarget();
    await sleep(5000);
    const front = await chromium.open('about:blank');
    await front.front();
    await tab.until("document.visibilityState === 'hidden'");
    await sleep(SETTLE_MS);

    let messages = 0;
    let frames = 0;
    await tab.send('Network.enable');
    const off = chromium.on(({ method, sessionId, params }) => {
      if (sessionId === tab.session && /^Network\.(dataReceived|requestWillBeSent)$/.test(method ?? ''))
        messages += 1;
      if (method !== 'Tracing.dataCollected') return;
      const { value } = params as unknown as { value: TraceEvent[] };
      frames += value.filter(({ name }) => name === 'Commit' || name === 'DrawFrame').length;
    });
    // from the tab: its own renderer's frames only are not told apart, so the tab in front is an empty page
    await front.send('Page.navigate', { url: 'data:text/html,' });
    await sleep(1000);
    await tab.send('Tracing.start', {
      traceConfig: {
        includedCategories: [
          'disabled-by-default-devtools.timeline.frame',
          'devtools.timeline',
          'devtools.timeline.frame',
        ],
      },
    });
    const before = await tab.metrics();
    await sleep(SECONDS * 1000);
    const after = await tab.metrics();
    await tab.send('Tracing.end');
    await sleep(2000);
    off();
    const taskMs = ((after['TaskDuration'] ?? 0) - (before['TaskDuration'] ?? 0)) * 1000;
    const layouts = (after['LayoutCount'] ?? 0) - (before['LayoutCount'] ?? 0);
    await tab.front();
    const back = performance.now();
    await tab.until(
      "document.visibilityState === 'visible' && document.querySelectorAll('canvas').length > 3",
    );
    const note = `tab behind another, ${SECONDS.toString()} s; ${layouts.toString()} layouts; ${(performance.now() - back).toFixed(0)} ms to be back`;
    const what = (name: string, ours: number, unit: string, limit: number): Figure => ({
      what: `hidden page, ${name} in ${SECONDS.toString()} s`,
      ours,
      unit,
      against: { what: 'limit', value: limit },
      note,
    });
    return [
      what('frames', frames, 'frames', 0),
      what('messages', messages, 'messages', 0),
      what('task time', taskMs, 'ms', LIMIT_TASK_MS),
    ];
  });
}
