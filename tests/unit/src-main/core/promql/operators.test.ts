import { describe, expect, it } from 'vitest';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { instant, range } from './support.js';

function makeReader(): MemoryReader {
  const reader = new MemoryReader();
  reader.load('a', '1 2 3', 1000, { k: 'x' });
  reader.load('a', '10 20 30', 1000, { k: 'y' });
  reader.load('b', '100 200 300', 1000, { k: 'x', role: 'r' });
  return reader;
}

describe('^ is Go’s math.Pow', () => {
  it.each([
    ['(-1)^Inf', '1'],
    ['(-1)^-Inf', '1'],
    ['1^NaN', '1'],
    ['NaN^0', '1'],
    ['NaN^1', 'NaN'],
    ['2^0.5', String(Math.SQRT2)],
    ['(-8)^(1/3)', 'NaN'],
    ['0^-1', 'Infinity'],
  ])('%s = %s', (text, expected) => {
    expect(instant(text, new MemoryReader(), 0)).toBe(`{} ${expected}`);
  });
});

describe('vectors with scalars', () => {
  it('drop the name, except when filtering', () => {
    const reader = makeReader();
    expect(range('a{k="x"} * 2', reader, 3)).toBe('{k="x"} 2 4 6');
    expect(range('a{k="x"} > 1', reader, 3)).toBe('{__name__="a",k="x"} _ 2 3');
    expect(range('2 < a{k="x"}', reader, 3)).toBe('{__name__="a",k="x"} _ _ 3');
    expect(range('a{k="x"} > bool 1', reader, 3)).toBe('{k="x"} 0 1 1');
    expect(range('7 % a{k="x"} - -1', reader, 3)).toBe('{k="x"} 1 2 2');
  });
});

describe('vectors with vectors', () => {
  it('match on labels', () => {
    const reader = makeReader();
    expect(instant('b / on(k) a', reader, 2000)).toBe('{k="x"} 100');
    expect(instant('b / ignoring(role) a', reader, 2000)).toBe('{k="x"} 100');
    expect(instant('b / a', reader, 2000)).toBe('');
    expect(instant('a * on(k) group_left(role) b', reader, 2000)).toBe('{k="x",role="r"} 900');
    expect(instant('b * on(k) group_right(role) a', reader, 2000)).toBe('{k="x",role="r"} 900');
    expect(instant('b > on(k) a', reader, 2000)).toBe('{k="x"} 300');
    expect(instant('b > bool on(k) a', reader, 2000)).toBe('{k="x"} 1');
  });

  it('refuse what is ambiguous, in Prometheus’ words', () => {
    const reader = makeReader();
    expect(instant('b * on() a', reader, 2000)).toBe(
      'PROMQL_TYPE: found duplicate series for the match group {} on the right hand-side of the operation: ' +
        '[{__name__="a", k="x"}, {__name__="a", k="y"}];many-to-many matching not allowed: ' +
        'matching labels must be unique on one side',
    );
    expect(instant('a * on() b', reader, 2000)).toMatch('many-to-one matching must be explicit');
    expect(instant('a * on() group_left(k) b', reader, 2000)).toMatch(
      'grouping labels must ensure unique matches',
    );
    expect(instant('{__name__=~"a|b", k="x"} * 1', reader, 2000)).toMatch('{k="x"} 3');
    reader.load('c', '1 1 1', 1000, { k: 'x' });
    expect(instant('-{__name__=~"a|c"}', reader, 2000)).toMatch('same labelset');
  });

  it('look for duplicates only where both sides have something', () => {
    const reader = makeReader();
    expect(instant('nothing * on() a', reader, 2000)).toBe('');
  });

  it('intersect, unite and subtract step by step', () => {
    const reader = makeReader();
    expect(range('a and on(k) b', reader, 2)).toBe('{__name__="a",k="x"} 1 2');
    expect(range('a unless on(k) b', reader, 2)).toBe('{__name__="a",k="y"} 10 20');
    expect(range('a > 1 or a', reader, 2)).toBe('{__name__="a",k="x"} 1 2\n{__name__="a",k="y"} 10 20');
    expect(range('a{k="x"} and (b > 100)', reader, 2)).toBe('');
    expect(range('a{k="x"} and on(k) (b > 100)', reader, 2)).toBe('{__name__="a",k="x"} _ 2');
    expect(range('count(nothing) or vector(0)', reader, 2)).toBe('{} 0 0');
  });

  it('keep names to the end when asked to', () => {
    const reader = makeReader();
    const options = { delayedNameRemoval: true };
    expect(instant('sum by (__name__) (-{__name__=~"a|b", k="x"})', reader, 2000, options)).toMatch(
      'same labelset',
    );
    expect(
      instant('label_replace(rate(a{k="x"}[3s]), "n", "$1", "__name__", "(.*)")', reader, 2000, options),
    ).toBe('{k="x",n="a"} 1');
  });
});

describe('aggregations', () => {
  it('group by, without, and all', () => {
    const reader = makeReader();
    expect(range('sum(a)', reader, 3)).toBe('{} 11 22 33');
    expect(range('sum by (k) ({k="x"})', reader, 1)).toBe('{k="x"} 101');
    expect(range('max without (role) ({k=~".+"})', reader, 1)).toBe('{k="x"} 100\n{k="y"} 10');
    expect(range('count(a > 2)', reader, 2)).toBe('{} 1 1');
    expect(instant('avg(a)', reader, 0)).toBe('{} 5.5');
    expect(instant('stddev(a)', reader, 0)).toBe('{} 4.5');
    expect(instant('stdvar(a)', reader, 0)).toBe('{} 20.25');
    expect(instant('quantile(0.5, a)', reader, 0)).toBe('{} 5.5');
    expect(instant('group(a)', reader, 0)).toBe('{} 1');
  });

  it('carry rounding errors along', () => {
    const reader = new MemoryReader();
    ['1e100', '1', '-1e100'].forEach((value, i) => reader.load('x', value, 1000, { i: String(i) }));
    expect(instant('sum(x)', reader, 0)).toBe('{} 1');
    const large = new MemoryReader();
    ['1.7e308', '1.7e308'].forEach((value, i) => large.load('x', value, 1000, { i: String(i) }));
    expect(instant('avg(x)', large, 0)).toBe('{} 1.7e+308');
    expect(instant('sum(x)', large, 0)).toBe('{} Infinity');
  });

  it('pick the best', () => {
    const reader = new MemoryReader();
    reader.load('x', '1 9', 1000, { k: 'a' });
    reader.load('x', '2 2', 1000, { k: 'b' });
    reader.load('x', 'NaN NaN', 1000, { k: 'c' });
    expect(instant('topk(2, x)', reader, 0)).toBe('{__name__="x",k="b"} 2\n{__name__="x",k="a"} 1');
    expect(instant('bottomk(3, x)', reader, 0)).toBe(
      '{__name__="x",k="a"} 1\n{__name__="x",k="b"} 2\n{__name__="x",k="c"} NaN',
    );
    expect(range('topk(1, x)', reader, 2)).toBe('{__name__="x",k="a"} _ 9\n{__name__="x",k="b"} 2 _');
    expect(instant('topk(0, x)', reader, 0)).toBe('');
    expect(instant('topk(NaN, x)', reader, 0)).toMatch('PROMQL_TYPE');
    expect(instant('sort_desc(x)', reader, 0)).toMatch(/b.*\n.*a.*\n.*c/);
    expect(instant('sort(x)', reader, 0)).toMatch(/a.*\n.*b.*\n.*c/);
  });

  it('count values', () => {
    const reader = new MemoryReader();
    ['1', '1', '1e21', '1.5e-7'].forEach((value, i) => reader.load('x', value, 1000, { i: String(i) }));
    expect(instant('count_values("v", x)', reader, 0)).toBe(
      '{v="1"} 2\n{v="1000000000000000000000"} 1\n{v="0.00000015"} 1',
    );
  });
});
