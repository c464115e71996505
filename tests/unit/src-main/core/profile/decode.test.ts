import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProfileDecoder, ProfileRefused } from '../../../../../src-main/core/profile/decode.js';
import type { Profile } from '../../../../../src-main/core/profile/model/profile.js';
import { ProfileView } from '../../../../../src-main/core/profile/view.js';

const DIR = path.resolve(import.meta.dirname, '../../../../fixtures');
const file = (name: string): Buffer => fs.readFileSync(path.join(DIR, name));

function decode(bytes: Uint8Array, size = bytes.length || 1): Profile {
  const decoder = new ProfileDecoder();
  for (let at = 0; at < bytes.length; at += size) decoder.push(bytes.subarray(at, at + size));
  return decoder.end();
}

function refusal(bytes: Uint8Array): ProfileRefused {
  try {
    decode(bytes);
  } catch (error) {
    if (error instanceof ProfileRefused) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the format is found, in pieces of any size', () => {
  it.each([
    ['legacy/go-heap.txt', 'text', 22],
    ['legacy/cpu-64-BigEndian.bin', 'binary', 40],
    ['legacy/threadz.txt', 'text', 2],
    ['goroutines/go1.27.3.debug1.txt', 'text', 15],
    ['goroutines/go1.27.3.debug2.txt', 'goroutines', 18],
    ['goroutines/crash-system.txt', 'goroutines', 25],
  ])('%s', (name, format, samples) => {
    for (const size of [1, 100, 1 << 20]) {
      const profile = decode(file(name), size);
      expect({ format: profile.format, samples: profile.samples.count }).toEqual({ format, samples });
    }
  });

  it('protobuf, of what the text said', () => {
    const text = decode(file('legacy/tcmalloc-heap.txt'));
    const again = decode(new ProfileView(text, { module: null }).pprof({}), 7);
    expect(again.format).toBe('pprof');
    expect(again.samples.values).toEqual(text.samples.values);
    expect(again.dropFrames).toBe(text.dropFrames);
  });

  it('a dump larger than what is looked at', () => {
    const [first = ''] = file('goroutines/crash-all.txt').toString().split('\n\ngoroutine 19');
    const dump = `${first}\n\n`.repeat(1000);
    for (const size of [1000, 1 << 20])
      expect(decode(Buffer.from(dump), size)).toMatchObject({
        format: 'goroutines',
        samples: { count: 1000 },
      });
  });

  it('a traceback late in a log', () => {
    const log = 'listening\n'.repeat(20_000);
    const profile = decode(Buffer.concat([Buffer.from(log), file('goroutines/crash-all.txt')]), 65_536);
    expect(profile).toMatchObject({ format: 'goroutines', samples: { count: 18 } });
  });
});

describe('a refusal says what the bytes are', () => {
  it('nothing', () => {
    expect(refusal(new Uint8Array(0)).code).toBe('EMPTY_FILE');
  });

  it('something else', () => {
    expect(refusal(Buffer.from('<html>')).params['found']).toBe('html');
    expect(refusal(Buffer.from('hello')).params['found']).toBe('unknown');
  });

  it('protobuf that was cut', () => {
    const whole = new ProfileView(decode(file('legacy/go-heap.txt')), { module: null }).pprof({});
    const { code, message } = refusal(whole.subarray(0, whole.length - 50));
    expect(code).toBe('DAMAGED_PROFILE');
    expect(message).toMatch(/near byte \d+/);
  });

  it('protobuf that measured nothing', () => {
    expect(refusal(Uint8Array.of(0x32, 0))).toMatchObject({
      code: 'DAMAGED_PROFILE',
      params: { what: 'no sample type' },
    });
  });
});
