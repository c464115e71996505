import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateInstant, evaluateRange, finish, parse } from '../../../../../src-main/core/promql/index.js';
import { AGGREGATORS } from '../../../../../src-main/core/promql/aggregate/table.js';
import { FUNCTIONS } from '../../../../../src-main/core/promql/functions/table.js';
import { MemoryReader } from '../../../../helpers/memory-reader.js';

const reader = new MemoryReader();
reader.load('x', '0+1x10 stale _ 3 NaN Inf -1', 1000, { a: '1', le: '1' });
reader.load('x', '5 4 3 2 1', 1000, { a: '2', le: '+Inf' });
reader.load('y', '1x20', 1000, { a: '1' });

const WORDS = [
  ...FUNCTIONS.keys(),
  ...AGGREGATORS.keys(),
  ...'x y ( ) ( ) [5s] [1m:5s] [$w] $w { } , 0.5 1 -1 NaN Inf 0x1f 2. "a" \'b\' `c` "(" + - * / % ^ atan2 == != > < >= <= bool'.split(
    ' ',
  ),
  ...'and or unless on(a) ignoring(a) group_left(a) group_right by(a) without(a) offset 5s @ 3 @ end() =~ !~ = a="1"'.split(
    ' ',
  ),
];

/** Expressions that have a chance of being right. */
const { expr } = fc.letrec<{ expr: string; vector: string; scalar: string }>((tie) => ({
  scalar: fc.oneof(
    { withCrossShrink: true, maxDepth: 4 },
    fc.constantFrom('1', '0.5', '-1', 'NaN', 'Inf', 'time()', 'scalar(x)'),
    fc.tuple(tie('scalar'), fc.constantFrom('+', '^', '%', '== bool')).map(([a, op]) => `(${a} ${op} 2)`),
  ),
  vector: fc.oneof(
    { withCrossShrink: true, maxDepth: 4 },
    fc.constantFrom('x', 'y', 'x{a="1"}', '{a=~".+"}', 'x offset 3s', 'rate(x[5s])', 'x @ 3', 'vector(1)'),
    fc.tuple(fc.constantFrom(...FUNCTIONS.keys()), tie('vector')).map(([name, arg]) => `${name}(${arg})`),
    fc
      .tuple(fc.constantFrom(...FUNCTIONS.keys()), tie('vector'))
      .map(([name, arg]) => `${name}(${arg}[9s:1s])`),
    fc
      .tuple(fc.constantFrom(...FUNCTIONS.keys()), tie('scalar'), tie('vector'))
      .map((call) => `${call[0]}(${call[1]}, ${call[2]})`),
    fc
      .tuple(fc.constantFrom(...AGGREGATORS.keys()), tie('vector'))
      .map(([op, arg]) => `${op} by (a) (${arg})`),
    fc
      .tuple(fc.constantFrom('topk', 'bottomk', 'quantile'), tie('scalar'), tie('vector'))
      .map((call) => `${call[0]}(${call[1]}, ${call[2]})`),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('+', '/', '>', '== bool', 'and', 'or on(a)', '* on(a) group_left(le)'),
        tie('expr'),
      )
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
  ),
  expr: fc.oneof(tie('vector'), tie('scalar')),
}));

const text = fc.oneof(
  expr,
  fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

it('never throws, whatever is asked', { timeout: 20_000 }, () => {
  let evaluated = 0;
  fc.assert(
    fc.property(text, (query) => {
      const parsed = parse(query);
      if (!parsed.ok) {
        expect(parsed.error.code).toMatch(/^PROMQL_/);
        return;
      }
      const options = { lookbackMs: 5000, leftOpen: true } as const;
      const over = finish(
        evaluateRange(parsed.value, reader, { ...options, startMs: 0, endMs: 15_000, stepMs: 3000 }),
      );
      const once = finish(evaluateInstant(parsed.value, reader, { ...options, timeMs: 6000 }));
      for (const result of [over, once]) if (!result.ok) expect(result.error.code).toMatch(/^PROMQL_/);
      if (over.ok) evaluated += 1;
    }),
    { interruptAfterTimeLimit: 3000, numRuns: 1_000_000 },
  );
  // Or the generator has gone astray.
  expect(evaluated).toBeGreaterThan(100);
});
