import crypto from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { toJsonNumber } from '../../shared/base/json-number.js';
import type { MetricPoint } from '../../shared/model/metric-point.js';
import type { ProfileClass, ProfileResult } from '../../shared/model/profile.js';
import { ProfileDecoder } from './profile/decode.js';
import { ProfileRefused } from './profile/model/profile.js';
import { ProfileView } from './profile/view.js';
import type { SourceWriter } from './scrape/writer.js';

/** What a collector reads and writes: the running core hands it in. */
export interface CollectorDeps {
  /** Newest point of every series of the target. */
  latest(): MetricPoint[];
  /** Writes what callers bring in themselves. */
  writer: SourceWriter;
  /** Labels that every point of the target carries. */
  labels: Readonly<Record<string, string>>;
  now(): number;
}

const CPU = /^(?:process_cpu_|system_cpu_)/;
const MEMORY = /^(?:go_memstats_(?!gc_cpu|last_gc)|go_gc_heap_live_bytes$|process_resident_memory_)/;
const GOROUTINES = /^(?:go_goroutines|go_threads|process_threads)$/;
const GC = /^(?:go_gc_(?!heap_live)|go_memstats_(?:gc_cpu_fraction|last_gc_time_seconds|next_gc_bytes)$)/;

/**
 * The collecting operations that the product was specified with, of one target. They give the newest points of
 * what the core polls anyway: asking more often costs the app nothing.
 */
export class MetricsCollector {
  private readonly deps: CollectorDeps;

  constructor(deps: CollectorDeps) {
    this.deps = deps;
  }

  /** CPU time by mode (seconds), share of each core (ratio), the host's cores. */
  collectCPUUsage(): MetricPoint[] {
    return this.matching(CPU);
  }

  /** MemStats, live heap and resident memory, bytes. */
  collectMemoryUsage(): MetricPoint[] {
    return this.matching(MEMORY);
  }

  /** Goroutines and OS threads. */
  collectGoroutineCount(): MetricPoint[] {
    return this.matching(GOROUTINES);
  }

  /** Cycles, pauses (seconds), CPU share (ratio), next goal (bytes). */
  collectGCStats(): MetricPoint[] {
    return this.matching(GC);
  }

  /** Takes a gauge of the caller's own into the target's series. The name follows Prometheus' alphabet. */
  collectCustomMetric(
    name: string,
    value: number,
    labels: Readonly<Record<string, string>> = {},
  ): MetricPoint {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
      throw new RangeError(`“${name}” is no metric name: letters, digits, _ and : only, no digit first`);
    }
    const tMs = this.deps.now();
    this.deps.writer.writeAt(name, { ...labels }, tMs, value);
    return {
      timestamp: new Date(tMs).toISOString(),
      name,
      value: toJsonNumber(value),
      labels: { ...labels, ...this.deps.labels },
      type: 'gauge',
    };
  }

  private matching(names: RegExp): MetricPoint[] {
    return this.deps.latest().filter(({ name }) => names.test(name));
  }
}

/** What an inflated profile may be here, bytes: this runs in the caller's own memory. */
const MAX_INFLATED = 512 * 1024 * 1024;

/**
 * The analysing operations that the product was specified with, on the bytes of a profile, compressed or not.
 * They throw a {@link ProfileRefused} with the reason bytes are no such profile. A core with a page reads
 * profiles in a process of their own instead.
 */
export class ProfileAnalyzer {
  /** Functions and hotspots of a CPU profile; every function's values are those of `go tool pprof`. */
  analyzeCPUProfile(data: Uint8Array): ProfileResult {
    return this.analyze(data, 'cpu');
  }

  /** The same of a heap or allocs profile, by the sample type it has as its default. */
  analyzeMemoryProfile(data: Uint8Array): ProfileResult {
    return this.analyze(data, 'memory');
  }

  private analyze(data: Uint8Array, wanted: ProfileClass): ProfileResult {
    const decoder = new ProfileDecoder();
    decoder.push(inflated(data));
    const view = new ProfileView(decoder.end(), { module: null });
    const { type } = view.facts();
    if (type !== wanted)
      throw new ProfileRefused('OTHER_PROFILE', `This is a ${type} profile, not one of ${wanted}.`, { type });
    const id = crypto.createHash('sha256').update(data).digest('hex').slice(0, 32);
    return view.result({}, id);
  }
}

function inflated(data: Uint8Array): Uint8Array {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  try {
    return gunzipSync(data, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new ProfileRefused('BAD_GZIP', `The file begins as gzip but cannot be inflated: ${detail}.`, {
      detail,
    });
  }
}
