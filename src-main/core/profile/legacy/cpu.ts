import type { Profile } from '../model/profile.js';
import { narrow, multiply, type Int64 } from './go-text.js';
import { nameJavaLocations } from './java-locations.js';
import { LineScanner } from './line-scanner.js';
import { parseProcMaps } from './proc-maps.js';
import { LegacySamples } from './samples.js';

const CPU = { type: 'cpu', unit: 'nanoseconds' };
const TYPES = [{ type: 'samples', unit: 'count' }, CPU];

/** Reads words of a width and byte order; past the end it gives zeros and `ended` is true. */
class Words {
  at = 0;
  ended = false;
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly wide: boolean;
  private readonly little: boolean;

  constructor(bytes: Uint8Array, wide: boolean, little: boolean) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.wide = wide;
    this.little = little;
  }

  next(): bigint {
    const width = this.wide ? 8 : 4;
    if (this.ended || this.at + width > this.bytes.length) {
      this.ended = true;
      return 0n;
    }
    const { view, at, little } = this;
    this.at += width;
    return this.wide ? view.getBigUint64(at, little) : BigInt(view.getUint32(at, little));
  }

  get left(): number {
    return this.ended ? 0 : this.bytes.length - this.at;
  }
}

/** gperftools' binary CPU profile (profilez), 32 or 64 bit, either byte order; of a C++ or a Java program. */
export function parseCpu(bytes: Uint8Array): Profile | null {
  for (const [wide, little] of [
    [false, true],
    [false, false],
    [true, true],
    [true, false],
  ] as const) {
    const words = new Words(bytes, wide, little);
    const header = [words.next(), words.next(), words.next(), words.next(), words.next()] as const;
    const [zero, version, java, micros, padding] = header;
    if (words.ended || zero !== 0n || version !== 3n || micros === 0n || padding !== 0n) continue;
    const period = multiply(narrow(BigInt.asIntN(64, micros)), 1000);
    if (java === 0n) return native(words, period);
    if (java === 1n) return ofJava(words, period);
  }
  return null;
}

function native(words: Words, period: Int64): Profile | null {
  const profile = new LegacySamples(CPU, TYPES, period);
  if (!readSamples(words, profile, 1n)) return null;
  for (let i = 0; i < 2; i++) dropSignalFrame(profile);
  const entries = parseProcMaps(new LineScanner(rest(words)));
  profile.dropRepeatedLeaves();
  return profile.build('binary', entries);
}

function ofJava(words: Words, period: Int64): Profile | null {
  const profile = new LegacySamples(CPU, TYPES, period);
  if (!readSamples(words, profile, 0n)) return null;
  nameJavaLocations(rest(words), profile);
  return profile.buildWithoutAddresses('binary');
}

const rest = (words: Words): Uint8Array => words.bytes.subarray(words.bytes.length - words.left);

/**
 * Count, depth and addresses a sample until the mark (0, 1, 0) or the end. Callers' addresses are return
 * addresses and `back` takes them onto the call. False when a depth is larger than the file.
 */
function readSamples(words: Words, profile: LegacySamples, back: bigint): boolean {
  while (words.left > 0) {
    const count = narrow(BigInt.asIntN(64, words.next()));
    const depth = words.next();
    if (words.ended || depth > BigInt(Math.floor(words.left / 4))) return false;
    const addresses = Array.from({ length: Number(depth) }, () => words.next());
    if (count === 0 && depth === 1n && addresses[0] === 0n) break;
    const stack = addresses.map((address, i) => profile.locate(i > 0 ? address - back : address));
    profile.add(stack, [count, multiply(count, profile.period)]);
  }
  return true;
}

/** The frame a signal handler pushed below the leaf: the same one in all samples but a few in 32. */
function dropSignalFrame({ samples }: LegacySamples): void {
  const counts = new Map<number, number>();
  for (const { stack } of samples)
    if (stack[1] !== undefined) counts.set(stack[1], (counts.get(stack[1]) ?? 0) + 1);
  const enough = samples.length - Math.floor(samples.length / 32);
  const pushed = [...counts].find(([, count]) => count >= enough)?.[0];
  if (pushed === undefined) return;
  for (const { stack } of samples) if (stack[1] === pushed) stack.splice(1, 1);
}
