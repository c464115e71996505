import { fnv1a } from '../../../shared/base/hash.js';
import { fail, type Failure, type Result } from '../../../shared/base/result.js';
import type { Clock } from '../../../shared/model/ports.js';
import type { Source } from '../../../shared/model/target.js';
import { isCanonical } from '../scrape/names.js';
import { point } from '../scrape/reading.js';
import type { Polled, Poller } from '../scrape/sources/poller.js';
import type { SourceWriter } from '../scrape/writer.js';
import { CostMeter } from './cost.js';
import type { StoredSource } from './document.js';
import type { SourceHealth } from './health.js';

/** What the schedule tells about each poll; the core's own metrics and the benches read it. */
export interface PollTiming {
  lateMs: number;
  intervalMs: number;
  ok: boolean;
}

export interface SourceHost {
  clock: Clock;
  targetId: string;
  /** Names the source writes; empty and `idle` when others write all it gives. */
  owned(id: string): string[];
  isIdle(id: string): boolean;
  onAnswer(source: SourceRuntime, tMs: number, polled: Polled): Failure | null | 'refused';
  onMiss(source: SourceRuntime, tMs: number, error: Failure): void;
  onPoll(timing: PollTiming): void;
  /** CPU of the local process so far, ms, and its use in cores of late; null when it cannot be known. */
  cpu(): { usedMs: number; ratio: number } | null;
}

const LEAST_DEADLINE_MS = 2000;
const MOST_DEADLINE_MS = 10_000;
/** A source that has been silent this long is asked every ten seconds only. */
const PATIENCE_MS = 60_000;
const SILENT_INTERVAL_MS = 10_000;
/** A poll that is due within this need not be brought forward. */
const SOON_MS = 1000;
/** Sources of a target are not asked in the very same moment, ms. */
const APART_MS = 50;

/** One source of a watched target: when it is asked, what became of it, what it costs. */
export class SourceRuntime {
  readonly stored: StoredSource;
  configuredMs: number;
  readonly writer: SourceWriter;
  readonly poller: Poller;
  readonly cost: CostMeter;
  misses = 0;
  polls = 0;
  failingSinceMs: number | null = null;
  lastError: Failure | null = null;
  partial: Failure | null = null;
  lastAnswerMs: number | null = null;
  answerMs: number | null = null;
  answerBytes: number | null = null;
  /** Factor by which the interval is stretched to stay within the cost budget. */
  stretch = 1;
  private readonly host: SourceHost;
  private readonly meta: SourceWriter;
  readonly speaksForApp: boolean;
  private wasIdle = false;
  private cancelTimer: (() => void) | null = null;
  private abort = new AbortController();
  private stopped = true;
  private dueMonotonic = 0;

  constructor(
    host: SourceHost,
    options: {
      stored: StoredSource;
      configuredMs: number;
      poller: Poller;
      writer: SourceWriter;
      meta: SourceWriter;
      callCpuMs: (bytes: number) => number;
    },
  ) {
    this.host = host;
    this.stored = options.stored;
    this.configuredMs = options.configuredMs;
    this.poller = options.poller;
    this.writer = options.writer;
    this.meta = options.meta;
    this.cost = new CostMeter(options.callCpuMs);
    this.speaksForApp = options.stored.kind !== 'process';
  }

  get id(): string {
    return this.stored.id;
  }

  get idle(): boolean {
    return this.polls > 0 && this.misses === 0 && this.host.isIdle(this.id);
  }

  health(): SourceHealth {
    const { id, speaksForApp, idle, intervalMs, polls, misses, lastError } = this;
    return { id, speaksForApp, idle, intervalMs, polls, misses, lastError };
  }

  get intervalMs(): number {
    return this.configuredMs * this.stretch;
  }

  /** The interval in force: a source that has been silent for long is not asked as often. */
  private get askedEveryMs(): number {
    const silentMs = this.failingSinceMs === null ? 0 : this.host.clock.now() - this.failingSinceMs;
    return silentMs > PATIENCE_MS ? Math.max(this.intervalMs, SILENT_INTERVAL_MS) : this.intervalMs;
  }

  /** Epoch ms of the next poll; null when none is planned. */
  get nextPollMs(): number | null {
    if (this.stopped || this.cancelTimer === null) return null;
    return this.host.clock.now() + this.dueMonotonic - this.host.clock.monotonic();
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.abort = new AbortController();
    // The first poll comes at once, spread a little; the grid after it is the target's own.
    const hash = fnv1a(this.host.targetId + this.id);
    this.plan(this.host.clock.monotonic() + (hash % 200));
  }

  stop(): void {
    this.stopped = true;
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.abort.abort();
  }

  /** Another interval from now on; the history goes on. */
  repace(configuredMs: number): void {
    if (configuredMs === this.configuredMs) return;
    this.configuredMs = configuredMs;
    if (this.stopped || this.cancelTimer === null) return;
    this.cancelTimer();
    this.dueMonotonic = this.host.clock.monotonic();
    this.planNext();
  }

  /** Whatever stood in its way may be mended: asked at once rather than at its own time. */
  askAtOnce(): void {
    if (this.stopped || this.cancelTimer === null) return;
    this.cancelTimer();
    this.plan(this.host.clock.monotonic());
  }

  /**
   * Another source has been silent since `sinceMs`: this one is asked now rather than at its own time, so that a
   * good answer of long ago does not stand for an app that is gone. Once it has answered, it is left alone.
   */
  askNow(sinceMs: number): void {
    const waits = !this.stopped && this.cancelTimer !== null && this.misses === 0 && !this.idle;
    const isOld = this.lastAnswerMs !== null && this.lastAnswerMs < sinceMs;
    const now = this.host.clock.monotonic();
    if (!waits || !isOld || this.dueMonotonic - now < SOON_MS) return;
    this.cancelTimer?.();
    this.plan(now);
  }

  private plan(dueMonotonic: number): void {
    this.dueMonotonic = dueMonotonic;
    const wait = Math.max(0, dueMonotonic - this.host.clock.monotonic());
    this.cancelTimer = this.host.clock.after(wait, () => {
      this.cancelTimer = null;
      void this.poll();
    });
  }

  /** The next moment of this source's grid; a poll that took too long skips what it missed. */
  private planNext(): void {
    if (this.stopped) return;
    const { clock } = this.host;
    const interval = this.askedEveryMs;
    // Targets are spread over the interval; sources of one are asked together, so that its numbers are of one moment.
    const offset = (fnv1a(this.host.targetId) + (fnv1a(this.id) % APART_MS)) % interval;
    const now = clock.monotonic();
    let due = Math.ceil((now - offset) / interval) * interval + offset;
    if (due - this.dueMonotonic < interval / 2) due += interval;
    this.plan(due);
  }

  private async poll(): Promise<void> {
    const { clock } = this.host;
    // Idle: what it gives is another's, until that one is down.
    const { idle } = this;
    if (idle && !this.wasIdle) this.writer.writeStale(clock.now());
    this.wasIdle = idle;
    if (idle) {
      this.planNext();
      return;
    }
    const { signal } = this.abort;
    const tMs = clock.now();
    const lateMs = clock.monotonic() - this.dueMonotonic;
    const deadlineMs = Math.max(LEAST_DEADLINE_MS, Math.min(0.9 * this.intervalMs, MOST_DEADLINE_MS));
    const cpuBefore = this.speaksForApp && this.cost.wants(this.polls) ? this.host.cpu() : null;
    const started = clock.monotonic();
    let result: Result<Polled>;
    try {
      result = await this.poller.poll({ tMs, deadlineMs, signal });
    } catch (error) {
      result = internal(error);
    }
    if (signal.aborted) return;
    this.polls++;
    if (result.ok) {
      const cpuAfter = cpuBefore === null ? null : this.host.cpu();
      if (cpuBefore !== null && cpuAfter !== null && cpuAfter.usedMs >= cpuBefore.usedMs) {
        this.cost.add(cpuAfter.usedMs - cpuBefore.usedMs, clock.monotonic() - started, cpuBefore.ratio);
      }
      try {
        this.answered(tMs, result.value);
      } catch (error) {
        // A bug of ours while an answer is written must not end the polling of this source.
        result = internal(error);
      }
    }
    if (!result.ok) this.missed(tMs, result.error);
    this.host.onPoll({ lateMs, intervalMs: this.intervalMs, ok: this.misses === 0 });
    this.planNext();
  }

  private answered(tMs: number, polled: Polled): void {
    this.cost.answered(polled.bytes);
    const outcome = this.host.onAnswer(this, tMs, polled);
    if (outcome === 'refused') return;
    this.partial = outcome;
    this.misses = 0;
    this.failingSinceMs = null;
    this.lastError = null;
    this.lastAnswerMs = tMs;
    this.answerMs = polled.answerMs;
    this.answerBytes = polled.bytes;
    this.writeMeta(tMs, 1, polled.answerMs);
  }

  /** Also for an answer that turned out to be unreadable. */
  missed(tMs: number, error: Failure): void {
    this.misses++;
    this.failingSinceMs ??= tMs;
    this.lastError = error;
    this.writer.writeStale(tMs);
    this.writeMeta(tMs, 0, null);
    this.host.onMiss(this, tMs, error);
  }

  private writeMeta(tMs: number, up: number, answerMs: number | null): void {
    const labels = { source: this.id };
    const points = [point('up', up, labels)];
    if (answerMs !== null) points.push(point('scrape_duration_seconds', answerMs / 1000, labels));
    this.meta.writePoints(points, tMs);
  }

  /** ms of the app's CPU a second; nothing for what is read from the system. */
  get msPerSecond(): number {
    if (!this.speaksForApp || this.idle) return 0;
    return this.cost.perCall().ms / (this.intervalMs / 1000);
  }

  model(): Source {
    const perCall = this.cost.perCall();
    const owned = this.host.owned(this.id);
    const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
    return {
      id: this.id,
      kind: this.stored.kind,
      url: this.stored.url,
      intervalSeconds: this.askedEveryMs / 1000,
      chosenSeconds: this.stored.intervalSeconds,
      configuredSeconds: this.configuredMs / 1000,
      cost: this.speaksForApp
        ? { msPerSecond: this.msPerSecond, basis: perCall.basis }
        : { msPerSecond: 0, basis: 'measured' },
      state: this.idle ? 'idle' : this.polls === 0 ? 'unknown' : this.misses === 0 ? 'up' : 'failing',
      lastError: this.lastError ?? this.partial,
      lastAnswer: iso(this.lastAnswerMs),
      answerMs: this.answerMs,
      answerBytes: this.answerBytes,
      callCpuMs: this.speaksForApp ? perCall.ms : 0,
      calls: this.cost.calls,
      series: this.writer.seriesCount,
      // What every app has comes first: past fifty the rest is only counted.
      owns: [...owned].sort((a, b) => Number(isCanonical(b)) - Number(isCanonical(a))).slice(0, 50),
    };
  }
}

const internal = (error: unknown): Result<never> => fail('INTERNAL', `The poll failed: ${String(error)}`);
