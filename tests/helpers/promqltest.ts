import { METRIC_NAME, labelsKey, type Labels } from '../../shared/model/labels.js';
import type { Result } from '../../shared/base/result.js';
import {
  compileMatchers,
  evaluateInstant,
  evaluateRange,
  finish,
  parse,
  selectorsOf,
  type Expr,
  type QueryColumns,
  type ResultSeries,
} from '../../src-main/core/promql/index.js';
import { appendPoint, MemoryReader, parsePoints, parseValue, type Point } from './memory-reader.js';
import { parseTestFile, type EvalCommand, type LoadCommand } from './promqltest-file.js';

const LOOKBACK_MS = 5 * 60_000;
/** Prometheus' own tolerance in these tests: promqltest/test.go, defaultEpsilon. */
const EPSILON = 1e-6;

/** `outside`: the case uses something that we do not have, or data that we cannot hold. */
export type Verdict = { verdict: 'passed' } | { verdict: 'outside' | 'failed'; reason: string };

export interface CaseResult {
  line: number;
  expr: string;
  outcome: Verdict;
}

/** Runs a file in the format of Prometheus' promql/promqltest and judges each eval in it. */
export function runPromqlTest(text: string): CaseResult[] {
  const results: CaseResult[] = [];
  let store = new Store();
  for (const command of parseTestFile(text)) {
    if (command.kind === 'clear') store = new Store();
    else if (command.kind === 'load') store.load(command);
    else results.push({ line: command.line, expr: command.expr, outcome: judge(command, store) });
  }
  return results;
}

/** The loaded data; of native histograms only which series have any, since we do not hold them. */
class Store {
  readonly reader = new MemoryReader();
  private readonly native: Labels[] = [];

  load({ intervalMs, withNative, series }: LoadCommand): void {
    for (const { metric, points } of series) {
      const labels = parseMetric(metric);
      if (points.includes('{{')) {
        this.native.push(labels);
        continue;
      }
      if (withNative) this.native.push(convertedLabels(labels));
      const memory = this.reader.add(labels, { intervalMs });
      parsePoints(points).forEach((point, index) => {
        appendPoint(memory, index * intervalMs, point);
      });
    }
    // Several loads of one series may overlap in time only by mistake; they are appended in order.
  }

  needsNative(expr: Expr): boolean {
    return selectorsOf(expr).some(({ matchers }) => this.native.some(compileMatchers(matchers)));
  }
}

/** load_with_nhcb also makes a native histogram of the buckets: same labels without `le` and suffix. */
function convertedLabels(labels: Labels): Labels {
  const rest = Object.entries(labels).filter(([name]) => name !== 'le' && name !== METRIC_NAME);
  const name = (labels[METRIC_NAME] ?? '').replace(/_(bucket|sum|count)$/, '');
  return { ...Object.fromEntries(rest), [METRIC_NAME]: name };
}

function judge(command: EvalCommand, store: Store): Verdict {
  const parsed = parse(command.expr);
  if (!parsed.ok) {
    if (parsed.error.code === 'PROMQL_UNSUPPORTED')
      return { verdict: 'outside', reason: parsed.error.message };
    return judgeError(command, parsed.error.message);
  }
  if (store.needsNative(parsed.value) || command.series.some(({ points }) => points.includes('{{')))
    return { verdict: 'outside', reason: 'native histograms' };
  const result = evaluate(parsed.value, command, store.reader);
  if (!result.ok) return judgeError(command, result.error.message);
  if (command.expectFail) return failed('expected to fail');
  const difference = compare(command, result.value);
  return difference === undefined ? { verdict: 'passed' } : failed(difference);
}

const failed = (reason: string): Verdict => ({ verdict: 'failed', reason });

function judgeError({ expectFail, failMessage, failRegex }: EvalCommand, message: string): Verdict {
  if (!expectFail) return failed(message);
  if (failMessage !== undefined && failMessage !== message) return failed(`wrong message: ${message}`);
  if (failRegex !== undefined && !new RegExp(failRegex).test(message))
    return failed(`wrong message: ${message}`);
  return { verdict: 'passed' };
}

function evaluate(expr: Expr, command: EvalCommand, reader: MemoryReader): Result<QueryColumns> {
  const options = { lookbackMs: LOOKBACK_MS, leftOpen: true, delayedNameRemoval: true };
  if (command.range === undefined) {
    return finish(evaluateInstant(expr, reader, { ...options, timeMs: command.atMs }));
  }
  const { startMs, endMs, stepMs } = command.range;
  return finish(evaluateRange(expr, reader, { ...options, startMs, endMs, stepMs }));
}

/** What is wrong with a result; undefined if nothing is. */
function compare(command: EvalCommand, result: QueryColumns): string | undefined {
  if (command.expectString !== undefined) {
    return result.text === command.expectString ? undefined : `got ${String(result.text)}`;
  }
  if (command.scalar !== undefined) {
    const got = result.series[0]?.v[0] ?? NaN;
    const wanted = parseValue(command.scalar);
    if (result.type !== 'scalar') return `expected a scalar, got a ${result.type}`;
    return almostEqual(got, wanted) ? undefined : `got ${String(got)}, expected ${String(wanted)}`;
  }
  if (result.type === 'scalar' && command.range === undefined) return 'got a scalar, expected a vector';
  const got = new Map(result.series.map((series, index) => [labelsKey(series.labels), { series, index }]));
  if (got.size !== result.series.length) return 'two series have the same labels';
  for (const [index, { metric, points }] of command.series.entries()) {
    const labels = parseMetric(metric);
    const found = got.get(labelsKey(labels));
    if (found === undefined) return `${metric} is missing, got ${[...got.values()].map(show).join(' ')}`;
    got.delete(labelsKey(labels));
    if (command.ordered && found.index !== index) return `${metric} came at ${String(found.index)}`;
    const difference = comparePoints(command, result, found.series, parsePoints(points));
    if (difference !== undefined) return `${metric}: ${difference}`;
  }
  if (got.size > 0) return `unexpected ${[...got.values()].map(show).join(' ')}`;
  return undefined;
}

const show = ({ series: { labels, v } }: { series: ResultSeries }): string =>
  `${JSON.stringify(labels)} ${v.join(' ')}`;

function comparePoints(
  command: EvalCommand,
  result: QueryColumns,
  series: ResultSeries,
  wanted: Point[],
): string | undefined {
  const times = command.rangeVector ?? command.range;
  const got: Point[] = wanted.map((_, index) => {
    const tMs = times === undefined ? command.atMs : times.startMs + index * times.stepMs;
    const place = (series.t ?? result.t).indexOf(tMs);
    return place >= 0 && series.present[place] === 1 ? (series.v[place] ?? NaN) : 'none';
  });
  const same = wanted.every((point, index) => samePoint(point, got[index]));
  const count = series.present.filter((present) => present === 1).length;
  if (same && count === wanted.filter((point) => point !== 'none').length) return undefined;
  return `got ${got.join(' ')} (${String(count)} values), expected ${wanted.join(' ')}`;
}

const samePoint = (a: Point, b: Point | undefined): boolean =>
  a === b || (typeof a === 'number' && typeof b === 'number' && almostEqual(a, b));

/** util/almost/almost.go */
function almostEqual(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  const smallest = 2.2250738585072014e-308;
  if (a === 0 || b === 0 || sum < smallest) return difference < EPSILON * smallest;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}

/** `name{label="value"}`: read with our own parser, whose selector says just this. */
function parseMetric(metric: string): Labels {
  if (metric.replace(/\s/g, '') === '{}') return {};
  const parsed = parse(metric);
  const selector = parsed.ok ? selectorsOf(parsed.value)[0] : undefined;
  if (selector === undefined) throw new Error(`not a metric: ${metric}`);
  const pairs = selector.matchers.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]);
  return Object.fromEntries(pairs) as Labels;
}
