import { describe, expect, it, vi } from 'vitest';
import { drive, evaluateRange } from '../../../../../src-main/core/promql/index.js';
import { MemoryReader } from '../../../../helpers/memory-reader.js';
import { instant, parsed, range } from './support.js';

function wide(series: number): MemoryReader {
  const reader = new MemoryReader();
  for (let i = 0; i < series; i++) reader.load('x', '0+1x200', 1000, { i: String(i) });
  return reader;
}

const options = { lookbackMs: 'auto', leftOpen: true, startMs: 0, endMs: 200_000, stepMs: 1000 } as const;

describe('yielding', () => {
  it.each(['x', 'sum_over_time(x[100s])', 'sum by (i) (x)', 'x + x', 'topk(3, x)', 'quantile(0.5, x)'])(
    'happens within %s',
    (text) => {
      const evaluation = evaluateRange(parsed(text), wide(300), options);
      let yields = 0;
      let next = evaluation.next();
      while (next.done !== true) {
        yields += 1;
        next = evaluation.next();
      }
      expect(next.value.ok).toBe(true);
      expect(yields).toBeGreaterThan(2);
    },
  );

  it('lets the driver pause when the budget is used up', async () => {
    let clock = 0;
    const pause = vi.fn(() => Promise.resolve());
    const now = (): number => (clock += 3);
    const result = await drive(evaluateRange(parsed('x + x'), wide(300), options), {
      now,
      pause,
      budgetMs: 5,
    });
    expect(result.ok).toBe(true);
    expect(pause.mock.calls.length).toBeGreaterThan(1);
  });

  it('ends when a pause is refused', async () => {
    const stop = { now: () => 0, pause: () => Promise.reject(new Error('cancelled')), budgetMs: 0 };
    await expect(drive(evaluateRange(parsed('x + x'), wide(300), options), stop)).rejects.toThrow(
      'cancelled',
    );
  });
});

describe('limits', () => {
  it('of steps', () => {
    const tooMany = evaluateRange(parsed('1'), new MemoryReader(), { ...options, endMs: 11_000_000 }).next()
      .value;
    expect(tooMany).toMatchObject({
      ok: false,
      error: { code: 'PROMQL_LIMIT', params: { limit: 11_000, found: 11_001 } },
    });
    const noStep = evaluateRange(parsed('1'), new MemoryReader(), { ...options, stepMs: 0 }).next().value;
    expect(noStep).toMatchObject({ ok: false, error: { code: 'PROMQL_LIMIT' } });
  });

  it('of a subquery’s steps', () => {
    expect(instant('sum_over_time(vector(1)[1y:1ms])', new MemoryReader(), 0)).toMatch('PROMQL_LIMIT');
  });

  it('of samples', () => {
    expect(range('x', wide(300), 100, { maxSamples: 10_000 })).toMatch('PROMQL_LIMIT');
    expect(range('x', wide(3), 100, { maxSamples: 10_000 })).not.toMatch('PROMQL_LIMIT');
  });
});

describe('results', () => {
  it('have types', () => {
    expect(instant('"a"', new MemoryReader(), 0)).toBe('"a"');
    expect(range('"a"', new MemoryReader(), 1)).toMatch('PROMQL_TYPE');
    expect(range('1 + 1', new MemoryReader(), 3)).toBe('{} 2 2 2');
  });

  it('are empty when the end comes before the start', () => {
    const result = evaluateRange(parsed('x'), wide(1), { ...options, startMs: 1, endMs: 0 }).next().value;
    expect(result).toMatchObject({ ok: true, value: { type: 'vector', series: [] } });
  });

  it('of a long chain', () => {
    expect(instant('1+'.repeat(999) + '1', new MemoryReader(), 0)).toBe('{} 1000');
  });

  it('do not share memory with the reader', () => {
    const reader = new MemoryReader();
    reader.load('x', '1');
    expect(instant('x * 2', reader, 0)).toBe('{} 2');
    expect(instant('x * 2', reader, 0)).toBe('{} 2');
  });
});
