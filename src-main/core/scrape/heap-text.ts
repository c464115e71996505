import { fail, ok, type Result } from '../../../shared/base/result.js';
import { addMemStats, type MemStats } from './memstats.js';
import { emptyReading, point, type Reading } from './reading.js';

/** `12: 2308336 [4072: 230264688] @ 0x…`: live objects and bytes of one stack, unscaled. */
const RECORD = /^(\d+): (\d+) \[\d+: \d+\] @/;
const HEADER = /^heap profile: \d+: \d+ \[\d+: \d+\] @ heap\/(\d+)/;

export interface HeapText {
  reading: Reading;
  stats: MemStats;
  /** Live bytes by the sampled profile, scaled by its rate; null when nothing was sampled. */
  profileLiveBytes: number | null;
}

/** heap?debug=1: records of the heap profile, then MemStats as `# Name = value` lines and MaxRSS. */
export function readHeapText(text: string): Result<HeapText> {
  const header = HEADER.exec(text);
  const tail = text.indexOf('# runtime.MemStats');
  if (header === null || tail < 0)
    return fail('NOT_HEAP_TEXT', 'The answer is not a heap profile with debug=1.');
  const stats = parseStats(text.slice(tail));
  const reading = emptyReading();
  addMemStats(reading, stats);
  const maxRss = stats['MaxRSS'];
  if (typeof maxRss === 'number') reading.points.push(point('process_resident_memory_max_bytes', maxRss));
  return ok({
    reading,
    stats,
    profileLiveBytes: scaledLiveBytes(text.slice(0, tail), Number(header[1]) / 2),
  });
}

function parseStats(tail: string): MemStats {
  const stats: MemStats = {};
  for (const [, field = '', value = ''] of tail.matchAll(/^# (\w+) = (.*)$/gm)) {
    if (value.startsWith('[')) stats[field] = value.slice(1, -1).split(' ').map(Number);
    else if (value.includes(' / ')) {
      const [inuse, sys] = value.split(' / ').map(Number);
      Object.assign(stats, { [`${field}Inuse`]: inuse, [`${field}Sys`]: sys });
    } else stats[field] = Number(value);
  }
  if (Array.isArray(stats['PauseNs']) && typeof stats['PauseTotalNs'] !== 'number')
    delete stats['PauseTotalNs'];
  return stats;
}

/**
 * The profile samples an allocation of s bytes with probability 1 - exp(-s / rate), so each record stands
 * for 1 / that many (google/pprof, legacy_profile.go scaleHeapSample). The sums in the header are unscaled.
 */
function scaledLiveBytes(records: string, rate: number): number | null {
  let total = 0;
  let sampled = 0;
  for (const line of records.split('\n')) {
    const match = RECORD.exec(line);
    if (match === null) continue;
    const objects = Number(match[1]);
    const bytes = Number(match[2]);
    if (objects === 0 || bytes === 0) continue;
    sampled += objects;
    total += rate <= 1 ? bytes : bytes / (1 - Math.exp(-bytes / objects / rate));
  }
  return sampled === 0 ? null : total;
}
