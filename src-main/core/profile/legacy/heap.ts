import type { Profile } from '../model/profile.js';
import { damagedLine } from './damaged.js';
import { FrameComments } from './frame-comments.js';
import { goExp } from './go-exp.js';
import { divide, fromDouble, hexAddresses, isSpaceOrComment, parseDecimal, trimSpace } from './go-text.js';
import type { Int64 } from './go-text.js';
import { LineScanner } from './line-scanner.js';
import { LegacySamples } from './samples.js';
import { readMemoryMap, startsMemoryMap } from './sections.js';

const SPACE = { type: 'space', unit: 'bytes' };
const count = (type: string): { type: string; unit: string } => ({ type, unit: 'count' });
const bytesOf = (type: string): { type: string; unit: string } => ({ type, unit: 'bytes' });
const WITH_ALLOCATIONS = [
  count('alloc_objects'),
  bytesOf('alloc_space'),
  count('inuse_objects'),
  bytesOf('inuse_space'),
];
const IN_USE = [count('objects'), SPACE];

const NUMBERS = String.raw`heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\]`;
const HEAP = new RegExp(String.raw`${NUMBERS} *@ *(heap[_a-z0-9]*)/?(\d*)`);
const GROWTH_OR_FRAGMENTATION = new RegExp(`${NUMBERS} @ (?:growth|fragmentation)`);
// A run of digits is looked at from its beginning only, so that a long one is not looked at over and over.
const SAMPLE = /(-\d+|(?<!\d)\d+): *(-?\d+) *\[ *(\d+): *(\d+) *\] @([ x0-9a-f]*)/;

interface HeapHeader {
  period: Int64;
  /** Whether counts are those of a Poisson sample of this rate, to be scaled up. */
  sampled: boolean;
  allocations: boolean;
}

/** Go's heap and allocs as text (debug=1), tcmalloc's heapz and heap files, growthz and fragmentationz. */
export function parseHeap(bytes: Uint8Array): Profile | null {
  const lines = new LineScanner(bytes);
  const header = lines.next() ? readHeader(lines.line) : null;
  if (header === null) return null;
  const types = header.allocations ? WITH_ALLOCATIONS : IN_USE;
  const profile = new LegacySamples(SPACE, types, header.period);
  const comments = new FrameComments(profile);
  while (lines.next()) {
    const line = trimSpace(lines.line);
    if (isSpaceOrComment(line)) {
      comments.read(line);
      continue;
    }
    if (startsMemoryMap(line)) break;
    readSample(line, header, profile, lines.number);
    comments.begin();
  }
  comments.end();
  return profile.build('text', readMemoryMap(lines));
}

function readHeader(line: string): HeapHeader | null {
  const match = HEAP.exec(line);
  if (match === null)
    return GROWTH_OR_FRAGMENTATION.test(line) ? { period: 1, sampled: false, allocations: false } : null;
  const [, inObjects, inBytes, objects, space, kind = '', rate = ''] = match;
  const period = rate === '' ? 0 : parseDecimal(rate);
  if (period === null) return null;
  const allocations = (objects !== inObjects && objects !== '0') || (space !== inBytes && space !== '0');
  switch (kind) {
    case 'heapz_v2':
    case 'heap_v2':
      return { period, sampled: true, allocations };
    case 'heapprofile':
      return { period: 1, sampled: false, allocations };
    case 'heap':
      // Go writes twice its rate.
      return { period: divide(period, 2), sampled: true, allocations };
    default:
      return null;
  }
}

function readSample(line: string, header: HeapHeader, profile: LegacySamples, number: number): void {
  const damaged = (why: string): Error => damagedLine('heap profile', number, line, why);
  const match = SAMPLE.exec(line);
  if (match === null) throw damaged('it is no “objects: bytes [objects: bytes] @ addresses”');
  const [, inObjects = '', inBytes = '', objects = '', space = '', stack = ''] = match;
  const values: Int64[] = [];
  let blockSize: Int64 = 0;
  const pairs = header.allocations
    ? [
        [objects, space],
        [inObjects, inBytes],
      ]
    : [[inObjects, inBytes]];
  for (const [countText = '', sizeText = ''] of pairs) {
    const [n, size] = [parseDecimal(countText), parseDecimal(sizeText)];
    if (n === null || size === null) throw damaged('a number has over 64 bits');
    if (n === 0 && size !== 0) throw damaged('there are bytes without objects');
    if (n !== 0) blockSize = divide(size, n);
    values.push(...(n !== 0 && header.sampled ? scaleHeapSample(n, size, header.period) : [n, size]));
  }
  const addresses = hexAddresses(stack);
  if (addresses === null) throw damaged('an address has over 64 bits');
  // Return addresses: one byte back lies the call.
  const locations = addresses.map((address) => profile.locate(address - 1n));
  profile.add(locations, values, [{ key: 'bytes', number: Number(blockSize) }]);
}

/**
 * What was allocated, estimated from what a Poisson sample of one in `rate` bytes saw: an object of size s is
 * seen with the probability 1 - exp(-s / rate).
 */
export function scaleHeapSample(objects: Int64, size: Int64, rate: Int64): [Int64, Int64] {
  if (objects === 0 || size === 0) return [0, 0];
  if (rate <= 1) return [objects, size];
  const [n, bytes] = [Number(objects), Number(size)];
  const scale = 1 / (1 - goExp(-(bytes / n) / Number(rate)));
  return [fromDouble(n * scale), fromDouble(bytes * scale)];
}
