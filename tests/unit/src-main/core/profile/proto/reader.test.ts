import fc from 'fast-check';
import { Profile as Encoded, StringTable, type ProfileInput } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import type { Profile } from '../../../../../../src-main/core/profile/model/profile.js';
import { ProtoReader } from '../../../../../../src-main/core/profile/proto/reader.js';

function decode(bytes: Uint8Array, chunk = bytes.length): Profile {
  const reader = new ProtoReader();
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  return reader.end();
}

/** Two functions, the second inlined into the first, one sample. */
function encode(
  change: (input: ProfileInput, text: (t: string) => number) => void = () => undefined,
): Uint8Array {
  const stringTable = new StringTable();
  const text = (t: string): number => stringTable.dedup(t);
  const input: ProfileInput = {
    stringTable,
    sampleType: [{ type: text('cpu'), unit: text('nanoseconds') }],
    sample: [{ locationId: [1, 2], value: [7], label: [{ key: text('route'), str: text('/cart') }] }],
    mapping: [{ id: 1, memoryStart: 4096, memoryLimit: 8192, filename: text('/bin/shop') }],
    location: [
      {
        id: 1,
        mappingId: 1,
        address: 4100,
        line: [
          { functionId: 2, line: 20 },
          { functionId: 1, line: 10 },
        ],
      },
      { id: 2, mappingId: 1, address: 4200, line: [{ functionId: 1, line: 11 }] },
    ],
    function: [
      { id: 1, name: text('main.f'), filename: text('/src/f.go'), startLine: 9 },
      { id: 2, name: text('main.g'), filename: text('/src/g.go'), startLine: 19 },
    ],
    timeNanos: 1_700_000_000_000_000_000n,
    durationNanos: 5_000_000_000n,
  };
  change(input, text);
  return new Encoded(input).encode();
}

const refusal = (bytes: Uint8Array): string => {
  try {
    decode(bytes);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'accepted';
};

describe('a profile', () => {
  test('is read into columns', () => {
    const profile = decode(encode());
    expect(profile.sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
    expect([...profile.stacks.parent]).toEqual([-1, 0, 1]);
    expect([...profile.stacks.location]).toEqual([-1, 1, 0]);
    expect([...profile.locations.firstLine]).toEqual([0, 2, 3]);
    expect([...profile.lines.line]).toEqual([20, 10, 11]);
    expect(profile.mappings[0]).toMatchObject({ file: '/bin/shop', start: 4096n, limit: 8192n });
    const labels = profile.labelSets[profile.samples.labels[0] ?? 0];
    expect(labels?.map(({ key, text }) => [profile.strings[key], profile.strings[text]])).toEqual([
      ['route', '/cart'],
    ]);
    expect(profile.timeNanos).toBe(1_700_000_000_000_000_000n);
  });

  test('is the same however its bytes are cut into chunks', () => {
    const bytes = encode();
    const whole = decode(bytes);
    for (let chunk = 1; chunk < bytes.length; chunk++) expect(decode(bytes, chunk)).toEqual(whole);
  });

  test('keeps every value exactly, negative and past 2^53', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(fc.tuple(int64, fc.integer()), { minLength: 1, maxLength: 40 }), (rows) => {
        const bytes = encode((input, text) => {
          input.sampleType = [{ type: text('a') }, { type: text('b') }];
          input.sample = rows.map(([a, b]) => ({
            locationId: [1],
            value: [BigInt.asUintN(64, a), BigInt.asUintN(64, BigInt(b))],
          }));
        });
        const [a, b] = decode(bytes).samples.values;
        expect([...(a ?? [])].map(BigInt)).toEqual(rows.map(([value]) => value));
        expect([...(b ?? [])].map(BigInt)).toEqual(rows.map(([, value]) => BigInt(value)));
      }),
      { numRuns: 100 },
    );
  });

  test('of one stack of a million frames is read without recursion', () => {
    const depth = 1_000_000;
    const profile = decode(
      encode((input) => {
        input.sample = [{ locationId: Array<number>(depth).fill(2), value: [1] }];
      }),
    );
    expect(profile.stacks.count).toBe(depth + 1);
  });

  test('picks the sample type that it names, else the last', () => {
    const types = (input: ProfileInput, text: (t: string) => number): void => {
      input.sampleType = [{ type: text('a') }, { type: text('b') }, { type: text('c') }];
      input.sample = [];
    };
    expect(decode(encode(types)).defaultSampleType).toBe(2);
    const named = encode((input, text) => {
      types(input, text);
      input.defaultSampleType = text('b');
    });
    expect(decode(named).defaultSampleType).toBe(1);
  });
});

/** Each is refused by google/pprof's CheckValid or its decoder. */
describe('refused is', () => {
  test.each<[string, (input: ProfileInput, text: (t: string) => number) => void]>([
    ['a sample of more values than types', (i) => (i.sample = [{ locationId: [1], value: [1, 2] }])],
    ['a sample of no value', (i) => (i.sample = [{ locationId: [1], value: [] }])],
    ['samples without a sample type', (i) => (i.sampleType = [])],
    ['a sample at a location that is not there', (i) => (i.sample = [{ locationId: [9], value: [1] }])],
    ['a line of a function that is not there', (i) => (i.location = [{ id: 1, line: [{ functionId: 9 }] }])],
    ['a line without a function', (i) => (i.location = [{ id: 1, line: [{ line: 3 }] }, { id: 2 }])],
    ['a location of id 0', (i) => i.location?.push({ id: 0 })],
    ['two locations of one id', (i) => i.location?.push({ id: 1 })],
    ['two functions of one id', (i) => i.function?.push({ id: 1 })],
    ['two mappings of one id', (i) => i.mapping?.push({ id: 1 })],
    ['a text past the string table', (i) => i.function?.push({ id: 3, name: 999 })],
    [
      'a label past the string table',
      (i) => (i.sample = [{ locationId: [1], value: [1], label: [{ key: 999 }] }]),
    ],
    ['a comment past the string table', (i) => (i.comment = [999])],
  ])('%s', (_, change) => {
    expect(refusal(encode(change))).toBe('DAMAGED_PROFILE');
  });

  test('an empty file, as such', () => {
    expect(refusal(new Uint8Array(0))).toBe('EMPTY_FILE');
  });

  test('every cut within a message', () => {
    const bytes = encode();
    const verdicts = Array.from({ length: bytes.length - 1 }, (_, i) => refusal(bytes.subarray(0, i + 1)));
    // A cut between two messages may leave a whole profile; within one it never does.
    expect(verdicts.filter((verdict) => verdict === 'accepted').length).toBeLessThan(5);
    expect(verdicts.at(0)).toBe('DAMAGED_PROFILE');
  });

  test('two profiles one after the other', () => {
    expect(refusal(Uint8Array.from([...encode(), ...encode()]))).toBe('DAMAGED_PROFILE');
  });

  test('a message that claims more bytes than any has, as soon as it says so', () => {
    // Field 2, 80 MiB, and a little of it.
    const claimed = Uint8Array.from([0x12, 0x80, 0x80, 0x80, 0x28, ...new Uint8Array(64)]);
    const reader = new ProtoReader();
    expect(() => {
      reader.push(claimed);
    }).toThrow('a message claims to be larger than any is, near byte 5');
  });
});

test('unknown fields of every wire type are passed over', () => {
  const unknown = Uint8Array.from([
    0xa0, 0x06, 5, 0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xa5, 0x06, 1, 2, 3, 4,
  ]);
  expect(decode(Uint8Array.from([...unknown, ...encode()])).samples.count).toBe(1);
});
