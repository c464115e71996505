import type { Profile } from '../model/profile.js';
import { damagedLine } from './damaged.js';
import { FrameComments } from './frame-comments.js';
import { fromDouble, hexAddresses, isSpaceOrComment, multiply, parseAnyBase } from './go-text.js';
import { parseDecimal, trimSpace, type Int64 } from './go-text.js';
import { LineScanner } from './line-scanner.js';
import { LegacySamples } from './samples.js';
import { readMemoryMap } from './sections.js';

const CONTENTIONS = { type: 'contentions', unit: 'count' };
const TYPES = [CONTENTIONS, { type: 'delay', unit: 'nanoseconds' }];
const HEADERS = ['--- contentionz ', '--- mutex:', '--- contention:'];
// Two numbers, spaces between them or not; a run of digits is looked at from its beginning only.
const SAMPLE = /(?<!\d)(?:(\d+) +(\d+)|(\d+)(\d)) @([ x0-9a-f]*)/;

/** Go's block (“contention”) and mutex profiles as text (debug=1), and C++'s contentionz. */
export function parseContention(bytes: Uint8Array): Profile | null {
  const lines = new LineScanner(bytes);
  if (!lines.next() || !HEADERS.some((header) => lines.line.startsWith(header))) return null;
  const profile = new LegacySamples(CONTENTIONS, TYPES, 1);
  const cyclesPerSecond = readAttributes(lines, profile);
  if (cyclesPerSecond === null) return null;
  const comments = new FrameComments(profile);
  do {
    const line = trimSpace(lines.line);
    if (line.startsWith('---')) break;
    if (isSpaceOrComment(line)) {
      comments.read(line);
      continue;
    }
    const [, delays, contentions, joined, last, stack = ''] = SAMPLE.exec(line) ?? [];
    const delayText = delays ?? joined;
    const countText = contentions ?? last;
    if (delayText === undefined || countText === undefined) return null;
    const [delay, count, addresses] = [parseDecimal(delayText), parseDecimal(countText), hexAddresses(stack)];
    if (delay === null || count === null || addresses === null)
      throw damagedLine('contention profile', lines.number, line, 'a number has over 64 bits');
    const locations = addresses.map((address) => profile.locate(address - 1n));
    profile.add(locations, scale(count, delay, profile.period, cyclesPerSecond));
    comments.begin();
  } while (lines.next());
  comments.end();
  return profile.build('text', readMemoryMap(lines));
}

/** The lines `name=value` before the samples; returns cycles a second, null for a name or value that is none of this format. */
function readAttributes(lines: LineScanner, profile: LegacySamples): Int64 | null {
  let cyclesPerSecond: Int64 = 0;
  while (lines.next()) {
    const line = trimSpace(lines.line);
    if (isSpaceOrComment(line)) continue;
    const equals = line.indexOf('=');
    if (line.startsWith('---') || equals === -1) break;
    const name = trimSpace(line.slice(0, equals));
    if (name === 'discarded samples') continue;
    const value = parseAnyBase(trimSpace(line.slice(equals + 1)));
    if (value === null) return null;
    if (name === 'cycles/second') cyclesPerSecond = value;
    else if (name === 'sampling period') profile.period = value;
    else if (name === 'ms since reset') profile.durationNanos = multiply(value, 1_000_000);
    else return null;
  }
  return cyclesPerSecond;
}

/** One in `period` contentions was seen, and delays are in cycles where their rate is given. */
function scale(count: Int64, delay: Int64, period: Int64, cyclesPerSecond: Int64): [Int64, Int64] {
  if (period <= 0) return [count, delay];
  const nanos =
    cyclesPerSecond > 0
      ? fromDouble((Number(delay) * Number(period)) / (Number(cyclesPerSecond) / 1e9))
      : delay;
  return [multiply(count, period), nanos];
}
