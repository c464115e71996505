import { trimSpace } from './go-text.js';
import type { MapsEntry } from './proc-maps.js';

const MAX_UINT64 = 2n ** 64n - 1n;
/** Where the first segment of a program is loaded by tradition. */
const EXPECTED_START = 0x400000n;
const SHARED_LIBRARY = /(?:\.so$|\.so[._][0-9]+)/;

/**
 * Mends a map as google/pprof does: neighbours of one file become one, the main program comes first, and its
 * start loses an offset that was left in.
 */
export function mendMappings(entries: readonly MapsEntry[]): MapsEntry[] {
  const mappings: MapsEntry[] = [];
  for (const entry of entries) {
    const last = mappings.at(-1);
    if (last !== undefined && adjacent(last, entry)) {
      last.limit = entry.limit;
      if (entry.file !== '') last.file = entry.file;
      if (entry.buildId !== '') last.buildId = entry.buildId;
    } else {
      mappings.push({ ...entry });
    }
  }
  const main = mappings.findIndex(({ file }) => isProgram(file));
  const [first, program] = [mappings[0], mappings[main]];
  if (first !== undefined && program !== undefined) [mappings[0], mappings[main]] = [program, first];
  if (mappings[0]?.file.startsWith('/anon_hugepage') && mappings[0].limit === mappings[1]?.start)
    mappings.shift();
  const head = mappings[0];
  if (head !== undefined && BigInt.asUintN(64, head.start - head.offset) === EXPECTED_START) {
    head.start = EXPECTED_START;
    head.offset = 0n;
  }
  return mappings;
}

function adjacent(a: MapsEntry, b: MapsEntry): boolean {
  if (a.file !== '' && b.file !== '' && a.file !== b.file) return false;
  if (a.buildId !== '' && b.buildId !== '' && a.buildId !== b.buildId) return false;
  if (a.limit !== b.start) return false;
  if (a.offset === 0n || b.offset === 0n) return true;
  return BigInt.asUintN(64, a.offset + (a.limit - a.start)) === b.offset;
}

function isProgram(file: string): boolean {
  const name = trimSpace(file.replaceAll('(deleted)', ''));
  return name !== '' && !SHARED_LIBRARY.test(name) && !name.startsWith('[');
}

/**
 * Which mapping an address lies in: the first whose range has it, else the first whose range would if it began
 * its offset earlier (and then it does), else one made for all the rest, as google/pprof has it.
 *
 * The bounds of all ranges cut the addresses into stretches within which the answer is the same; it is looked
 * for once a stretch, so that many addresses by many mappings stay cheap.
 */
export class MappingTable {
  readonly mappings: MapsEntry[];
  private readonly bounds: bigint[];
  private readonly answers: Int32Array;
  private rest = -1;

  constructor(mappings: MapsEntry[]) {
    this.mappings = mappings;
    const bounds = mappings.flatMap((m) => [m.start, m.limit, earlier(m)]);
    this.bounds = [...new Set(bounds)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.answers = new Int32Array(this.bounds.length + 1).fill(-1);
  }

  /** Index into `mappings`; -1 for address 0, which has none. */
  find(address: bigint): number {
    if (address === 0n) return -1;
    const stretch = this.stretchOf(address);
    const known = this.answers[stretch] ?? -1;
    if (known !== -1) return known;
    const found = this.search(address);
    this.answers[stretch] = found;
    return found;
  }

  private search(address: bigint): number {
    const { mappings } = this;
    const inside = mappings.findIndex((m) => m.start <= address && address < m.limit);
    if (inside !== -1) return inside;
    // Once the mapping for the rest is there, it has every address that no other has.
    if (this.rest !== -1) return this.rest;
    const below = mappings.findIndex((m) => m.offset !== 0n && earlier(m) <= address && address < m.start);
    const widened = mappings[below];
    if (widened === undefined) {
      this.rest = mappings.push({ file: '', buildId: '', start: 0n, limit: MAX_UINT64, offset: 0n }) - 1;
      return this.rest;
    }
    const [from, to] = [this.stretchOf(earlier(widened)), this.stretchOf(widened.start)];
    widened.start = earlier(widened);
    widened.offset = 0n;
    this.answers.fill(-1, from, to);
    return below;
  }

  /** How many bounds are at or below the address. */
  private stretchOf(address: bigint): number {
    let [low, high] = [0, this.bounds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.bounds[middle] ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The start before the offset was added. */
const earlier = (m: MapsEntry): bigint => BigInt.asUintN(64, m.start - m.offset);
