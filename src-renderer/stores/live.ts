import { defineStore } from 'pinia';
import { markRaw, ref, shallowRef, watch } from 'vue';
import type { Topic } from '../../shared/model/events.js';
import type { QueryResult } from '../../shared/model/query.js';
import { toApiError, type ApiError } from '../api/errors.js';
import { RawTable, StepTable, type ColumnTable, type SeriesView } from './columns.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';
import { useTargets } from './targets.js';
import { DEFAULT_RANGE, fittingRange, useView } from './view.js';

/** One expression a view wants live. `id` is unique in the window. */
export interface LiveQuery {
  id: string;
  expr: string;
  mode?: 'raw';
  maxPoints?: number;
  /** A span of its own up to now, ms, whatever the window shows: the ruler. */
  span?: number;
  /** Comes and goes with the view's own range or scroll: no reason to look for a fitting range anew. */
  follows?: boolean;
}

export interface LiveEntry {
  query: LiveQuery;
  state: 'loading' | 'ready' | 'error';
  error: ApiError | null;
  askedAt: number;
  table: ColumnTable;
  /** Deltas that came while a snapshot is on its way; null = none is. */
  queued: QueryResult[] | null;
}

/** A moment of the picture: everything drawn shows [end - range, end]. */
export interface Frame {
  end: number;
  start: number;
}

const RAW_POINTS = 4000;
const RETRY_MS = [1000, 2000, 5000, 10_000];
const BASE: Topic[] = [
  { topic: 'targets' },
  { topic: 'annotations' },
  { topic: 'status' },
  { topic: 'settings' },
  { topic: 'demo' },
  { topic: 'captures' },
  { topic: 'profiles' },
];

/** A point a pixel of a chart in a sheet of three: more are not seen, and a full screen shows the same ones wider. */
const pointsNow = (): number => Math.min(1200, Math.max(450, Math.round(window.innerWidth / 3)));

/**
 * Live series for the whole window: views register expressions, one PUT sets the topics, one POST a size
 * back-fills them, then deltas are merged. `frame` is the only reactive thing; columns never are.
 */
export const useLive = defineStore('live', () => {
  const session = useSession();
  const stream = useStream();
  const targets = useTargets();
  const view = useView();

  const owners = new Map<symbol, LiveQuery[]>();
  const entries = markRaw(new Map<string, LiveEntry>());
  const frame = shallowRef<Frame>(frameAt(view.at ?? view.now()));
  /** Moves with every draw, also while the window stands still. */
  const tick = ref(view.now());
  const failed = ref<ApiError | null>(null);
  let epoch = 0;
  /** Steps a window holds: the same for subscription and snapshot, so it only changes when all is asked anew. */
  let points = pointsNow();
  let scheduled: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setTimeout> | undefined;

  const pointsOf = (q: LiveQuery): number => q.maxPoints ?? (q.mode === 'raw' ? RAW_POINTS : points);

  function frameAt(end: number): Frame {
    return { end, start: end - view.rangeMs };
  }

  function draw(): void {
    clearTimeout(beat);
    beat = undefined;
    tick.value = view.now();
    if (!view.paused) {
      fit();
      frame.value = frameAt(tick.value);
    }
    if (!view.hidden && liveNow().length > 0) beat = setTimeout(draw, 1250);
  }

  /** After a snapshot: draws even while paused, without moving. */
  function show(): void {
    if (view.paused) frame.value = { ...frame.value };
    draw();
  }

  /** Data came: draw once its whole batch is in, at most once a second. */
  function soon(): void {
    if (scheduled !== undefined || view.hidden) return;
    const wait = Math.max(25, tick.value + 900 - view.now());
    scheduled = setTimeout(() => {
      scheduled = undefined;
      draw();
    }, wait);
  }

  /** Time of the oldest sample seen since the view changed. */
  let since = Infinity;

  function fit(): void {
    if (!view.auto || view.paused) return;
    for (const { table, state } of entries.values())
      if (state === 'ready') since = Math.min(since, table.since ?? Infinity);
    if (since < Infinity) view.rangeMs = fittingRange(view.now() - since);
  }

  /** By id: for a moment a panel that goes and the one in its place both ask for the same. */
  const wanted = (): LiveQuery[] => [...new Map([...owners.values()].flat().map((q) => [q.id, q])).values()];
  /** While the window stands still only what has a span of its own goes on. */
  const liveNow = (): LiveQuery[] => wanted().filter((q) => !view.paused || q.span !== undefined);

  function topicsNow(): Topic[] {
    return [
      ...BASE,
      ...liveNow().map((q): Topic => {
        const mode = q.mode === undefined ? {} : { mode: q.mode };
        const rangeSeconds = (q.span ?? view.rangeMs) / 1000;
        return { topic: 'query', id: q.id, expr: q.expr, ...mode, maxPoints: pointsOf(q), rangeSeconds };
      }),
    ];
  }

  const newTable = (q: LiveQuery): ColumnTable =>
    q.mode === 'raw' ? new RawTable(pointsOf(q)) : new StepTable(pointsOf(q));

  function fresh(query: LiveQuery): LiveEntry {
    return { query, state: 'loading', error: null, askedAt: Date.now(), table: newTable(query), queued: [] };
  }

  /** Subscribe, then snapshot, queue deltas, replay. */
  async function refill(list: readonly LiveEntry[]): Promise<void> {
    const mine = epoch;
    for (const entry of list) entry.queued = [];
    await stream.setTopics(topicsNow());
    const batches = new Map<string, LiveEntry[]>();
    for (const entry of list) {
      const key = `${String(pointsOf(entry.query))} ${String(entry.query.span)}`;
      batches.set(key, [...(batches.get(key) ?? []), entry]);
    }
    await Promise.all([...batches.values()].map((batch) => snapshot(batch, mine)));
    if (mine === epoch) show();
  }

  /** One question for expressions of the same span and size. */
  async function snapshot(batch: LiveEntry[], mine: number): Promise<void> {
    const shape = batch[0]?.query;
    if (!shape) return;
    const end = view.paused && shape.span === undefined ? frame.value.end : view.now();
    const maxPoints = pointsOf(shape);
    const queries = batch.map(({ query: { id, expr, mode } }) => ({ id, expr, ...(mode ? { mode } : {}) }));
    try {
      const start = end - (shape.span ?? view.rangeMs);
      const answer = await session.api().query.range({ queries, start, end, maxPoints });
      if (mine !== epoch) return;
      failed.value = null;
      tries = 0;
      const byId = new Map(answer.results.map((r) => [r.id, r]));
      for (const entry of batch) {
        const result = byId.get(entry.query.id);
        if (result) settle(entry, result, answer.step);
      }
    } catch (error) {
      if (mine !== epoch) return;
      failed.value = toApiError(error);
      for (const entry of batch) {
        entry.error = failed.value;
        entry.state = 'error';
        entry.queued = null;
      }
      again();
    }
  }

  /** What failed as a whole is asked again, later each time; a stream that is lost asks by itself once it is back. */
  let tries = 0;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  function again(): void {
    clearTimeout(retrying);
    if (stream.state !== 'open') return;
    const wait = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)];
    tries += 1;
    retrying = setTimeout(() => {
      const broken = [...entries.values()].filter(
        (e) => e.state === 'error' && e.error?.code === failed.value?.code,
      );
      if (!view.hidden && stream.state === 'open' && broken.length > 0) void refill(broken);
    }, wait);
  }

  function settle(entry: LiveEntry, result: QueryResult, step: number): void {
    if (result.error) {
      entry.state = 'error';
      entry.queued = null;
      entry.error = { ...result.error, status: 422, data: null };
      return;
    }
    const table = newTable(entry.query);
    table.load(result, step);
    for (const delta of entry.queued ?? []) table.merge(delta);
    entry.table = table;
    entry.queued = null;
    entry.state = 'ready';
    entry.error = null;
  }

  let pending: ReturnType<typeof setTimeout> | undefined;
  function changed(): void {
    clearTimeout(pending);
    pending = setTimeout(() => {
      const list: LiveEntry[] = [];
      const keep = new Set<string>();
      for (const query of wanted()) {
        keep.add(query.id);
        const old = entries.get(query.id);
        if (old && old.query.expr === query.expr && old.state !== 'error') continue;
        const entry = fresh(query);
        entries.set(query.id, entry);
        list.push(entry);
      }
      for (const id of [...entries.keys()]) if (!keep.has(id)) entries.delete(id);
      const anew = list.some((e) => e.query.follows !== true);
      if (anew) since = Infinity;
      if (anew && view.auto && !view.paused && view.rangeMs !== DEFAULT_RANGE)
        view.rangeMs = DEFAULT_RANGE; // refills all
      else if (stream.state === 'open') void (list.length > 0 ? refill(list) : stream.setTopics(topicsNow()));
    }, 10);
  }

  /** Everything again: after a reconnect, another range, or a pause. Old pictures stay until new ones come. */
  function refillAll(): void {
    epoch += 1;
    points = pointsNow();
    const list = [...entries.values()];
    if (list.length > 0) void refill(list);
    else void stream.setTopics(topicsNow());
  }

  stream.on('query', (event) => {
    const entry = event.id === undefined ? undefined : entries.get(event.id);
    if (!entry || (view.paused && entry.query.span === undefined)) return;
    const result = event.payload as QueryResult;
    if (result.error) return;
    if (entry.queued) entry.queued.push(result);
    else entry.table.merge(result);
    soon();
  });
  stream.onOpen(refillAll);
  // Hidden, the page has no timer left; shown again it draws what it has and the stream brings what is new.
  watch(
    () => view.hidden,
    (hidden) => {
      clearTimeout(scheduled);
      clearTimeout(beat);
      scheduled = undefined;
      if (!hidden) draw();
    },
  );
  watch(
    () => [view.rangeMs, view.at],
    () => {
      frame.value = frameAt(view.at ?? view.now());
      refillAll();
    },
  );

  // A new name, label or address gives a target's series new labels: the columns are asked for anew.
  const known = new Map<string, string>();
  watch(
    () => targets.all,
    (all) => {
      let renamed = false;
      for (const { id, name, labels, url } of all) {
        const now = JSON.stringify([name, labels, url]);
        const before = known.get(id);
        renamed ||= before !== undefined && before !== now;
        known.set(id, now);
      }
      if (renamed && stream.state === 'open') refillAll();
    },
  );

  function register(owner: symbol, queries: LiveQuery[]): void {
    owners.set(owner, queries);
    changed();
  }

  function release(owner: symbol): void {
    owners.delete(owner);
    changed();
  }

  const entryOf = (id: string): LiveEntry | undefined => entries.get(id);

  /** The series of `id` in the frame now shown. Reads `frame`, so what calls it is redrawn with it. */
  function read(id: string): SeriesView[] {
    const { start, end } = frame.value;
    return entries.get(id)?.table.view(start, end) ?? [];
  }

  /** The last `span` ms of an expression that has a span of its own. Reads `tick`. */
  function readSpan(id: string, span: number): SeriesView[] {
    return entries.get(id)?.table.view(tick.value - span, tick.value) ?? [];
  }

  return { frame, tick, failed, register, release, entryOf, read, readSpan, retry: refillAll };
});
