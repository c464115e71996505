import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Clock, ProfileHost } from '../../../shared/model/ports.js';
import type { Asker } from '../http/asker.js';
import type { Log } from '../log/log.js';
import { profileUrl } from './types.js';

/** A target whose user wants its CPU estimated. */
export interface Sampled {
  id: string;
  base: URL;
  http: Asker;
}

export interface SamplerDeps {
  host: ProfileHost;
  clock: Clock;
  log: Log;
  /** Where a sample lies while it is read. */
  dir: string;
  /** Those who want it now. */
  targets(): Sampled[];
  /** The profiler of a target if it is free; what gives it back. */
  tryCpu(targetId: string): (() => void) | null;
  /** What a sample found, cores. */
  take(targetId: string, tMs: number, cores: number): void;
}

const LOOK_EVERY_MS = 5000;
const EVERY_MS = 60_000;
/** Somebody else profiles the app: not asked again for so long. */
const BACK_OFF_MS = 10 * 60_000;
const DEADLINE_MS = 6000;
const MAX_BYTES = 4 * 1024 * 1024;

/** Takes a CPU profile of one second each minute of the targets that want it, one after the other. */
export class CpuSampler {
  private readonly deps: SamplerDeps;
  private readonly dueMs = new Map<string, number>();
  private readonly ending = new AbortController();
  private cancel = (): void => undefined;

  constructor(deps: SamplerDeps) {
    this.deps = deps;
    this.plan();
  }

  close(): void {
    this.ending.abort();
    this.cancel();
  }

  private plan(): void {
    if (this.ending.signal.aborted) return;
    this.cancel = this.deps.clock.after(LOOK_EVERY_MS, () => {
      void this.look().finally(() => {
        this.plan();
      });
    });
  }

  private async look(): Promise<void> {
    const { clock, log } = this.deps;
    const targets = this.deps.targets();
    for (const id of this.dueMs.keys()) if (!targets.some((one) => one.id === id)) this.dueMs.delete(id);
    for (const target of targets) {
      const now = clock.monotonic();
      if (this.ending.signal.aborted || (this.dueMs.get(target.id) ?? 0) > now) continue;
      this.dueMs.set(target.id, now + EVERY_MS);
      try {
        if ((await this.sample(target)) === 'in use') this.dueMs.set(target.id, now + BACK_OFF_MS);
      } catch (error) {
        log.warn({ targetId: target.id, error: String(error) }, 'CPU sample failed');
      }
    }
  }

  /** A capture of a person goes first: then this one is left out. */
  private async sample({ id, base, http }: Sampled): Promise<'taken' | 'in use' | 'nothing'> {
    const leave = this.deps.tryCpu(id);
    if (leave === null) return 'nothing';
    // A name of its own, which the library sweeps away after a crash; the host remembers files by name.
    const file = path.join(this.deps.dir, `.incoming-${crypto.randomBytes(8).toString('hex')}.tmp`);
    try {
      const url = profileUrl(base, { type: 'cpu', seconds: 1, detailed: false });
      const options = { deadlineMs: DEADLINE_MS, signal: this.ending.signal, maxBytes: MAX_BYTES };
      const answer = await http.receive(url, options, async ({ status, body }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return { status, bytes: Buffer.concat(chunks) };
      });
      if (!answer.ok) return 'nothing';
      const { status, bytes } = answer.value;
      if (status !== 200) return bytes.includes('already in use') ? 'in use' : 'nothing';
      await fs.writeFile(file, bytes, { mode: 0o600 });
      const facts = await this.deps.host.ask({ path: file, module: null }, { ask: 'facts' });
      if (!facts.ok) return 'nothing';
      const { sampleTypes, durationSeconds } = facts.value;
      const cpu = sampleTypes.find(({ unit }) => unit === 'nanoseconds');
      if (cpu === undefined) return 'nothing';
      this.deps.take(id, this.deps.clock.now(), Number(cpu.total) / 1e9 / (durationSeconds ?? 1));
      return 'taken';
    } finally {
      leave();
      await fs.rm(file, { force: true });
    }
  }
}
