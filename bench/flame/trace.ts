import type { Chromium, Tab } from '../live/chromium.js';

interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  ts: number;
  /** CPU time of the thread, µs: what others on the machine do is not in it. */
  tdur?: number;
  pid: number;
  tid: number;
}

/** Whole tasks of a thread (those of the scheduler stand within them), and the pieces of raster workers. */
const TASK = /^RunTask$/;
const RASTER = /^(RasterTask|ImageDecodeTask|GPUTask)$/;
const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'toplevel',
  'blink.user_timing',
  'cc',
];

/**
 * CPU ms of the page's main thread and of raster for every step that the page marks: all tasks from one mark to
 * the next, script, style, paint and what the browser does itself, so rather too much than too little.
 */
export async function traceSteps(chromium: Chromium, tab: Tab, run: string): Promise<number[]> {
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
  await tab.evaluate(run);
  await chromium.send('Tracing.end');
  await complete;
  off();
  const marks = events
    .filter(({ cat, name }) => cat.includes('blink.user_timing') && name.startsWith('step '))
    .sort((a, b) => a.ts - b.ts);
  const page = marks[0];
  if (page === undefined) throw new Error('the page marked no step');
  const own = events.filter(
    ({ ph, name, pid, tid }) =>
      ph === 'X' && pid === page.pid && ((tid === page.tid && TASK.test(name)) || RASTER.test(name)),
  );
  return marks.slice(0, -1).map(({ ts }, i) => {
    const end = marks[i + 1]?.ts ?? Infinity;
    const within = own.filter((e) => e.ts >= ts && e.ts < end);
    return within.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000;
  });
}
