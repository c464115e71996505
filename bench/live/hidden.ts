import type { Figure } from '../support/figure.js';
import type { Chromium, Tab } from './chromium.js';
import { inWorld, sleep } from './world.js';

const SECONDS = 60;
/** The page leaves two seconds after it was hidden; Chromium collects its garbage once, after half a minute. */
const SETTLE_MS = 40_000;
const LIMIT_TASK_MS = 20;

interface Cost {
  frames: number;
  messages: number;
  taskMs: number;
  layouts: number;
}

/**
 * What the page costs in `seconds`: pieces of network, tasks, and where `traced` frames of any page (the one in
 * front is empty). Tracing costs tasks of its own, so the two are looked at one after the other.
 */
async function costOf(chromium: Chromium, tab: Tab, seconds: number, traced: boolean): Promise<Cost> {
  let [messages, frames] = [0, 0];
  const off = chromium.on(({ method, sessionId, params }) => {
    if (sessionId !== tab.session) return;
    if (method === 'Network.dataReceived' || method === 'Network.requestWillBeSent') messages += 1;
    if (method !== 'Tracing.dataCollected') return;
    const { value } = params as unknown as { value: { name: string }[] };
    frames += value.filter(({ name }) => name === 'Commit').length;
  });
  await tab.send('Network.enable');
  const includedCategories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  if (traced) await tab.send('Tracing.start', { traceConfig: { includedCategories } });
  const before = await tab.metrics();
  await sleep(seconds * 1000);
  const after = await tab.metrics();
  const counted = messages;
  if (traced) await tab.send('Tracing.end');
  await sleep(2000);
  off();
  const grew = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
  return { frames, messages: counted, taskMs: grew('TaskDuration') * 1000, layouts: grew('LayoutCount') };
}

/** A minute of the live page behind another tab of the same window (Target.activateTarget; really hidden). */
export async function benchHidden(): Promise<Figure[]> {
  return inWorld(async ({ chromium, openTarget }) => {
    const tab = await openTarget();
    await sleep(5000);
    const shown = await costOf(chromium, tab, 5, true);
    const front = await chromium.open('about:blank');
    await front.front();
    await tab.until("document.visibilityState === 'hidden'");
    await sleep(SETTLE_MS);
    const hidden = await costOf(chromium, tab, SECONDS, false);
    const traced = await costOf(chromium, tab, SECONDS, true);
    const shownNote = (value: number, unit: string): string =>
      `shown: ${(value / 5).toFixed(0)} ${unit} a second`;
    const figure = (name: string, unit: string, ours: number, value: number, note: string): Figure => ({
      what: `page behind another tab for ${SECONDS.toString()} s, ${name}`,
      ours,
      unit,
      against: { what: 'limit', value },
      note,
    });
    return [
      figure(
        'frames',
        'frames',
        traced.frames,
        0,
        `${traced.layouts.toString()} layouts; ${shownNote(shown.frames, 'frames')}`,
      ),
      figure(
        'messages',
        'messages',
        hidden.messages + traced.messages,
        0,
        shownNote(shown.messages, 'messages'),
      ),
      figure('task time', 'ms', hidden.taskMs, LIMIT_TASK_MS, shownNote(shown.taskMs, 'ms')),
    ];
  });
}
