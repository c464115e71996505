import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPromqlTest } from '../../../../helpers/promqltest.js';

// Prometheus' own tests and the public complaints turned into cases; not part of the repository.
const DIRS = ['promql', 'cases'].map((name) =>
  join(process.env['GOPHERSCOPE_DATA'] ?? '../shared/data', name),
);
const files = DIRS.filter((dir) => existsSync(dir)).flatMap((dir) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.test'))
    .map((name) => join(dir, name)),
);

const summary = (text: string): string[] =>
  runPromqlTest(text).map(({ outcome }) =>
    'reason' in outcome ? `${outcome.verdict}: ${outcome.reason}` : outcome.verdict,
  );

describe.skipIf(files.length === 0)(
  `promqltest files (skipped where ${DIRS.join(' and ')} are absent)`,
  () => {
    it.each(files)('%s', (file) => {
      const failed = runPromqlTest(readFileSync(file, 'utf8')).filter(
        ({ outcome }) => outcome.verdict === 'failed',
      );
      expect(failed).toEqual([]);
    });
  },
);

describe('the runner', () => {
  const load = 'load 1m\n  x{a="b"} 0+1x5\n\n';
  it('judges values, labels and order', () => {
    expect(summary(`${load}eval instant at 2m x\n  x{a="b"} 2`)).toEqual(['passed']);
    expect(summary(`${load}eval instant at 2m x\n  x{a="b"} 3`)[0]).toMatch('failed');
    expect(summary(`${load}eval instant at 2m x\n  x{a="c"} 2`)[0]).toMatch('failed');
    expect(summary(`${load}eval instant at 2m x\n`)[0]).toMatch('failed');
    expect(summary(`${load}eval instant at 2m y\n  y 1`)[0]).toMatch('failed');
    expect(summary(`${load}eval range from 0 to 2m step 1m x\n  x{a="b"} 0 1 2`)).toEqual(['passed']);
    expect(summary(`${load}eval range from 0 to 2m step 1m x\n  x{a="b"} 0 1`)[0]).toMatch('failed');
    const two = `${load}load 1m\n  x{a="c"} 9\n\neval instant at 0 sort(x)\n  expect ordered\n`;
    expect(summary(`${two}  x{a="b"} 0\n  x{a="c"} 9`)).toEqual(['passed']);
    expect(summary(`${two}  x{a="c"} 9\n  x{a="b"} 0`)[0]).toMatch('failed');
  });

  it('judges failures', () => {
    expect(summary(`${load}eval instant at 2m x +\n  expect fail`)).toEqual(['passed']);
    expect(summary(`${load}eval instant at 2m x\n  expect fail`)[0]).toMatch('failed');
    expect(summary(`${load}eval_fail instant at 2m topk(NaN, x)`)).toEqual(['passed']);
    const message = 'Parameter value is NaN';
    expect(summary(`${load}eval instant at 2m topk(NaN, x)\n  expect fail msg: ${message}`)).toEqual([
      'passed',
    ]);
    expect(summary(`${load}eval instant at 2m topk(NaN, x)\n  expect fail msg: other`)[0]).toMatch('failed');
    expect(summary(`${load}eval instant at 2m x +`)[0]).toMatch('failed');
  });

  it('says what is outside', () => {
    expect(summary(`${load}eval instant at 2m limitk(1, x)\n  x{a="b"} 2`)[0]).toMatch('outside');
    expect(summary('load 1m\n  h {{count:1}}\n\neval instant at 0 h\n  h {{count:1}}')[0]).toMatch(
      'outside: native',
    );
    const both = 'load_with_nhcb 1m\n  h_bucket{le="1"} 1\n\n';
    expect(summary(`${both}eval instant at 0 h\n`)[0]).toMatch('outside: native');
    expect(summary(`${both}eval instant at 0 h_bucket\n  h_bucket{le="1"} 1`)).toEqual(['passed']);
  });
});
