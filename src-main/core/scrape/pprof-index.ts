import { fail, ok, type Result } from '../../../shared/base/result.js';
import { emptyReading, point, type Reading } from './reading.js';

const ROW = /<tr><td>(\d+)<\/td><td><a href='?([^'>?]+)(?:\?[^'>]*)?'?>([^<]+)<\/a><\/td><\/tr>/g;

/** Entries that are no profiles with a count. */
const NOT_COUNTED = new Set(['cmdline', 'profile', 'symbol', 'trace']);

export interface PprofIndex {
  counts: Map<string, number>;
  /** Names of everything offered, CPU profile and trace included. */
  profiles: string[];
}

/** The page net/http/pprof.Index writes: the cheapest numbers a Go app gives, 0.1 ms of its CPU. */
export function parsePprofIndex(html: string): Result<PprofIndex> {
  const counts = new Map<string, number>();
  const profiles: string[] = [];
  for (const [, count, href = '', name] of html.matchAll(ROW)) {
    if (href !== name) continue;
    profiles.push(name);
    if (!NOT_COUNTED.has(name)) counts.set(name, Number(count));
  }
  if (!counts.has('goroutine') || !html.includes('/debug/pprof/')) {
    return fail('NOT_PPROF_INDEX', 'The answer is not the index page of net/http/pprof.');
  }
  return ok({ counts, profiles });
}

export function readPprofIndex(html: string): Result<Reading> {
  const index = parsePprofIndex(html);
  if (!index.ok) return index;
  const reading = emptyReading();
  for (const [profile, count] of index.value.counts) {
    if (profile === 'goroutine') reading.points.push(point('go_goroutines', count));
    else if (profile === 'threadcreate') reading.points.push(point('go_threads', count));
    else reading.points.push(point('go_pprof_profile_count', count, { profile }));
  }
  return ok(reading);
}
