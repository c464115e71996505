import type { SeriesView } from '../../stores/columns.js';
import { newest, oldest } from '../../ui/charts/spark.js';

/** Numbers measured in a window, from which the sentences are made. Pure. */

export interface Change {
  from: number;
  to: number;
  /** When it stepped; null = it drifted. */
  at: number | null;
  fromTime: number;
}

function finite(s: SeriesView): { t: number[]; v: number[] } {
  const t: number[] = [];
  const v: number[] = [];
  s.v.forEach((x, i) => {
    if (!Number.isFinite(x)) return;
    t.push(s.t[i] ?? 0);
    v.push(x);
  });
  return { t, v };
}

const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / (v.length || 1);

function deviation(v: readonly number[], m: number): number {
  return Math.sqrt(v.reduce((a, x) => a + (x - m) * (x - m), 0) / Math.max(1, v.length - 1));
}

const LEAST_SAMPLES = 12;
const STEP_DEVIATIONS = 3;

/**
 * The one step that splits the window best: most variance explained, both sides at least a tenth of it, and
 * a jump of three deviations of what is left. Null if there is none.
 */
export function findStep(series: SeriesView, leastChange: number): Change | null {
  const { t, v } = finite(series);
  const n = v.length;
  if (n < LEAST_SAMPLES) return null;
  const total = v.reduce((a, b) => a + b, 0);
  const edge = Math.max(3, Math.floor(n / 10));
  let sum = 0;
  let best = 0;
  let split = -1;
  for (let i = 1; i < n; i += 1) {
    sum += v[i - 1] ?? 0;
    if (i < edge || i > n - edge) continue;
    const d = sum / i - (total - sum) / (n - i);
    const gain = d * d * i * (n - i);
    if (gain > best) {
      best = gain;
      split = i;
    }
  }
  if (split < 0) return null;
  const left = v.slice(0, split);
  const right = v.slice(split);
  const from = mean(left);
  const to = mean(right);
  const noise = (deviation(left, from) * left.length + deviation(right, to) * right.length) / n;
  const jump = Math.abs(to - from);
  if (jump < Math.abs(from) * leastChange || jump < STEP_DEVIATIONS * noise) return null;
  return { from, to, at: t[split] ?? null, fromTime: t[0] ?? 0 };
}

/** From the first tenth of the window to its last; null if it moved by less than `leastChange` of itself. */
export function findDrift(series: SeriesView, leastChange: number): Change | null {
  const { t, v } = finite(series);
  if (v.length < LEAST_SAMPLES) return null;
  const edge = Math.max(3, Math.floor(v.length / 10));
  const head = v.slice(0, edge);
  const tail = v.slice(-edge);
  const from = mean(head);
  const to = mean(tail);
  if (Math.abs(to - from) < Math.abs(from) * leastChange) return null;
  const noise = Math.max(deviation(head, from), deviation(tail, to));
  if (Math.abs(to - from) < 2 * noise) return null;
  return { from, to, at: null, fromTime: t[0] ?? 0 };
}

export const lastOf = (s: SeriesView | undefined): number | null =>
  s ? (newest(s.t, s.v)?.v ?? null) : null;

/** Newest value less the oldest of the window. */
export function changeOf(s: SeriesView | undefined): { by: number; from: number; since: number } | null {
  if (!s) return null;
  const a = oldest(s.t, s.v);
  const b = newest(s.t, s.v);
  if (!a || !b || b.t <= a.t) return null;
  return { by: b.v - a.v, from: a.v, since: a.t };
}

function meanBetween({ t, v }: SeriesView, from: number, to: number): number | null {
  const values = [...v].filter((x, i) => Number.isFinite(x) && (t[i] ?? 0) > from && (t[i] ?? 0) <= to);
  return values.length === 0 ? null : mean(values);
}

/**
 * Mean of the first and of the last `span` ms of a series. Its very first value has least behind it and does not
 * count; `first` is null where both spans would be the same moments.
 */
export function endMeans(s: SeriesView, span: number): { first: number | null; last: number | null } {
  const from = oldest(s.t, s.v)?.t ?? NaN;
  const to = newest(s.t, s.v)?.t ?? NaN;
  return {
    first: to - from < 2 * span ? null : meanBetween(s, from, from + span),
    last: meanBetween(s, to - span, to),
  };
}

export interface PauseFacts {
  count: number;
  p50: number;
  p99: number;
  worst: { t: number; v: number };
}

/** Over every pause of the window. Nearest rank, so each figure is a pause that happened. */
export function pauseFacts(s: SeriesView | undefined): PauseFacts | null {
  if (!s) return null;
  const sorted = s.v.filter((x) => Number.isFinite(x)).sort();
  if (sorted.length === 0) return null;
  const rank = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
  const worstV = sorted[sorted.length - 1] ?? 0;
  const at = s.v.lastIndexOf(worstV);
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99), worst: { t: s.t[at] ?? 0, v: worstV } };
}

export interface BridgePart {
  id: 'live' | 'dead' | 'fragmentation' | 'idle' | 'stacks' | 'metadata' | 'outside';
  value: number;
  change: number | null;
}

export interface Bridge {
  parts: BridgePart[];
  /** What the parts add up to: RSS, or what Go holds from the system if RSS is not known. */
  total: { kind: 'rss' | 'go'; value: number; change: number | null };
  released: number | null;
  /** Most RSS ever, as a mark where RSS itself is not known. */
  peak: number | null;
}

export interface BridgeInput {
  live?: SeriesView | undefined;
  alloc?: SeriesView | undefined;
  inuse?: SeriesView | undefined;
  idle?: SeriesView | undefined;
  released?: SeriesView | undefined;
  stacks?: SeriesView | undefined;
  meta: (SeriesView | undefined)[];
  sys?: SeriesView | undefined;
  rss?: SeriesView | undefined;
  rssmax?: SeriesView | undefined;
}

type Pick = (s: SeriesView | undefined) => number | null;

function partsAt(
  input: BridgeInput,
  pick: Pick,
): { parts: Omit<BridgePart, 'change'>[]; total: Bridge['total'] } | null {
  const [live, alloc, inuse, idle, released, stacks, sys, rss] = [
    input.live,
    input.alloc,
    input.inuse,
    input.idle,
    input.released,
    input.stacks,
    input.sys,
    input.rss,
  ].map(pick);
  if (alloc == null || inuse == null || idle == null) return null;
  // a live estimate can pass what is allocated; the bridge never shows a negative dead part for that
  const alive = Math.min(live ?? alloc, alloc);
  const meta = input.meta.map(pick).reduce<number>((a, b) => a + (b ?? 0), 0);
  const kept = idle - (released ?? 0);
  const parts: Omit<BridgePart, 'change'>[] = [
    { id: 'live', value: alive },
    { id: 'dead', value: alloc - alive },
    { id: 'fragmentation', value: inuse - alloc },
    { id: 'idle', value: kept },
    { id: 'stacks', value: stacks ?? 0 },
    { id: 'metadata', value: meta },
  ];
  const sum = parts.reduce((a, p) => a + p.value, 0);
  if (rss != null) {
    parts.push({ id: 'outside', value: rss - sum });
    return { parts, total: { kind: 'rss', value: rss, change: null } };
  }
  return { parts, total: { kind: 'go', value: sys == null ? sum : sys - (released ?? 0), change: null } };
}

/** What memory is made of now, and how each part changed since the window began. The parts add up. */
export function bridgeOf(input: BridgeInput): Bridge | null {
  const now = partsAt(input, lastOf);
  if (!now) return null;
  const then = partsAt(input, (s) => (s ? (oldest(s.t, s.v)?.v ?? null) : null));
  const same = then?.total.kind === now.total.kind ? then : null;
  return {
    parts: now.parts.map((p, i) => ({
      ...p,
      change: same ? p.value - (same.parts[i]?.value ?? p.value) : null,
    })),
    total: { ...now.total, change: same ? now.total.value - same.total.value : null },
    released: lastOf(input.released),
    peak: lastOf(input.rssmax),
  };
}
