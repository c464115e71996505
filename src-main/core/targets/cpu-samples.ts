import { metadataOf } from '../scrape/names.js';
import { point } from '../scrape/reading.js';
import type { SourceWriter } from '../scrape/writer.js';

/** Source of what short CPU profiles say, asked for by the target's user. */
export const CPU_SAMPLE = 'cpu-sample';
export const CPU = 'process_cpu_seconds_total';
/** How often they are taken, ms. */
export const CPU_SAMPLE_MS = 60_000;

/** CPU time as samples of it add up: cores busy in one second of each minute. An estimate, and marked as one. */
export class CpuSamples {
  private readonly writer: SourceWriter;
  private sum: { tMs: number; seconds: number } | null = null;

  constructor(writer: SourceWriter) {
    this.writer = writer;
  }

  /** So many cores were busy: taken to hold since the sample before, at most two intervals. */
  take(tMs: number, cores: number): void {
    const before = this.sum;
    const spanMs = before === null ? 0 : Math.min(tMs - before.tMs, 2 * CPU_SAMPLE_MS);
    this.sum = { tMs, seconds: (before?.seconds ?? 0) + (cores * spanMs) / 1000 };
    const metadata = { ...metadataOf(CPU), estimate: 'from a CPU profile of one second each minute' };
    this.writer.writePoints([{ ...point(CPU, this.sum.seconds), metadata }], tMs);
  }
}
