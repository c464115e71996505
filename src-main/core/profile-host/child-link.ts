import type { Failure, Result } from '../../../shared/base/result.js';
import type { ProfileProgress } from '../../../shared/model/profile-work.js';
import type { ChildProcessHandle, FromChild, StartChild, ToChild } from './messages.js';
import { CHILD_LIMITS, tooLarge, tooMuch, usageOf, type ChildLimits, type ChildUsage } from './watch.js';

const LOOK_EVERY_MS = 40;
/** How a process ends that V8 gives up for want of memory: SIGABRT, or Electron's codes for it. */
const OUT_OF_MEMORY = /heap out of memory|Allocation failed|OOM/i;

/** What a question in the child is told. */
export interface Asker {
  onProgress?: ((progress: ProfileProgress) => void) | undefined;
  /** Called once. */
  done: (result: Result<unknown>) => void;
}

interface Pending extends Asker {
  inflated: number;
  /** CPU of the child when this question began; null = it waits for the others. */
  cpuFromMs: number | null;
}

/** One running child: its questions, its watch and its end. */
export class ChildLink {
  /** Questions it has answered. */
  answered = 0;
  ended = false;
  private readonly child: ChildProcessHandle;
  private readonly limits: ChildLimits;
  private readonly pending = new Map<number, Pending>();
  private reported: ChildUsage | null = null;
  private timer: NodeJS.Timeout | null = null;
  private reason: Failure | null = null;

  constructor(start: StartChild, onEnd: () => void, limits: ChildLimits = CHILD_LIMITS) {
    this.limits = limits;
    this.child = start();
    this.child.onMessage((message) => {
      this.hear(message);
    });
    this.child.onExit(({ code, signal, said }) => {
      this.ended = true;
      this.stopWatching();
      const error = this.reason ?? (OUT_OF_MEMORY.test(said) ? tooLarge(0) : died(code, signal, said));
      const asked = [...this.pending.values()];
      this.pending.clear();
      onEnd();
      for (const { done } of asked) done({ ok: false, error });
    });
  }

  get busy(): boolean {
    return this.pending.size > 0;
  }

  ask(message: Extract<ToChild, { say: 'ask' }>, asker: Asker): void {
    this.pending.set(message.id, { ...asker, inflated: 0, cpuFromMs: null });
    this.child.send(message);
    this.timer ??= setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
  }

  /** Nobody waits for this question any more. A child that does nothing else and does not let go is ended. */
  cancel(id: number, graceMs: number): void {
    if (!this.pending.has(id)) return;
    this.child.send({ say: 'cancel', id });
    setTimeout(() => {
      if (this.pending.size === 1 && this.pending.has(id)) this.end(CANCELLED);
    }, graceMs).unref();
  }

  /** Ends the process; whoever waits is told `why`. */
  end(why: Failure): void {
    this.reason ??= why;
    this.child.kill();
  }

  private hear(message: FromChild): void {
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    if (message.say === 'progress') {
      pending.inflated = message.inflated;
      this.reported = { rss: message.rss, cpuMs: message.cpuMs };
      pending.onProgress?.(message.progress);
      return;
    }
    this.pending.delete(message.id);
    this.answered++;
    if (!this.busy) this.stopWatching();
    pending.done(message.ok ? { ok: true, value: message.value } : { ok: false, error: message.error });
  }

  private look(): void {
    const usage = (this.child.pid === undefined ? null : usageOf(this.child.pid)) ?? this.reported;
    // The first is the one at work: the child answers in order.
    const [first] = this.pending.values();
    if (usage === null || first === undefined) return;
    first.cpuFromMs ??= usage.cpuMs;
    const why = tooMuch(usage, usage.cpuMs - first.cpuFromMs, first.inflated, this.limits);
    if (why !== null) this.end(why);
  }

  private stopWatching(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}

export const CANCELLED: Failure = { code: 'CANCELLED', params: {}, message: 'It was cancelled.' };

function died(code: number | null, signal: string | null, said: string): Failure {
  const how = signal ?? (code === null ? 'not started' : `exit code ${code.toString()}`);
  const last = said.trim().split('\n').at(-1) ?? '';
  return {
    code: 'PROFILE_CHILD_DIED',
    params: { how, detail: last.slice(0, 200) },
    message: `The process that reads profiles ended (${how}); the next profile starts a new one.`,
  };
}

export const notStarted = (error: unknown): Failure => died(null, null, String(error));
