import type { Identity } from '../scrape/reading.js';

/** What is kept of a target's process between runs of the core. */
export interface KnownProcess {
  pid: number | null;
  startTimeMs: number | null;
}

export type RestartReason = 'process' | 'start-time' | 'counters';

export interface Restart {
  reason: RestartReason;
  /** Every sample of the old process is at or before it, every one of the new after it, ms. */
  boundaryMs: number;
}

interface Counted {
  tMs: number;
  counters: NonNullable<Identity['counters']>;
}

/** Start times from /proc and from the app differ by the ticks they are made of. */
const START_TOLERANCE_MS = 1500;

/**
 * Says when a target's process is another one than before: by (pid, start) of the local process, by the
 * start time it reports, or by counters that only grow and fell. Sources see the same restart at different
 * moments; it is told once.
 */
export class RestartDetector {
  private known: KnownProcess;
  private readonly counted = new Map<string, Counted>();
  private lastBoundaryMs = -Infinity;
  /** Newest poll whose answer told of the process before, ms. */
  private lastSeenMs = -Infinity;
  /** Start of the poll that showed the last restart. */
  private lastToldMs = -Infinity;

  constructor(known: KnownProcess = { pid: null, startTimeMs: null }) {
    this.known = known;
  }

  get process(): KnownProcess {
    return this.known;
  }

  /** Judges an answer of `sourceId` to a poll begun at tMs; null = the same process as before. */
  observe(sourceId: string, identity: Identity, tMs: number): Restart | null {
    const restart = this.byProcess(identity, tMs) ?? this.byCounters(sourceId, identity, tMs);
    if (identity.counters !== undefined) this.counted.set(sourceId, { tMs, counters: identity.counters });
    if (restart !== null) {
      this.lastBoundaryMs = restart.boundaryMs;
      this.lastToldMs = tMs;
    } else if (tellsProcess(identity)) this.lastSeenMs = Math.max(this.lastSeenMs, tMs);
    return restart;
  }

  private byProcess(identity: Identity, tMs: number): Restart | null {
    const { pid = null, startTimeMs = null } = identity;
    const before = this.known;
    const pidChanged = pid !== null && before.pid !== null && pid !== before.pid;
    const startChanged =
      startTimeMs !== null &&
      before.startTimeMs !== null &&
      Math.abs(startTimeMs - before.startTimeMs) > START_TOLERANCE_MS;
    const sameStart = !pidChanged && !startChanged ? before.startTimeMs : null;
    this.known = {
      pid: pid ?? (startChanged ? null : before.pid),
      // What was told first stays: two sources would else change it to and fro within the tolerance.
      startTimeMs: sameStart ?? startTimeMs,
    };
    if (!pidChanged && !startChanged) return null;
    // Already told when its counters fell, before its new start was known.
    if (startTimeMs !== null && this.lastBoundaryMs >= startTimeMs - START_TOLERANCE_MS) return null;
    // The app's clock may be behind ours: what the old process still answered lies before the boundary.
    const boundaryMs = Math.min(Math.max(startTimeMs ?? tMs - 1, this.lastSeenMs), tMs - 1);
    return {
      reason: pidChanged ? 'process' : 'start-time',
      boundaryMs: Math.max(boundaryMs, this.lastBoundaryMs),
    };
  }

  private byCounters(sourceId: string, { counters }: Identity, tMs: number): Restart | null {
    const before = this.counted.get(sourceId);
    if (counters === undefined || before === undefined) return null;
    // Read before the restart was told: its fall is that restart. The boundary does not tell, for the system's
    // start times are off by up to a second, so an answer of the old process may seem to lie after it.
    if (before.tMs <= this.lastBoundaryMs || before.tMs < this.lastToldMs) return null;
    const fell = (['numGC', 'totalAlloc', 'mallocs'] as const).some((name) => {
      const now = counters[name];
      const then = before.counters[name];
      return now !== undefined && then !== undefined && now < then;
    });
    if (!fell) return null;
    // Who the new process is will be learned, not told as another restart.
    this.known = { pid: null, startTimeMs: null };
    return { reason: 'counters', boundaryMs: tMs - 1 };
  }
}

const tellsProcess = ({ pid, startTimeMs, counters = {} }: Identity): boolean =>
  pid !== undefined || startTimeMs !== undefined || Object.keys(counters).length > 0;
