import type { Labels } from '../../../shared/model/labels.js';
import { point, type Point } from '../scrape/reading.js';

/** Newest value of a series of the target, with its time; null when it has none now. */
export type Latest = (name: string, labels?: Labels) => { t: number; v: number } | null;

export interface DeriveFacts {
  startTimeMs: number | null;
  /** Live bytes by the last scaled heap profile, and when. */
  profile: { tMs: number; bytes: number } | null;
}

const PROFILE_FRESH_MS = 60_000;
/** Past this ratio the profile is believed rather than the estimate: another GOGC, or a memory limit. */
const BELIEVED_RATIO = 1.5;

/**
 * Heap that the last GC found reachable. The pacer sets NextGC to live + (live + stacks + globals) * GOGC/100
 * (runtime/mgcpacer.go), so live = (NextGC - g * stacks) / (1 + g). It cannot exceed what is allocated.
 */
export function liveHeap(latest: Latest, facts: DeriveFacts, nowMs: number): number | null {
  const nextGC = latest('go_memstats_next_gc_bytes');
  const heapAlloc = latest('go_memstats_heap_alloc_bytes') ?? latest('go_memstats_alloc_bytes');
  if (nextGC === null || heapAlloc === null) return null;
  const g = (latest('go_gc_gogc_percent')?.v ?? 100) / 100;
  const stacks = latest('go_memstats_stack_inuse_bytes')?.v ?? 0;
  let live = (nextGC.v - g * stacks) / (1 + g);
  const { profile } = facts;
  if (profile !== null && nowMs - profile.tMs < PROFILE_FRESH_MS && profile.bytes > 0) {
    const ratio = live / profile.bytes;
    if (!(ratio < BELIEVED_RATIO && ratio > 1 / BELIEVED_RATIO)) live = profile.bytes;
  }
  return Math.max(0, Math.min(live, heapAlloc.v));
}

/**
 * GC's share of the available CPU between the last two GC cycles seen. GCCPUFraction is the share since the
 * start, brought up to date when a cycle ends, so fraction x (LastGC - start) is GC's CPU time until then
 * (in units of GOMAXPROCS cores), and the share between two cycles is the difference over the time between.
 */
export class GcShare {
  private before: { lastGC: number; gcSeconds: number } | null = null;
  private share: number | null = null;

  reset(): void {
    this.before = null;
    this.share = null;
  }

  next(latest: Latest, startTimeMs: number | null): number | null {
    const fraction = latest('go_memstats_gc_cpu_fraction');
    const lastGC = latest('go_memstats_last_gc_time_seconds');
    if (fraction === null || lastGC === null || startTimeMs === null || lastGC.v === 0) return null;
    const gcSeconds = fraction.v * (lastGC.v - startTimeMs / 1000);
    if (this.before === null) this.before = { lastGC: lastGC.v, gcSeconds };
    const elapsed = lastGC.v - this.before.lastGC;
    if (elapsed > 0.2) {
      this.share = Math.max(0, Math.min(1, (gcSeconds - this.before.gcSeconds) / elapsed));
      this.before = { lastGC: lastGC.v, gcSeconds };
    }
    return this.share;
  }
}

/** Values made of others, written in a row of their own after each poll that may have changed them. */
export function derivedPoints(latest: Latest, facts: DeriveFacts, share: GcShare, nowMs: number): Point[] {
  const points: Point[] = [];
  const live = liveHeap(latest, facts, nowMs);
  if (live !== null) points.push(point('go_gc_heap_live_bytes', live));
  const ratio = share.next(latest, facts.startTimeMs);
  if (ratio !== null) points.push(point('go_gc_cpu_ratio', ratio));
  return points;
}
