import { describe, expect, it } from 'vitest';
import type { Expr } from '../../../../../src-main/core/promql/index.js';
import { parsed, parseError } from './support.js';

/** Fully bracketed, so that grouping shows. */
function show(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value);
    case 'string':
      return JSON.stringify(expr.value);
    case 'selector':
    case 'range': {
      const matchers = expr.matchers.map(({ name, op, value }) => `${name}${op}${value}`).join(',');
      const offset = expr.shift.offsetMs === 0 ? '' : ` offset ${String(expr.shift.offsetMs)}`;
      const at = expr.shift.at === undefined ? '' : ` @ ${JSON.stringify(expr.shift.at)}`;
      if (expr.kind === 'selector') return `{${matchers}}${offset}${at}`;
      return `{${matchers}}[${expr.length.kind === 'auto' ? '$w' : String(expr.length.ms)}]${offset}${at}`;
    }
    case 'subquery':
      return `${show(expr.expr)}[${String(expr.rangeMs)}:${String(expr.stepMs ?? '')}]`;
    case 'unary':
      return `(${expr.op}${show(expr.expr)})`;
    case 'binary':
      return `(${show(expr.left)} ${expr.op}${expr.bool ? ' bool' : ''} ${show(expr.right)})`;
    case 'aggregate': {
      const args = [expr.param, expr.expr].filter((arg) => arg !== undefined).map(show);
      return `${expr.op} ${expr.without ? 'without' : 'by'}(${expr.labels.join(',')})(${args.join(', ')})`;
    }
    case 'call':
      return `${expr.name}(${expr.args.map(show).join(', ')})`;
  }
}

const x = '{__name__=x}';

describe('grouping', () => {
  it.each([
    ['-1^2', '(-(1 ^ 2))'],
    ['2^3^2', '(2 ^ (3 ^ 2))'],
    ['2^-1*3', '((2 ^ (-1)) * 3)'],
    ['2 ^ -1 ^ 2', '(2 ^ (-(1 ^ 2)))'],
    ['1 -1', '(1 - 1)'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['-1 * 2', '((-1) * 2)'],
    ['x and x or x', `((${x} and ${x}) or ${x})`],
    ['x == bool 1 + 2', `(${x} == bool (1 + 2))`],
    ['1 atan2 2 * 3', '((1 atan2 2) * 3)'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
  ])('%s', (text, expected) => {
    expect(show(parsed(text))).toBe(expected);
  });

  // The lezer grammar hangs what follows an operand on everything to its left.
  it.each([
    ['x + x offset 5m', `(${x} + ${x} offset 300000)`],
    ['x + x offset 5m * x', `(${x} + (${x} offset 300000 * ${x}))`],
    ['-x offset -5m', `(-${x} offset -300000)`],
    ['x + sum(x)[5m:1m]', undefined],
    ['rate(x[5m] offset 1h)', `rate(${x}[300000] offset 3600000)`],
    ['x @ 1.5', `${x} @ {"kind":"time","tMs":1500}`],
    ['x @ start() offset 1s', `${x} offset 1000 @ {"kind":"start"}`],
    ['max_over_time(-x[5m:])', `max_over_time((-${x})[300000:])`],
  ])('%s', (text, expected) => {
    if (expected === undefined) expect(parseError(text).code).toBe('PROMQL_TYPE');
    else if (text.includes('(-x')) expect(parseError(text).code).toBe('PROMQL_TYPE');
    else expect(show(parsed(text))).toBe(expected);
  });
});

describe('literals', () => {
  it.each([
    ['1e3', 1000],
    ['.5', 0.5],
    ['2.', 2],
    ['2.e3', 2000],
    ['0x1F', 31],
    ['0X1f', 31],
    ['010', 8],
    ['1_000', 1000],
    ['iNf', Infinity],
    ['NaN', NaN],
    ['5m', 300],
    ['1h30m', 5400],
    ['1ms', 0.001],
  ])('number %s', (text, value) => {
    expect(parsed(text)).toMatchObject({ kind: 'number', value });
  });

  it.each([
    [String.raw`"a\n\"b\""`, 'a\n"b"'],
    [String.raw`'it\'s'`, "it's"],
    ['`raw\\n`', 'raw\\n'],
    [String.raw`"\u00e4\xc3\xa4\344"`, 'ää\ufffd'],
    [String.raw`"\U0001F600"`, '😀'],
  ])('string %s', (text, value) => {
    expect(parsed(text)).toMatchObject({ kind: 'string', value });
  });

  it.each([String.raw`"\q"`, String.raw`"\'"`, '"open', '"two\nlines"', String.raw`"\ud800"`])(
    'refuses %s',
    (text) => {
      expect(parseError(text).code).toBe('PROMQL_PARSE');
    },
  );
});

describe('selectors', () => {
  it.each([
    ['{__name__=~"a|b", c!="d"}', '{__name__=~a|b,c!=d}'],
    ['{"odd name", "odd label"="v"}', '{__name__=odd name,odd label=v}'],
    ['x{by="1", on!~"2"}', '{__name__=x,by=1,on!~2}'],
    ['sum', '{__name__=sum}'],
  ])('%s', (text, expected) => {
    expect(show(parsed(text))).toBe(expected);
  });
});

describe('$w', () => {
  it('stands for a range of its own and leaves positions alone', () => {
    expect(show(parsed('rate(x[$w])'))).toBe(`rate(${x}[$w])`);
    expect(show(parsed('rate(x{a="[$w]"}[ $w ]) # $w'))).toBe('rate({__name__=x,a=[$w]}[$w])');
    expect(parseError('rate(x[$w]) + )').params['position']).toBe(14);
  });

  it.each(['$w', 'x offset $w', 'rate(x[$w:1m])', 'rate(x[$window])', 'rate(x[2*$w])', '-$w', 'x @ $w'])(
    'not in %s',
    (text) => {
      expect(['PROMQL_PARSE', 'PROMQL_UNSUPPORTED', 'PROMQL_TYPE']).toContain(parseError(text).code);
    },
  );
});

describe('refusals', () => {
  it.each([
    ['rte(x[5m])', 'PROMQL_PARSE', { position: 0, found: 'rte', hint: 'rate' }],
    ['1 + hsitogram_quantile(0.9, x)', 'PROMQL_PARSE', { position: 4, hint: 'histogram_quantile' }],
    ['sum(x', 'PROMQL_PARSE', { position: 5, found: '', hint: ')' }],
    ['', 'PROMQL_PARSE', { position: 0, found: '' }],
    ['foo bar', 'PROMQL_PARSE', { position: 4, found: 'bar' }],
    ['x{a=~"("}', 'PROMQL_PARSE', { position: 5, found: '(' }],
    ['{a=""}', 'PROMQL_PARSE', { position: 0 }],
    ['x{__name__="y"}', 'PROMQL_PARSE', { position: 0 }],
    ['x offset 1m offset 2m', 'PROMQL_PARSE', { found: 'offset' }],
    ['sum(x) offset 1m', 'PROMQL_PARSE', { position: 6, found: 'offset' }],
    ['x[5m][5m]', 'PROMQL_PARSE', { found: '[' }],
    ['rate(x[0s])', 'PROMQL_PARSE', { position: 7 }],
    ['rate(x)', 'PROMQL_TYPE', { position: 5, found: 'instant vector', hint: 'range vector' }],
    ['sum(1)', 'PROMQL_TYPE', { position: 4 }],
    ['1 == 1', 'PROMQL_TYPE', { position: 2, found: '==' }],
    ['x and 1', 'PROMQL_TYPE', { found: 'and' }],
    ['x + bool x', 'PROMQL_TYPE', { found: '+' }],
    ['x + "a"', 'PROMQL_TYPE', { found: '+' }],
    ['x[5m] + 1', 'PROMQL_TYPE', {}],
    ['-"a"', 'PROMQL_TYPE', {}],
    ['x * on(a) group_left(a) x', 'PROMQL_TYPE', {}],
    ['x and on(a) group_left x', 'PROMQL_TYPE', {}],
    ['1 + on(a) x', 'PROMQL_TYPE', {}],
    ['abs()', 'PROMQL_TYPE', { found: 0 }],
    ['round(x, 1, 2)', 'PROMQL_TYPE', { found: 3 }],
    ['topk(x)', 'PROMQL_TYPE', { hint: '2' }],
    ['topk("a", x)', 'PROMQL_TYPE', {}],
    ['info(x)', 'PROMQL_UNSUPPORTED', { feature: 'function info', position: 0 }],
    ['limitk(1, x)', 'PROMQL_UNSUPPORTED', { feature: 'aggregation limitk' }],
    ['x + fill(0) x', 'PROMQL_UNSUPPORTED', {}],
    ['rate(x[5m] smoothed)', 'PROMQL_UNSUPPORTED', {}],
    ['rate(x[5m+1m])', 'PROMQL_UNSUPPORTED', {}],
  ])('%s', (text, code, params) => {
    const error = parseError(text);
    expect({ code: error.code, params: error.params }).toMatchObject({ code, params });
  });

  it('bounds length and depth, but not the length of a chain', () => {
    expect(parseError('1'.repeat(4097))).toMatchObject({
      code: 'PROMQL_LIMIT',
      params: { limit: 4096, found: 4097 },
    });
    expect(parseError('('.repeat(33) + '1' + ')'.repeat(33)).code).toBe('PROMQL_LIMIT');
    expect(parseError('-'.repeat(4000) + '1').code).toBe('PROMQL_LIMIT');
    expect(parseError('1^'.repeat(2000) + '1').code).toBe('PROMQL_LIMIT');
    expect(parsed('1+'.repeat(900) + '1').kind).toBe('binary');
    // A limit of the LR parser that reads the grammar; it must not look like a slip of the user.
    expect(parseError('1+'.repeat(2000) + '1')).toMatchObject({
      code: 'PROMQL_LIMIT',
      params: { limit: 300 },
    });
  });
});
