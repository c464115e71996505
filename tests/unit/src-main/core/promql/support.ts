import type { Failure } from '../../../../../shared/base/result.js';
import {
  evaluateInstant,
  evaluateRange,
  finish,
  parse,
  type EvalOptions,
  type Expr,
  type QueryColumns,
} from '../../../../../src-main/core/promql/index.js';
import type { MemoryReader } from '../../../../helpers/memory-reader.js';

const DEFAULTS: EvalOptions = { lookbackMs: 'auto', leftOpen: true };

export function parsed(text: string): Expr {
  const result = parse(text);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.value;
}

export function parseError(text: string): Failure {
  const result = parse(text);
  if (result.ok) throw new Error(`${text}: expected to be refused`);
  return result.error;
}

/** The result at one moment as text: `{a="x"} 1`, one line a series. */
export function instant(
  text: string,
  reader: MemoryReader,
  timeMs: number,
  options: Partial<EvalOptions> = {},
): string {
  const result = finish(evaluateInstant(parsed(text), reader, { ...DEFAULTS, ...options, timeMs }));
  return result.ok ? print(result.value) : `${result.error.code}: ${result.error.message}`;
}

/** The result over `steps` steps of 1 s from 0 on as text: `{a="x"} 1 _ 3`. */
export function range(
  text: string,
  reader: MemoryReader,
  steps: number,
  options: Partial<EvalOptions> = {},
): string {
  const times = { startMs: 0, endMs: (steps - 1) * 1000, stepMs: 1000 };
  const result = finish(evaluateRange(parsed(text), reader, { ...DEFAULTS, ...options, ...times }));
  return result.ok ? print(result.value) : `${result.error.code}: ${result.error.message}`;
}

export function print({ type, series, text }: QueryColumns): string {
  if (type === 'string') return JSON.stringify(text);
  return series
    .map(({ labels, v, present }) => {
      const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
      const values = Array.from(v, (value, step) => (present[step] === 1 ? String(value) : '_'));
      return `{${pairs.sort().join(',')}} ${values.join(' ')}`;
    })
    .join('\n');
}
