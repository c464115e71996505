import type { Failure, Result } from '../../../shared/base/result.js';
import type { PollingSettings } from '../../../shared/model/settings.js';
import type { ProbedSource, ProbeResult, SourceKind } from '../../../shared/model/target.js';
import type { Asker } from '../http/asker.js';
import type { FetchAnswer } from '../http/client.js';
import { isLoopback } from '../http/address.js';
import { ExpositionReader } from '../scrape/exposition.js';
import { readExpvar } from '../scrape/expvar.js';
import { readHeapText } from '../scrape/heap-text.js';
import { parsePprofIndex, readPprofIndex } from '../scrape/pprof-index.js';
import type { Identity, Point } from '../scrape/reading.js';
import { isOpenMetrics, refuseOther } from '../scrape/sources/exposition.js';
import { badStatus, isHtml } from '../scrape/sources/poller.js';
import { inspectProcess, PROCESS_NAMES } from '../scrape/sources/process.js';
import { HTTP_SOURCES, type SourceRow } from '../scrape/sources/table.js';
import { SCRAPE_LIMITS } from '../scrape/writer.js';
import { liveHeap } from './derive.js';
import { emptyProfilesOf, htmlProfiles, missingOf, noHttp } from './missing.js';

export interface ProbeOptions {
  /** Default intervals, as set now. */
  polling: PollingSettings;
  /** For the whole of it, ms: a person waits three seconds at most. */
  deadlineMs?: number;
  /** False where the process behind the address is known already: finding it reads every process. */
  inspect?: boolean;
}

interface Found {
  row: SourceRow;
  url: URL;
  answer: FetchAnswer;
  names: Set<string>;
  values: Map<string, number>;
  profiles: string[];
  /** Entries of each profile on the index page. */
  counts: ReadonlyMap<string, number>;
  identity: Identity;
  what: ProbedSource['gives'];
  warning: Failure | null;
}

type Look = { found: Found } | { row: SourceRow; url: URL; error: Failure; status: number | null };

/**
 * Bases under which to look for sources, best first: a URL may name a source itself (`…/metrics`), a folder
 * (`…/ops/debug/pprof`), or the app.
 */
export function basesOf(url: URL): URL[] {
  const path = url.pathname
    .replace(/\/debug\/(?:pprof|vars|gopherscope)(?:\/.*)?$/, '/')
    .replace(/\/metrics\/?$/, '/');
  const prefix = path.endsWith('/') ? path : `${path}/`;
  // set, not resolved: a path of `//x` would be read as a host
  return [...new Set([prefix, '/'])].map((base) => {
    const at = new URL(url);
    at.pathname = base;
    at.search = '';
    return at;
  });
}

/** What an address offers, how often it would be asked and at what cost. */
export async function probeTarget(
  http: Asker,
  url: URL,
  { polling, deadlineMs = 2800, inspect = true }: ProbeOptions,
): Promise<Omit<ProbeResult, 'existing'>> {
  const started = performance.now();
  const remaining = (): number => Math.max(200, deadlineMs - (performance.now() - started));
  const looks = await Promise.all(HTTP_SOURCES.map((row) => lookFor(http, row, url, remaining)));
  const found = looks.flatMap((look) => ('found' in look ? [look.found] : []));
  const process = inspect && isLoopback(url.hostname) ? await inspectProcess(url) : null;
  const pprof = found.find(({ row }) => row.id === 'pprof');
  const html = pprof === undefined ? false : await answersHtml(http, pprof.url, remaining());
  const local = process?.ok === true ? process.value : null;
  const sources = describeSources(looks, found, { isLocal: local !== null, html, polling });
  const names = new Set(found.flatMap((f) => [...f.names]));
  if (local !== null) for (const name of PROCESS_NAMES) names.add(name);
  const identity: Identity = Object.assign(
    {},
    ...found.map((f) => f.identity),
    local?.identity ?? {},
  ) as Identity;
  const value = (name: string): number | null =>
    found.map((f) => f.values.get(name)).find((v) => v !== undefined) ?? null;
  const missing = [
    ...(html && pprof !== undefined ? [htmlProfiles(pprof.url.href)] : []),
    ...(found.length === 0
      ? asksForToken(looks)
        ? []
        : [noHttp(url.href)]
      : missingOf({
          kinds: new Set(found.map((f) => f.row.kind)),
          offers: (name) => names.has(name),
          emptyProfiles: emptyProfilesOf((profile) => pprof?.counts.get(profile)),
          knowsStart: identity.startTimeMs !== undefined,
          knowsVersion: identity.goVersion !== undefined,
          url: url.href,
        })),
  ];
  const suggested = sources.filter((source) => source.suggested);
  const msPerSecond = suggested.reduce((sum, source) => sum + source.cost.msPerSecond, 0);
  return {
    url: url.href,
    name: nameOf(identity, url),
    answered: found.length > 0,
    error: found.length > 0 ? null : worstError(looks),
    elapsedMs: performance.now() - started,
    sources,
    missing,
    cost: { msPerSecond, basis: 'estimated' },
    goVersion: identity.goVersion ?? null,
    buildVersion: identity.buildVersion ?? null,
    module: identity.module ?? null,
    startTime: identity.startTimeMs === undefined ? null : new Date(identity.startTimeMs).toISOString(),
    pid: identity.pid ?? null,
    goroutines: value('go_goroutines'),
    liveBytes: liveHeap(
      (name) => {
        const v = value(name);
        return v === null ? null : { t: 0, v };
      },
      { startTimeMs: null, profile: null },
      0,
    ),
    profiles: html ? [] : (pprof?.profiles ?? []),
  };
}

async function lookFor(http: Asker, row: SourceRow, url: URL, remaining: () => number): Promise<Look> {
  const bases = basesOf(url);
  const candidates = bases.map((base) => new URL(row.path, base));
  // An address that names something else may itself be the exposition.
  const named = row.id === 'prometheus' && url.pathname !== '/' && !/\/debug\//.test(url.pathname);
  if (named) candidates.unshift(url);
  let last: Look | null = null;
  const seen = new Set<string>();
  for (const candidate of candidates) {
    if (seen.has(candidate.href)) continue;
    seen.add(candidate.href);
    const look = await lookAt(http, row, candidate, remaining());
    if ('found' in look) return look;
    last ??= look;
    // Nothing else is there either when nobody answers at all.
    if (look.status === null) break;
  }
  return last ?? { row, url, error: { code: 'NOT_THERE', params: {}, message: 'not there' }, status: null };
}

async function lookAt(http: Asker, row: SourceRow, url: URL, deadlineMs: number): Promise<Look> {
  const answer = await http.get(url, { deadlineMs, accept: 'text/plain;version=0.0.4;q=1,*/*;q=0.5' });
  if (!answer.ok) return { row, url, error: answer.error, status: null };
  const { value } = answer;
  const bad = badStatus(value, url);
  if (bad !== null) return { row, url, error: bad, status: value.status };
  const read = READERS[row.id]?.(value, url);
  if (read === undefined || !read.ok) {
    const error = read?.ok === false ? read.error : { code: 'NOT_THERE', params: {}, message: 'not there' };
    return { row, url, error, status: value.status };
  }
  return { found: { row, url, answer: value, ...read.value } };
}

type ReadAnswer = Omit<Found, 'row' | 'url' | 'answer'>;

function fromPoints(
  points: readonly Point[],
  identity: Identity,
  what: Found['what'],
  profiles: string[] = [],
): ReadAnswer {
  const plain = points.filter(({ labels }) => Object.keys(labels).length === 0);
  return {
    names: new Set(points.map(({ name }) => name)),
    values: new Map(plain.map(({ name, value }) => [name, value])),
    profiles,
    counts: new Map(),
    identity,
    what,
    warning: null,
  };
}

const gives = (
  code: string,
  message: string,
  params: Record<string, string | number> = {},
): Found['what'] => ({ code, params, message });

/** How each source's answer is read when it is looked at for the first time. */
const READERS: Record<string, (answer: FetchAnswer, url: URL) => Result<ReadAnswer>> = {
  pprof: (answer) => {
    const html = answer.body.toString('utf8');
    const index = parsePprofIndex(html);
    const reading = readPprofIndex(html);
    if (!index.ok) return index;
    if (!reading.ok) return reading;
    const { profiles } = index.value;
    const what = gives('GIVES_PPROF', `goroutines, threads; ${profiles.length.toString()} profiles`, {
      profiles: profiles.length,
    });
    const read = fromPoints(reading.value.points, {}, what, profiles);
    return { ok: true, value: { ...read, counts: index.value.counts } };
  },
  expvar: (answer) => {
    const expvar = readExpvar(answer.body);
    if (!expvar.ok) return expvar;
    const { reading, stats } = expvar.value;
    const own = reading.points.filter(({ name }) => !name.startsWith('go_')).length;
    const what =
      stats === null
        ? gives('GIVES_VARIABLES', `${own.toString()} variables of its own`, { own })
        : gives('GIVES_EXPVAR', `memory, the last 256 GC pauses, ${own.toString()} variables of its own`, {
            own,
          });
    const read = fromPoints(reading.points, reading.identity, what);
    return { ok: true, value: { ...read, warning: reading.partial } };
  },
  'pprof-heap': (answer) => {
    if (isHtml(answer))
      return {
        ok: false,
        error: { code: 'NOT_HEAP_TEXT', params: {}, message: 'answers HTML instead of a profile' },
      };
    const heap = readHeapText(answer.body.toString('latin1'));
    if (!heap.ok) return heap;
    const what = gives('GIVES_HEAP_TEXT', 'memory, every GC pause, most RSS ever');
    return { ok: true, value: fromPoints(heap.value.reading.points, heap.value.reading.identity, what) };
  },
  prometheus: readExposition,
  gopherscope: readExposition,
};

function readExposition(answer: FetchAnswer, url: URL): Result<ReadAnswer> {
  const refused = refuseOther(answer, url);
  if (refused !== null) return refused;
  const read = fromPoints([], {}, gives('GIVES_PROMETHEUS', ''));
  const values: string[] = [];
  const reader = new ExpositionReader();
  const sink = {
    slot: (name: string, labels: Record<string, string>): number => {
      read.names.add(name);
      if (name === 'go_info' && labels['version'] !== undefined) read.identity.goVersion = labels['version'];
      return values.push(Object.keys(labels).length === 0 ? name : '') - 1;
    },
    stamped: (name: string): void => {
      read.names.add(name);
    },
  };
  const result = reader.read(answer.body, sink, isOpenMetrics(answer), SCRAPE_LIMITS.samplesPerScrape);
  if (result.samples === 0) {
    const why = result.firstBad?.reason ?? 'it is empty';
    return {
      ok: false,
      error: {
        code: 'NOT_METRICS',
        params: { what: why },
        message: `${url.pathname} is no exposition: ${why}`,
      },
    };
  }
  for (let i = 0; i < reader.count; i++) {
    const name = values[reader.slots[i] ?? -1] ?? '';
    if (name !== '') read.values.set(name, reader.values[i] ?? NaN);
  }
  const start = read.values.get('process_start_time_seconds');
  if (start !== undefined) read.identity.startTimeMs = start * 1000;
  const own = [...read.names].filter((name) => !/^(go|process|promhttp)_/.test(name)).length;
  const params = { series: result.samples, own };
  read.what = gives(
    'GIVES_PROMETHEUS',
    `${result.samples.toString()} series, ${own.toString()} metrics of its own`,
    params,
  );
  return { ok: true, value: read };
}

function describeSources(
  looks: readonly Look[],
  found: readonly Found[],
  { isLocal, html, polling }: { isLocal: boolean; html: boolean; polling: PollingSettings },
): ProbedSource[] {
  const memory = found.some((f) => f.names.has('go_memstats_heap_alloc_bytes') && f.row.id !== 'pprof-heap');
  const rss = isLocal || found.some((f) => f.names.has('process_resident_memory_bytes'));
  const sources = looks.map((look): ProbedSource => {
    const { row, url } = 'found' in look ? look.found : look;
    const base = { id: row.id, kind: row.kind, url: url.href, intervalSeconds: polling[row.polling] };
    if (!('found' in look)) {
      const none = { answerMs: null, bytes: null, series: 0, gives: look.error, suggested: false };
      return {
        ...base,
        ...none,
        found: false,
        error: look.error,
        status: look.status,
        cost: { msPerSecond: 0, basis: 'estimated' },
      };
    }
    const { answer, names, what, warning } = look.found;
    const superfluous = row.id === 'pprof-heap' && ((memory && rss) || html);
    return {
      ...base,
      found: true,
      error: warning,
      status: answer.status,
      answerMs: answer.elapsedMs,
      bytes: answer.wireBytes,
      series: names.size,
      gives: superfluous ? gives('SUPERFLUOUS', 'skipped: the other sources say it') : what,
      cost: { msPerSecond: row.callCpuMs(answer.wireBytes) / polling[row.polling], basis: 'estimated' },
      suggested: !superfluous,
    };
  });
  if (!isLocal) return sources;
  const local: ProbedSource = {
    id: 'process',
    kind: 'process' satisfies SourceKind,
    url: 'pid:',
    found: true,
    error: null,
    status: null,
    answerMs: null,
    bytes: 0,
    series: PROCESS_NAMES.length,
    gives: gives('GIVES_PROCESS', 'CPU total and per core, RSS, threads, open files'),
    intervalSeconds: polling.process,
    cost: { msPerSecond: 0, basis: 'measured' },
    suggested: found.length > 0,
  };
  return [local, ...sources];
}

/** pprof.Index under a path of its own answers every profile with the index page. */
async function answersHtml(http: Asker, index: URL, deadlineMs: number): Promise<boolean> {
  const answer = await http.get(new URL('threadcreate?debug=1', index), { deadlineMs });
  return answer.ok && answer.value.status === 200 && isHtml(answer.value);
}

/** It serves what is asked for, to those who may: nothing is missing that a line of Go would add. */
const asksForToken = (looks: readonly Look[]): boolean =>
  worstError(looks)?.code.startsWith('AUTH_') === true;

/** The reason to show when nothing was found: what everybody met, else the first that is not a plain 404. */
function worstError(looks: readonly Look[]): Failure | null {
  const errors = looks.flatMap((look) => ('found' in look ? [] : [look.error]));
  return errors.find((error) => error.code !== 'NOT_THERE') ?? errors[0] ?? null;
}

/** The program's name where its executable says it, else the address. */
const nameOf = (identity: Identity, url: URL): string => identity.program ?? url.host;
