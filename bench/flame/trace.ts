import type { Chromium, Tab } from '../live/chromium.js';

interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  /** µs. */
  ts: number;
  dur?: number;
  /** CPU time of the thread, µs: what others on the machine do is not in it. */
  tdur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

/** What one step of the page took, ms. */
export interface Step {
  /** CPU of the page's main thread (script, style, layout, paint, raster of the canvas) and of its raster workers. */
  cpu: number;
  /** The part of it that is script: event handlers, animation frames, their microtasks. */
  script: number;
  /** By the clock, from the mark to the next. */
  wall: number;
}

const CATEGORIES = [
  '__metadata',
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'toplevel',
  'cc',
];
/** Of any thread but the main one; the canvas itself is rastered there. Workers also compile script: not counted. */
const RASTER = new Set(['RasterTask', 'ImageDecodeTask']);
const SCRIPT = new Set(['EventDispatch', 'FireAnimationFrame', 'FunctionCall', 'RunMicrotasks', 'TimerFire']);

/** Every step that the page marks while `run` runs: `step …` opens one, the next mark ends it. */
export async function traceSteps(chromium: Chromium, tab: Tab, run: string): Promise<Step[]> {
  const events = await trace(chromium, () => tab.evaluate(run));
  const marks = events
    .filter(({ cat, name }) => cat.includes('blink.user_timing') && name.startsWith('step '))
    .sort((a, b) => a.ts - b.ts);
  const page = marks[0];
  if (page === undefined) throw new Error('the page marked no step');
  const threads = threadsOf(events, page.pid);
  const main = threads.get(page.tid)?.events ?? [];
  const raster = [...threads.values()].flatMap((thread) =>
    thread.events.filter(({ name }) => RASTER.has(name)),
  );
  const work = [...outermost(main), ...raster];
  const script = outermost(main.filter(({ name }) => SCRIPT.has(name)));
  if (!work.some(({ tdur = 0 }) => tdur > 0)) throw new Error('the trace has no CPU times');
  return marks.slice(0, -1).map(({ ts }, i) => {
    const end = marks[i + 1]?.ts ?? Infinity;
    return { cpu: cpuWithin(work, ts, end), script: cpuWithin(script, ts, end), wall: (end - ts) / 1000 };
  });
}

async function trace(chromium: Chromium, run: () => Promise<unknown>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  let done = (): void => undefined;
  const complete = new Promise<void>((resolve) => (done = resolve));
  const off = chromium.on(({ method, params }) => {
    if (method === 'Tracing.dataCollected') events.push(...(params?.['value'] as TraceEvent[]));
    if (method === 'Tracing.tracingComplete') done();
  });
  await chromium.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordContinuously' },
  });
  await run();
  await chromium.send('Tracing.end');
  await complete;
  off();
  return events;
}

/** Complete events of a process by thread, in order of time, an outer one before what it holds. */
function threadsOf(
  events: readonly TraceEvent[],
  process: number,
): Map<number, { name: string; events: TraceEvent[] }> {
  const threads = new Map<number, { name: string; events: TraceEvent[] }>();
  for (const event of events) {
    if (event.pid !== process) continue;
    let thread = threads.get(event.tid);
    if (thread === undefined) threads.set(event.tid, (thread = { name: '', events: [] }));
    if (event.name === 'thread_name') thread.name = event.args?.name ?? '';
    else if (event.ph === 'X') thread.events.push(event);
  }
  for (const thread of threads.values())
    thread.events.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  return threads;
}

/** Those that stand in no other: tasks nest, and their times with them. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let end = -Infinity;
  return events.filter(({ ts, dur = 0 }) => {
    if (ts + dur <= end) return false;
    end = ts + dur;
    return true;
  });
}

/** CPU ms of what ended between two moments: a mark is made within a task, whose end belongs to what it began. */
function cpuWithin(events: readonly TraceEvent[], from: number, to: number): number {
  let us = 0;
  for (const { ts, dur = 0, tdur = 0 } of events) if (ts + dur > from && ts + dur <= to) us += tdur;
  return us / 1000;
}
