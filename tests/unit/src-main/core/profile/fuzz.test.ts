import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProfileDecoder } from '../../../../../src-main/core/profile/decode.js';
import { ProfileRefused, type Profile } from '../../../../../src-main/core/profile/model/profile.js';
import { ProfileView } from '../../../../../src-main/core/profile/view.js';
import { mutated } from '../../../../helpers/mutate-profile.js';

/** Damaged inputs are numbered; a number that failed once is kept here and tried first. */
const KEPT: Record<string, number[]> = { protobuf: [], 'text and binary': [], 'goroutine dumps': [] };
const SPENT_MS = 3000;

const DIR = path.resolve(import.meta.dirname, '../../../../fixtures');
const file = (name: string): Uint8Array => fs.readFileSync(path.join(DIR, name));

function decode(bytes: Uint8Array): Profile {
  const decoder = new ProfileDecoder();
  // In two pieces, so that messages and lines are cut.
  const middle = bytes.length >> 1;
  decoder.push(bytes.subarray(0, middle));
  decoder.push(bytes.subarray(middle));
  return decoder.end();
}

const pprof = (name: string): Uint8Array => new ProfileView(decode(file(name)), { module: null }).pprof({});

const TEXT = [
  ...[
    'go-heap.txt',
    'go-mutex.txt',
    'go-threadcreate.txt',
    'tcmalloc-heap.txt',
    'growth.txt',
    'contentionz.txt',
  ],
  ...[
    'threadz.txt',
    'java-heap.txt',
    'java-contention.txt',
    'cpu-32-BigEndian.bin',
    'cpu-64-LittleEndian.bin',
  ],
].map((name) => `legacy/${name}`);
const DUMPS = ['go1.22.12.debug2.txt', 'go1.27.3.debug2.txt', 'crash-system.txt'].map(
  (name) => `goroutines/${name}`,
);

describe.each([
  ['protobuf', ['legacy/go-heap.txt', 'legacy/java-heap.txt', 'goroutines/go1.26.8.debug1.txt'].map(pprof)],
  ['text and binary', TEXT.map(file)],
  ['goroutine dumps', DUMPS.map(file)],
])('damaged %s', (name, seeds) => {
  /** True when it was read. */
  function survives(number: number): boolean {
    try {
      const view = new ProfileView(decode(mutated(seeds, number)), { module: null });
      view.facts();
      view.top({});
      view.goroutines({});
      return true;
    } catch (error) {
      if (error instanceof ProfileRefused) return false;
      throw new Error(`input ${number} of ${name}`, { cause: error });
    }
  }

  it('is read or refused with a code', { timeout: 30_000 }, () => {
    for (const number of KEPT[name] ?? []) survives(number);
    const end = performance.now() + SPENT_MS;
    let read = 0;
    const from = Math.floor(Math.random() * 2 ** 31);
    for (let i = 0; performance.now() < end; i++) if (survives(from + i)) read++;
    // Or damage is too heavy to get past the first checks.
    expect(read).toBeGreaterThan(20);
  });
});
