import type { Source, SourceInput, SourceKind, Target } from '../../../shared/model/target.js';
import type { Phrase } from '../../i18n/phrase.js';

/** Share of one core that watching a target may take; the collector backs off above it. */
export const BUDGET_MS_PER_SECOND = 10;

export const INTERVALS = [1, 2, 5, 10, 15, 30, 60] as const;

/** Translation key of a source's name. */
export function sourceName(source: { id: string; kind: SourceKind }): string {
  return source.id.startsWith('pprof-heap') ? 'source.pprofHeap' : `source.${source.kind}`;
}

export const isHeapText = (source: { id: string }): boolean => source.id.startsWith('pprof-heap');

/** Interval choices with the one in force among them. */
export function intervalChoices(now: number): number[] {
  const all: number[] = [...INTERVALS];
  if (!all.includes(now)) all.push(now);
  return all.sort((a, b) => a - b);
}

/** The whole list of sources with one interval changed; what nobody chose stays a default (null). */
export function withInterval(target: Target, sourceId: string, seconds: number): SourceInput[] {
  return target.sources.map(({ id, kind, url, chosenSeconds }) => ({
    kind,
    url,
    intervalSeconds: id === sourceId ? seconds : chosenSeconds,
  }));
}

const FAMILIES: readonly [RegExp, string, boolean][] = [
  [/^process_cpu/, 'cpu', true],
  [/^process_resident_memory_bytes$/, 'rss', true],
  [/^process_resident_memory_max/, 'peak', false],
  [/^go_goroutines$/, 'goroutines', true],
  [/^go_gc_pause_seconds$/, 'pauses', true],
  [/^go_gc_heap_live_bytes$/, 'live', true],
  [/^go_memstats_/, 'memory', true],
  [/^go_gc_|^go_cpu/, 'gc', false],
  [/^go_sched_/, 'scheduler', false],
  [/^process_threads$|^go_threads$/, 'threads', false],
  [/^process_open_fds$|^process_max_fds$/, 'files', false],
  [/^system_cpu/, 'host', false],
  [/^go_pprof_profile_count$/, 'counts', false],
  [/^http_server_/, 'requests', true],
];

/** What a source owns, in words: the families people look for first, the app's own metrics counted. */
export function ownedFamilies(owns: readonly string[]): { said: Phrase; main: boolean }[] {
  const found: { said: Phrase; main: boolean }[] = [];
  const rest = new Set(owns);
  for (const [pattern, name, main] of FAMILIES) {
    const hits = [...rest].filter((o) => pattern.test(o));
    if (hits.length === 0) continue;
    for (const h of hits) rest.delete(h);
    found.push({ said: { key: `owns.${name}` }, main });
  }
  for (const o of [...rest]) if (/^(go_|process_|up$|scrape_|promhttp_)/.test(o)) rest.delete(o);
  if (rest.size > 0) {
    const n = rest.size;
    found.push({
      said: { key: 'owns.own', params: { n: n >= 50 ? `${String(n)}+` : n }, plural: n },
      main: true,
    });
  }
  return found;
}

export const ofCore = (source: Source): number =>
  source.state === 'idle' ? 0 : source.cost.msPerSecond / 1000;

/** `http://10.0.0.1:6060/debug/pprof/` → its path and query, or as it is. */
export function placeOf(url: string): string {
  const match = /^https?:\/\/[^/]+(\/.*)$/.exec(url);
  return match?.[1] ?? url;
}
