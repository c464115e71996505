import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReaderBench } from './support.js';

const BODY = `# HELP go_goroutines Number of goroutines.
# TYPE go_goroutines gauge
go_goroutines 12
# TYPE http_requests_total counter
http_requests_total{code="200",path="/"} 5
http_requests_total{code="500",path="/"} 1

# TYPE lat_seconds histogram
lat_seconds_bucket{le="0.1"} 3
lat_seconds_bucket{le="+Inf"} 4
lat_seconds_sum 0.5
lat_seconds_count 4
`;

describe('an exposition', () => {
  it('is read once in full, then by its values alone', () => {
    const bench = new ReaderBench();
    expect(bench.read(BODY).text).toMatchInlineSnapshot(`
      "go_goroutines 12
      http_requests_total{code="200",path="/"} 5
      http_requests_total{code="500",path="/"} 1
      lat_seconds_bucket{le="0.1"} 3
      lat_seconds_bucket{le="+Inf"} 4
      lat_seconds_sum 0.5
      lat_seconds_count 4"
    `);
    expect(bench.asked).toHaveLength(7);
    const second = bench.read(BODY.replace('} 5', '} 6').replace('0.5', '-1.25e-3'));
    expect(second.text).toContain('path="/"} 6\n');
    expect(second.text).toContain('lat_seconds_sum -0.00125');
    expect(second.result).toEqual({ samples: 7, badLines: 0, firstBad: null, overLimit: 0 });
    expect(bench.asked).toEqual([]);
  });

  it.each([
    ['lines in another order', BODY.split('\n').reverse().join('\n'), 0],
    ['a new line in the middle', BODY.replace('lat_seconds_sum', 'new_one 9\nlat_seconds_sum'), 1],
    ['a line that is gone', BODY.replace(/http.*500.*\n/, ''), 0],
    ['a longer name where a shorter stood', BODY.replace('go_goroutines 12', 'go_goroutines_max 12'), 1],
    ['CRLF', BODY.replaceAll('\n', '\r\n'), 0],
    ['no newline at the end', BODY.trimEnd(), 0],
    ['another comment', BODY.replace('Number', 'How many'), 0],
    ['blanks around the values', BODY.replaceAll(/ (\S+)\n/g, '   $1  \n'), 0],
    ['an exemplar', BODY.replace('"0.1"} 3', '"0.1"} 3 # {trace_id="a"} 0.07'), 0],
    ['nothing', '', 0],
    ['comments alone', '# a\n# b\n', 0],
  ])('with %s reads as if for the first time', (_, changed, news) => {
    const bench = new ReaderBench();
    bench.read(BODY);
    const { text, result } = bench.read(changed);
    expect(bench.asked).toHaveLength(news);
    const fresh = new ReaderBench().read(changed);
    expect(text).toBe(fresh.text);
    expect(result).toEqual(fresh.result);
    expect(bench.read(BODY).text).toBe(new ReaderBench().read(BODY).text);
  });

  it('takes type, unit and help from the comments, per suffix', () => {
    const bench = new ReaderBench();
    bench.read(`# TYPE a_seconds_total counter
# HELP a_seconds_total Spent\\n\\\\ here.
a_seconds_total 1
# TYPE om counter
# UNIT om bytes
om_total 2
om_created 1
# TYPE s summary
s{quantile="0.5"} 1
s_sum 2
s_count 3
# TYPE h histogram
h_bucket{le="1"} 1
h_count 1
# TYPE odd constructor
odd 1
load_ratio 1
# TYPE u unknown
u_info 1
`);
    expect(Object.fromEntries(bench.metadata)).toEqual({
      a_seconds_total: 'counter seconds Spent\n\\ here.',
      om_total: 'counter bytes',
      om_created: 'gauge bytes',
      s: 'gauge',
      s_sum: 'counter',
      s_count: 'counter',
      h_bucket: 'histogram',
      h_count: 'histogram',
      odd: 'gauge',
      load_ratio: 'gauge ratio',
      u_info: 'gauge',
    });
  });

  it('gives samples with their own time apart: ms, or seconds in OpenMetrics, up to # EOF', () => {
    const bench = new ReaderBench();
    expect(bench.read('a 1 1700000000123\nb 2\n').text).toBe('b 2\na 1 @1700000000123');
    expect(bench.read('a 1 1700000000.123\nb 2\n# EOF\nc 3\n', true).text).toBe('b 2\na 1 @1700000000123');
    expect(bench.read('b 2\n# EOF\nc 3\n').text).toBe('b 2\nc 3');
  });

  it('counts bad lines, with the number and the reason of the first, and keeps the rest', () => {
    const bench = new ReaderBench();
    const body = 'a 1\n\nb one\nc{ 2\nd 4\n';
    const bad = { samples: 2, badLines: 2, firstBad: { line: 3, reason: 'the value is not a number' } };
    for (let i = 0; i < 3; i++) {
      expect(bench.read(body)).toEqual({ result: { ...bad, overLimit: 0 }, text: 'a 1\nd 4' });
    }
  });

  it('of 10 001 samples leaves the last one out, however often', () => {
    const body = Array.from({ length: 10_001 }, (_, i) => `m{i="${i}"} ${i}`).join('\n');
    const bench = new ReaderBench();
    for (let i = 0; i < 3; i++) {
      const { result, text } = bench.read(body);
      expect(result).toEqual({ samples: 10_000, badLines: 0, firstBad: null, overLimit: 1 });
      expect(text.endsWith('m{i="9999"} 9999')).toBe(true);
      expect(bench.reader.count).toBe(10_000);
    }
  });

  it('asks for slots again once they were given back', () => {
    const bench = new ReaderBench();
    bench.read(BODY);
    bench.reader.forgetSlots();
    bench.read(BODY);
    expect(bench.asked).toHaveLength(7);
    bench.read(BODY);
    expect(bench.asked).toHaveLength(0);
  });

  it('does not remember lines for ever', () => {
    const bench = new ReaderBench();
    for (let i = 0; i < 40; i++)
      bench.read(Array.from({ length: 100 }, (_, k) => `m_${i}_${k} 1\n`).join(''));
    expect(bench.read('m_39_5 1\n').text).toBe('m_39_5 1');
    // Of the last body's lines nothing is asked, of those before it everything.
    bench.read('m_38_5 1\nm_39_5 2\n');
    expect(bench.asked).toHaveLength(1);
  });
});

/** Lines of all sorts, so that a mutated body meets every path. */
const someLine = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(8), fc.integer()).map(([n, v]) => `m{i="${n}"} ${v}`) },
  { weight: 3, arbitrary: fc.tuple(fc.nat(4), fc.double()).map(([n, v]) => `plain_${n} ${v}`) },
  { weight: 2, arbitrary: fc.nat(3).map((n) => `# TYPE plain_${n} gauge`) },
  { weight: 1, arbitrary: fc.nat(3).map((n) => `stamped_${n} 1 170000000${n}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '# odd', 'bad', 'm{ 1', '{"q.q"} 4', ' lead 1', 'm 1 # {} 1'),
  },
);
const body = fc
  .tuple(fc.array(someLine, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, last]) => lines.join(end) + (last ? end : ''));

describe('any sequence of bodies', () => {
  it('reads each as a fresh reader would, at any limit', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 6 }), fc.integer({ min: 1, max: 12 }), (bodies, limit) => {
        const bench = new ReaderBench(limit);
        for (const text of bodies) {
          for (let again = 0; again < 2; again++) {
            expect(bench.read(text)).toEqual(new ReaderBench(limit).read(text));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of random or mutated bytes never throws, for 3 s', () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
    const until = performance.now() + 3000;
    let random = seed;
    const next = (below: number): number => (random = (random * 48_271) % 2_147_483_647) % below;
    const bench = new ReaderBench(1000);
    let inputs = 0;
    try {
      while (performance.now() < until) {
        let bytes: Buffer = Buffer.from(BODY);
        if (next(4) === 0) bytes = Buffer.from(Array.from({ length: next(200) }, () => next(256)));
        for (let edits = next(6); edits > 0 && bytes.length > 0; edits--) {
          const at = next(bytes.length);
          const insert = Buffer.from(
            ['\n', '"', '{', '}', '#', '\\', '\r', '\0', ' ', '=', 'é', '1e999'][next(12)]!,
          );
          if (next(3) === 0) bytes[at] = next(256);
          else bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + next(3))]);
        }
        const openMetrics = next(2) === 0;
        const { text, result } = bench.read(bytes, openMetrics);
        // Values of labels may hold anything, names of unquoted ones and the layout of a line may not.
        expect(result.samples).toBe(text === '' ? 0 : text.split('\n').length);
        if (inputs++ % 50 === 0) expect(text).toBe(new ReaderBench(1000).read(bytes, openMetrics).text);
      }
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed} input ${inputs}`, { cause: error });
    }
    expect(inputs).toBeGreaterThan(1000);
  });
});
