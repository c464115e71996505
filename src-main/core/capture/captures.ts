import crypto from 'node:crypto';
import * as v from 'valibot';
import { Capture, type CaptureInput, type CaptureType } from '../../../shared/model/capture.js';
import type { Clock } from '../../../shared/model/ports.js';
import type { Journal } from '../journal/journal.js';
import type { ProfileLibrary } from '../library/library.js';
import type { Log } from '../log/log.js';
import { CaptureError } from './errors.js';
import { Lanes } from './lanes.js';
import { behind, cancelled, coreEnded, manyGoroutines } from './messages.js';
import { runCapture, type CaptureTarget } from './run.js';
import { SWITCHABLE } from './switch.js';
import { captureTypes, isTimed, MANY_GOROUTINES, type Asked } from './types.js';

export const isCapture = (value: unknown): value is Capture => v.is(Capture, value);
/** Captures that are remembered, newest first. */
export const CAPTURES_KEPT = 500;
/** Under way and waiting, of one target: no person waits for more. */
const MOST_AT_ONCE = 20;
const USUAL_SECONDS = 30;
const TELL_EVERY_MS = 250;

export interface CapturesDeps {
  library: ProfileLibrary;
  clock: Clock;
  log: Log;
  /** null = what happens is not kept. */
  journal: Journal<Capture> | null;
  /** Throws when there is no target of that id; null = it has no pprof. */
  target(id: string): CaptureTarget | null;
  /** A capture of a target is done: a mark on its charts. */
  mark(targetId: string, startMs: number, endMs: number, data: Record<string, string | number | null>): void;
}

interface Running {
  ending: AbortController;
  stop: () => void;
}

/** The newest state of each capture of a journal; those that were under way ended with the core. */
export function lastStates(records: readonly Capture[]): Capture[] {
  const last = new Map<string, Capture>();
  for (const record of records) {
    last.delete(record.id);
    last.set(record.id, record);
  }
  return [...last.values()]
    .slice(-CAPTURES_KEPT)
    .map((one) =>
      one.state === 'queued' || one.state === 'running'
        ? { ...one, state: 'failed', waiting: null, error: coreEnded() }
        : one,
    );
}

/** Captures of all targets: one CPU profile at a time each, equal requests share one, all can be cancelled. */
export class Captures {
  private readonly deps: CapturesDeps;
  private readonly captures = new Map<string, Capture>();
  private readonly running = new Map<string, Running>();
  private readonly keys = new Map<string, string>();
  private readonly lanes = new Lanes();
  private readonly listeners = new Set<(capture: Capture) => void>();

  constructor(deps: CapturesDeps, known: readonly Capture[] = []) {
    this.deps = deps;
    for (const capture of known) this.captures.set(capture.id, capture);
  }

  async types(targetId: string): Promise<CaptureType[]> {
    const { base, http, library, name } = this.target(targetId);
    const types = await captureTypes(http, base, library !== null);
    if (types.ok) return types.value;
    const { code, message, params } = types.error;
    throw new CaptureError('NO_PPROF', `${name} does not say which profiles it has: ${message}`, {
      ...params,
      reason: code,
    });
  }

  /** Begins a capture, or answers the equal one that is under way. */
  async start(targetId: string, input: CaptureInput): Promise<Capture> {
    const target = this.target(targetId);
    const asked = readInput(input);
    const key = JSON.stringify([targetId, asked]);
    const same = this.keys.get(key);
    if (same !== undefined) return this.get(same);
    if (asked.detailed && input.confirm !== true) await this.refuseMany(target);
    const again = this.keys.get(key);
    if (again !== undefined) return this.get(again);
    this.refuseQueue(target);
    const capture: Capture = {
      id: crypto.randomUUID(),
      targetId,
      type: asked.type,
      state: 'queued',
      progress: 0,
      seconds: asked.seconds,
      startedAt: null,
      endedAt: null,
      profileId: null,
      waiting: null,
      error: null,
      remark: null,
    };
    this.keys.set(key, capture.id);
    const running: Running = { ending: new AbortController(), stop: () => undefined };
    this.running.set(capture.id, running);
    const written = this.set(capture);
    this.forget();
    void this.run(capture.id, target, asked, running).finally(() => {
      this.keys.delete(key);
      this.running.delete(capture.id);
      running.stop();
    });
    // Who is told of it finds it again, whatever becomes of the core.
    await written;
    return this.get(capture.id);
  }

  /** Newest first. */
  list(targetId?: string): Capture[] {
    return [...this.captures.values()]
      .filter((one) => targetId === undefined || one.targetId === targetId)
      .reverse();
  }

  get(id: string): Capture {
    const capture = this.captures.get(id);
    if (capture === undefined) throw new CaptureError('NOT_FOUND', `There is no capture ${id}.`, { id });
    return capture;
  }

  /** Closes the connection, which the app sees; one that is over stays as it is. */
  cancel(id: string): Capture {
    const capture = this.get(id);
    const running = this.running.get(id);
    if (running !== undefined && !isOver(capture)) {
      this.finish(id, { state: 'cancelled', error: cancelled() });
      running.ending.abort();
    }
    return this.get(id);
  }

  /** Cancels whatever is taken from a target, which is watched no more. */
  cancelOf(targetId: string): void {
    for (const id of this.running.keys()) if (this.get(id).targetId === targetId) this.cancel(id);
  }

  /** Takes the CPU profiler of a target if nobody works with it or waits for it; what gives it back. */
  tryCpu(targetId: string): (() => void) | null {
    return this.lanes.tryEnter(laneOf(targetId, 'cpu'));
  }

  onChange(listener: (capture: Capture) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const [id, { ending }] of this.running) {
      if (!isOver(this.get(id))) this.finish(id, { state: 'failed', error: coreEnded() });
      ending.abort();
    }
    await this.deps.journal?.close();
  }

  private async run(id: string, target: CaptureTarget, asked: Asked, running: Running): Promise<void> {
    const { signal } = running.ending;
    const lane = laneOf(target.id, asked.type);
    let leave = (): void => undefined;
    try {
      const ahead = this.lanes.ahead(lane);
      if (ahead > 0) this.change(id, { waiting: behind(ahead) });
      leave = await this.lanes.enter(lane, signal);
      const done = await runCapture(target, asked, {
        library: this.deps.library,
        signal,
        waits: (waiting) => {
          running.stop();
          this.change(id, waiting === null ? { waiting } : { waiting, state: 'queued', progress: 0 });
        },
        begins: () => {
          this.begin(id, asked, running);
        },
        arrived: () => {
          running.stop();
          this.change(id, { progress: 0.97 });
        },
        pause: (ms) => this.pause(ms, signal),
      });
      if (isOver(this.get(id))) return;
      if (!done.ok) this.finish(id, { state: 'failed', error: done.error });
      else {
        const { record, remark } = done.value;
        this.finish(id, { state: 'done', progress: 1, profileId: record.id, remark });
        this.markDone(this.get(id));
      }
    } catch (error) {
      if (isOver(this.get(id))) return;
      this.deps.log.error({ error: error instanceof Error ? error.stack : String(error) }, 'capture failed');
      const failure = { code: 'INTERNAL', params: {}, message: 'The capture failed; the log says why.' };
      this.finish(id, { state: 'failed', error: failure });
    } finally {
      leave();
    }
  }

  /** Progress is by time where it takes seconds: the app says nothing meanwhile. */
  private begin(id: string, { seconds }: Asked, running: Running): void {
    const startMs = this.deps.clock.monotonic();
    this.change(id, { state: 'running', startedAt: this.time(), progress: seconds === null ? 0.1 : 0 });
    running.stop();
    if (seconds === null) return;
    let cancel = (): void => undefined;
    const tell = (): void => {
      const share = (this.deps.clock.monotonic() - startMs) / (seconds * 1000);
      this.change(id, { progress: Math.min(0.95, share) }, false);
      cancel = this.deps.clock.after(TELL_EVERY_MS, tell);
    };
    cancel = this.deps.clock.after(TELL_EVERY_MS, tell);
    running.stop = () => {
      cancel();
    };
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.deps.clock.after(ms, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  private refuseQueue({ id, name }: CaptureTarget): void {
    const running = [...this.running.keys()].filter((one) => this.get(one).targetId === id).length;
    if (running < MOST_AT_ONCE) return;
    const text = `${running.toString()} captures of ${name} are under way or wait. Cancel some, or try again when they are over.`;
    throw new CaptureError('TOO_MANY_CAPTURES', text, { limit: MOST_AT_ONCE });
  }

  private async refuseMany({ base, http }: CaptureTarget): Promise<void> {
    const types = await captureTypes(http, base, false);
    if (!types.ok) return;
    const count = types.value.find(({ type }) => type === 'goroutine')?.count ?? 0;
    if (count <= MANY_GOROUTINES) return;
    const { message } = manyGoroutines(count);
    throw new CaptureError('TOO_MANY_GOROUTINES', `${message} Confirm to do it all the same.`, {
      count,
      limit: MANY_GOROUTINES,
    });
  }

  private target(id: string): CaptureTarget {
    const target = this.deps.target(id);
    if (target !== null) return target;
    throw new CaptureError(
      'NO_PPROF',
      'This target has no source of the kind pprof, so there is nothing to capture. Import net/http/pprof in the app and add the source.',
      { id },
    );
  }

  private finish(id: string, change: Partial<Capture>): void {
    this.running.get(id)?.stop();
    this.change(id, { waiting: null, endedAt: this.time(), ...change });
  }

  private markDone({ targetId, type, seconds, profileId, startedAt, endedAt }: Capture): void {
    const endMs = Date.parse(endedAt ?? '');
    this.deps.mark(targetId, Date.parse(startedAt ?? '') || endMs, endMs, { type, seconds, profileId });
  }

  /** `keep` false = only the progress moved. One that is over stays as it is. */
  private change(id: string, change: Partial<Capture>, keep = true): void {
    const capture = this.get(id);
    if (!isOver(capture)) void this.set({ ...capture, ...change }, keep);
  }

  /** Resolves once it is written down, or never will be. */
  private async set(capture: Capture, keep = true): Promise<void> {
    this.captures.set(capture.id, capture);
    for (const listener of this.listeners) listener(capture);
    if (!keep) return;
    try {
      await this.deps.journal?.append(capture);
    } catch (error) {
      this.deps.log.error({ error: String(error), captureId: capture.id }, 'capture not written');
    }
  }

  private forget(): void {
    for (const [id, capture] of this.captures) {
      if (this.captures.size <= CAPTURES_KEPT) return;
      if (isOver(capture)) this.captures.delete(id);
    }
  }

  private time(): string {
    return new Date(this.deps.clock.now()).toISOString();
  }
}

const laneOf = (targetId: string, type: string): string => `${targetId} ${type}`;
const isOver = ({ state }: Capture): boolean => state !== 'queued' && state !== 'running';

/** `profile` is the name of its path; a name of dots would be another place. */
function readInput({ type, seconds, detailed = false, switchOn = false }: CaptureInput): Asked {
  const name = type === 'profile' ? 'cpu' : type;
  if (/^\.+$/.test(name)) throw new CaptureError('INVALID_INPUT', `“${type}” is no profile.`, { type });
  if (detailed && name !== 'goroutine')
    throw new CaptureError('INVALID_INPUT', 'Only goroutines can be listed one by one.', { type });
  if (switchOn && !SWITCHABLE.has(name))
    throw new CaptureError('INVALID_INPUT', 'Only block and mutex profiles are switched on.', { type });
  // Go reads whole seconds; of a part it makes the 30 it takes by itself.
  const whole = seconds === undefined ? null : Math.ceil(seconds);
  const takes = isTimed(name) || switchOn;
  return { type: name, seconds: whole ?? (takes ? USUAL_SECONDS : null), detailed, switchOn };
}
