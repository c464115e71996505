import { describe, expect, it } from 'vitest';
import { readExpvar } from '../../../../../src-main/core/scrape/expvar.js';
import { sharedData, sharedFolder, WHY_SKIPPED } from '../../../../helpers/shared-data.js';

/** `name{key} value` of each point, the code of what could not be read after `partial`. */
function read(text: string | Buffer): string[] {
  const answer = readExpvar(Buffer.from(text));
  if (!answer.ok) return [answer.error.code];
  const { points, partial } = answer.value.reading;
  const lines = points.map(({ name, labels, value }) => {
    const key = labels['key'];
    return `${name}${key === undefined ? '' : `{${key}}`} ${value}`;
  });
  return partial === null ? lines : [...lines, `partial ${String(partial.params['names'])}`];
}

describe('/debug/vars', () => {
  it('gives numbers, maps of numbers and MemStats, and leaves text and lists out', () => {
    expect(
      read(`{
"cmdline": ["./app"],
"cache.hits": 3,
"9lives": 9,
"by_code": {"200": 5, "deep": {"x": 1}, "text": "no"},
"name": "shop",
"list": [1, 2],
"memstats": {"HeapAlloc": 7, "NumGC": 1, "PauseNs": [1, 2], "BySize": [{"Size": 0}], "EnableGC": true}
}`),
    ).toEqual([
      'cache_hits 3',
      '_9lives 9',
      'by_code{200} 5',
      'go_memstats_heap_alloc_bytes 7',
      'go_gc_duration_seconds_count 1',
    ]);
  });

  it('keeps the rest when a variable is no JSON, and names it', () => {
    expect(
      read(`{
"a": 1,
"broken": {"x": },
"constructor": toString,
"nan": NaN,
"inf": +Inf,
"quoted \\" name": 4,
"b": {"k": 2}
}`),
    ).toEqual([
      'a 1',
      'nan NaN',
      'inf Infinity',
      'quoted____name 4',
      'b{k} 2',
      'partial broken, constructor',
    ]);
  });

  it.each([
    ['', 'NOT_EXPVAR'],
    ['[1]', 'NOT_EXPVAR'],
    ['{}', 'NOT_EXPVAR'],
    ['{{{', 'NOT_EXPVAR'],
    [`{"a": ${'['.repeat(200_000)}`, 'JSON_TOO_DEEP'],
    [`{"a": ${'{"b":'.repeat(64)}1${'}'.repeat(64)}}`, 'JSON_TOO_DEEP'],
    [`{"a": "${'x'.repeat(4 * 1024 * 1024)}"}`, 'BODY_TOO_LARGE'],
  ])('is refused: %.20s…', (text, code) => {
    expect(read(text)).toEqual([code]);
  });

  it('counts nesting outside of strings only, and allows 64', () => {
    expect(read(`{"a": "${'{['.repeat(100)}\\"{", "n": 1}`)).toEqual(['n 1']);
    expect(read(`{"n": 1, "a": ${'['.repeat(63)}${']'.repeat(63)}}`)).toEqual(['n 1']);
  });

  it('is not fooled by names of the prototype', () => {
    expect(
      read(
        '{"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}, "toString": 3, "memstats": null}',
      ),
    ).toEqual(['__proto__{polluted} 1', 'constructor{prototype} 2', 'toString 3']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('takes a MemStats of odd shapes as far as it makes sense', () => {
    const answer = readExpvar(
      Buffer.from('{"memstats": {"NumGC": "5", "PauseNs": [1, "x"], "HeapSys": 1e400}}'),
    );
    expect(answer.ok && answer.value.stats).toEqual({ HeapSys: Infinity });
    expect(answer.ok && answer.value.reading.points).toEqual([]);
  });

  const suite = sharedFolder('hostile/json-test-suite');
  it.skipIf(suite.length === 0)(`survives all of JSONTestSuite (skipped when ${WHY_SKIPPED})`, () => {
    for (const [name, bytes] of suite) {
      const inside = Buffer.concat([Buffer.from('{\n"a": 1,\n"x": '), bytes, Buffer.from(',\n"b": 2\n}\n')]);
      const lines = read(inside);
      // Whatever the variable between holds, those around it are read, unless it breaks out of the object.
      if (!/^(n_|i_)/.test(name)) expect([name, ...lines]).toEqual(expect.arrayContaining(['a 1', 'b 2']));
      read(bytes);
    }
  });

  const naughty = sharedData('hostile/naughty-strings.txt');
  it.skipIf(naughty === null)(`takes any name (skipped when ${WHY_SKIPPED})`, () => {
    for (const text of naughty!.toString('utf8').split('\n')) {
      const [line = ''] = read(JSON.stringify({ [text]: 1, map: { [text]: 2 }, z: 3 }));
      expect(line).toMatch(/^[a-zA-Z0-9_:]+(\{|\s)/);
    }
  });

  const recorded = sharedData('exposition/go1.19-bare-app/debug_vars.bin');
  it.skipIf(recorded === null)(`of a Go 1.19 app is read (skipped when ${WHY_SKIPPED})`, () => {
    expect(read(recorded!)).toContain('go_memstats_heap_alloc_bytes 29381280');
  });
});
