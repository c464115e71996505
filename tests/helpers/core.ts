import fs from 'node:fs';
import path from 'node:path';
import type { Annotation } from '../../shared/model/annotation.js';
import type { DiscoveredProcess } from '../../shared/model/discover.js';
import type { CoreStatus } from '../../shared/model/events.js';
import type { MetricPoint } from '../../shared/model/metric-point.js';
import type { RangeResponse, SeriesColumns } from '../../shared/model/query.js';
import type { ProbeResult, Target, TargetInput } from '../../shared/model/target.js';
import { CORE_ENV, CORE_FLAGS } from '../../scripts/lib/run-core.mjs';
import { lineOf, start, tempDir, type Child } from './children.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The built core, as our launcher starts it. */
export const CORE = [...CORE_FLAGS, path.join(ROOT, 'dist/core/headless.mjs')];

/** An error answer of the core. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: Record<string, unknown>;
  constructor(status: number, code: string, message: string, data: Record<string, unknown>) {
    super(`${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
    this.data = data;
  }
}

interface List<T> {
  items: T[];
}

/** The REST API as tests use it. */
export class Rest {
  readonly url: string;
  readonly token: string;
  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async call<T>(method: string, where: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${where}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as {
      code: string;
      message: string;
      data: Record<string, unknown>;
    };
    if (!response.ok) throw new RestError(response.status, answer.code, answer.message, answer.data);
    return answer as T;
  }

  add = (input: TargetInput): Promise<Target> => this.call('POST', '/targets', input);
  probe = (url: string): Promise<ProbeResult> => this.call('POST', '/targets/probe', { url });
  target = (id: string): Promise<Target> => this.call('GET', `/targets/${id}`);
  remove = (id: string): Promise<unknown> => this.call('DELETE', `/targets/${id}`);
  restore = (id: string): Promise<Target> => this.call('POST', `/targets/${id}/restore`);
  status = (): Promise<CoreStatus> => this.call('GET', '/status');
  targets = async (): Promise<Target[]> => (await this.call<List<Target>>('GET', '/targets')).items;
  discover = async (): Promise<DiscoveredProcess[]> =>
    (await this.call<List<DiscoveredProcess>>('GET', '/discover')).items;

  async latest(id: string): Promise<MetricPoint[]> {
    return (await this.call<List<MetricPoint>>('GET', `/metrics/latest?target=${id}`)).items;
  }

  /** The newest value of a series of a target; labels need only hold those given. */
  async value(id: string, name: string, labels: Record<string, string> = {}): Promise<MetricPoint | null> {
    return pick(await this.latest(id), name, labels);
  }

  async annotations(id: string): Promise<Annotation[]> {
    return (await this.call<List<Annotation>>('GET', `/annotations?target=${id}`)).items;
  }

  range(
    expr: string,
    start: number,
    end: number,
    options: { mode?: 'raw'; maxPoints?: number } = {},
  ): Promise<RangeResponse> {
    const { mode, maxPoints = 5000 } = options;
    return this.call('POST', '/query', {
      queries: [{ id: 'a', expr, ...(mode === undefined ? {} : { mode }) }],
      start,
      end,
      maxPoints,
    });
  }

  /** A series' own samples; stale markers are null. Fails when the selector finds more than one series. */
  async raw(
    selector: string,
    start: number,
    end = Date.now(),
  ): Promise<{ t: number[]; v: SeriesColumns['v'] }> {
    const { results } = await this.range(selector, start, Math.max(start, end), {
      mode: 'raw',
      maxPoints: 11_000,
    });
    if (results[0]?.error !== undefined) throw new Error(`${selector}: ${results[0].error.message}`);
    const series = results[0]?.series ?? [];
    if (series.length > 1) throw new Error(`${selector} gives ${series.length} series, not one`);
    return { t: series[0]?.t ?? [], v: series[0]?.v ?? [] };
  }
}

export function pick(
  points: readonly MetricPoint[],
  name: string,
  labels: Record<string, string> = {},
): MetricPoint | null {
  const wanted = Object.entries(labels);
  return (
    points.find((p) => p.name === name && wanted.every(([key, value]) => p.labels[key] === value)) ?? null
  );
}

export interface Core extends Child {
  url: string;
  dataDir: string;
  api: Rest;
}

export interface CoreOptions {
  dataDir?: string;
  args?: string[];
  env?: Record<string, string>;
}

export function launchCore(options: CoreOptions & { dataDir: string }): Child {
  const args = [...CORE, '--headless', '--port', '0', '--data-dir', options.dataDir, ...(options.args ?? [])];
  return start(process.execPath, args, { env: { ...CORE_ENV, ...options.env } });
}

/** Starts the real core as a process of its own and waits until it serves. */
export async function startCore(options: CoreOptions = {}): Promise<Core> {
  const dataDir = options.dataDir ?? tempDir();
  const child = launchCore({ ...options, dataDir });
  const [, url = ''] = await lineOf(child, /^gopherscope ready url=(\S+) pid=\d+$/m);
  const token = fs.readFileSync(path.join(dataDir, 'token'), 'utf8').trim();
  return { ...child, url, dataDir, api: new Rest(url, token) };
}

/**
 * What a series that is asked once a second holds between its second and its last sample: how many, and how many
 * fewer than there are seconds. The first poll comes before its grid begins, up to a second and a half before the
 * next. A sample that came late on a busy machine is not lost.
 */
export function everySecond(t: readonly number[]): { count: number; missing: number } {
  const grid = t.slice(1);
  const seconds = Math.round(((grid.at(-1) ?? 0) - (grid[0] ?? 0)) / 1000) + 1;
  return { count: grid.length, missing: Math.max(0, seconds - grid.length) };
}
