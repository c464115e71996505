import type { SampleType } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';
import { ProfileRefused } from '../model/profile.js';
import { damagedLine } from './damaged.js';
import { divide, hexAddresses, multiply, parseAnyBase, trimSpace } from './go-text.js';
import { scaleHeapSample } from './heap.js';
import { nameJavaLocations } from './java-locations.js';
import { LegacySamples } from './samples.js';
import { TextLines } from './text-lines.js';

const KINDS: Record<string, 'heap' | 'contention'> = {
  '--- heapz 1 ---': 'heap',
  '--- contentionz 1 ---': 'contention',
};
/** Bytes between two samples of the heap, on average. */
const HEAP_RATE = 524_288;
const SAMPLE = /(?<!\d)(\d+) +(\d+) +@ +([ x0-9a-f]*)/;

/** Java's heapz and contentionz: attributes, samples, then the names of the locations. */
export function parseJava(bytes: Uint8Array): Profile | null {
  const lines = new TextLines(bytes.subarray(0, 64));
  const kind = lines.next() && lines.ended ? KINDS[trimSpace(lines.line)] : undefined;
  if (kind === undefined) return null;
  const header = readHeader(kind, new TextLines(bytes, bytes.indexOf(10) + 1));
  if (header === null) return null;
  const profile = new LegacySamples(header.periodType, header.sampleTypes, header.period);
  profile.durationNanos = header.durationNanos;
  const end = readSamples(kind, new TextLines(bytes, header.end), profile);
  if (profile.samples.length > 0 && header.sampleTypes.length === 0)
    throw new ProfileRefused(
      'DAMAGED_PROFILE',
      `This Java ${kind} profile has samples, but no line “resolution=” that says what they are. Add “resolution=${kind === 'heap' ? 'bytes' : 'microseconds'}” below its first line.`,
      { format: `Java ${kind} profile` },
    );
  nameJavaLocations(bytes.subarray(end), profile);
  return profile.buildWithoutAddresses('text');
}

interface JavaHeader {
  sampleTypes: SampleType[];
  periodType: SampleType;
  period: number | bigint;
  durationNanos: number | bigint;
  /** Where the samples begin. */
  end: number;
}

/** Attributes up to the first line that is none; null for one of another format. */
function readHeader(kind: 'heap' | 'contention', lines: TextLines): JavaHeader | null {
  const header: JavaHeader = {
    sampleTypes: [],
    periodType: { type: '', unit: '' },
    period: 0,
    durationNanos: 0,
    end: 0,
  };
  while (lines.next() && lines.ended) {
    const line = trimSpace(lines.line);
    if (line === '') continue;
    const attribute = readAttribute(line);
    if (attribute === null) break;
    if (!apply(header, kind, attribute, lines.number)) return null;
  }
  header.end = lines.start;
  return header;
}

/** `name=value` of word characters and spaces, anywhere in the line, as google/pprof looks for it. */
function readAttribute(line: string): { name: string; value: string; line: string } | null {
  for (let at = line.indexOf('='); at !== -1; at = line.indexOf('=', at + 1)) {
    let [from, to] = [at, at + 1];
    while (from > 0 && /[\w ]/.test(line.charAt(from - 1))) from--;
    while (to < line.length && /[\w ]/.test(line.charAt(to))) to++;
    if (from < at && to > at + 1)
      return { name: trimSpace(line.slice(from, at)), value: trimSpace(line.slice(at + 1, to)), line };
  }
  return null;
}

function apply(
  header: JavaHeader,
  kind: 'heap' | 'contention',
  { name, value, line }: { name: string; value: string; line: string },
  number: number,
): boolean {
  const integer = (): number | bigint => {
    const parsed = parseAnyBase(value);
    if (parsed !== null) return parsed;
    throw damagedLine(`Java ${kind} profile`, number, line, 'its value is no integer of 64 bits');
  };
  switch (`${kind}/${name}`) {
    case 'heap/format':
    case 'contention/format':
      return value === 'java';
    case 'heap/resolution':
      header.sampleTypes = [
        { type: 'inuse_objects', unit: 'count' },
        { type: 'inuse_space', unit: value },
      ];
      return true;
    case 'contention/resolution':
      header.sampleTypes = [
        { type: 'contentions', unit: 'count' },
        { type: 'delay', unit: value },
      ];
      return true;
    case 'contention/sampling period':
      header.periodType = { type: 'contentions', unit: 'count' };
      header.period = integer();
      return true;
    case 'contention/ms since reset':
      header.durationNanos = multiply(integer(), 1_000_000);
      return true;
    default:
      return false;
  }
}

/** Samples up to the first line that is none, whose place is returned. */
function readSamples(kind: 'heap' | 'contention', lines: TextLines, profile: LegacySamples): number {
  while (lines.next() && lines.ended) {
    const line = trimSpace(lines.line);
    if (line === '') continue;
    const [, second = '', first = '', stack = ''] = SAMPLE.exec(line) ?? [];
    if (second === '') break;
    const damaged = (why: string): Error => damagedLine(`Java ${kind} profile`, lines.number, line, why);
    const [count, size, addresses] = [parseAnyBase(first), parseAnyBase(second), hexAddresses(stack)];
    if (count === null || size === null || addresses === null)
      throw damaged('a number is not one of 64 bits');
    const locations = addresses.map((address) => profile.locate(address));
    if (kind === 'contention') {
      const { period } = profile;
      const scaled = period === 0 ? [count, size] : [multiply(count, period), multiply(size, period)];
      profile.add(locations, scaled);
      continue;
    }
    if (count === 0) throw damaged('it has no objects');
    const label = { key: 'bytes', number: Number(divide(size, count)) };
    profile.add(locations, scaleHeapSample(count, size, HEAP_RATE), [label]);
  }
  return lines.start;
}
