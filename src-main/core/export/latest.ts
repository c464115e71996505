import { toJsonNumber } from '../../../shared/base/json-number.js';
import { METRIC_NAME, type Labels } from '../../../shared/model/labels.js';
import type { MetricPoint } from '../../../shared/model/metric-point.js';
import { compileMatchers, parse } from '../promql/index.js';
import type { Head, HeadSeries } from '../tsdb/head.js';
import type { DescribeTarget, HeadReader } from '../tsdb/reader.js';
import { escapeHelp, formatSeries, formatValue } from './exposition-text.js';

interface Newest {
  series: HeadSeries;
  labels: Labels;
  t: number;
  v: number;
}

/** The newest sample of every series that has one now. */
function* newest(
  head: Head,
  reader: HeadReader,
  describe: DescribeTarget,
  targetId?: string,
): Generator<Newest> {
  const candidates = targetId === undefined ? head.candidates(null) : head.targetSeries(targetId);
  for (const series of candidates) {
    const facts = describe(series.targetId);
    const sample = series.group.latest(series.slot);
    if (facts === undefined || sample === null) continue;
    yield { series, labels: reader.labelsOf(series, facts), ...sample };
  }
}

/** As the product was specified with them; `target` names the target, the metric name stands apart. */
export function latestPoints(
  head: Head,
  reader: HeadReader,
  describe: DescribeTarget,
  targetId?: string,
): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (const { series, labels, t, v } of newest(head, reader, describe, targetId)) {
    const { [METRIC_NAME]: name = '', ...rest } = labels;
    points.push({
      timestamp: new Date(t).toISOString(),
      name,
      value: toJsonNumber(v),
      labels: rest,
      type: series.metadata.type,
    });
  }
  return points;
}

export type Federated = { ok: true; text: string } | { ok: false; code: string; message: string };

/**
 * Prometheus' /federate: newest samples as text with their timestamps. Our id of a target is not exported:
 * it means nothing elsewhere; job and instance tell targets apart.
 */
export function federate(
  head: Head,
  reader: HeadReader,
  describe: DescribeTarget,
  selectors: readonly string[] | null,
): Federated {
  const tests: ((labels: Labels) => boolean)[] = [];
  for (const selector of selectors ?? []) {
    const expr = parse(selector);
    if (!expr.ok) return { ok: false, code: expr.error.code, message: expr.error.message };
    if (expr.value.kind !== 'selector') {
      return {
        ok: false,
        code: 'INVALID_INPUT',
        message: `match[] takes series selectors, not “${selector}”.`,
      };
    }
    tests.push(compileMatchers(expr.value.matchers));
  }
  const families = new Map<string, { header: string; lines: string[] }>();
  for (const { series, labels, t, v } of newest(head, reader, describe)) {
    if (selectors !== null && !tests.some((test) => test(labels))) continue;
    const { name, metadata } = series;
    let family = families.get(name);
    if (family === undefined) {
      const help = metadata.help === '' ? '' : `# HELP ${name} ${escapeHelp(metadata.help)}\n`;
      const type = metadata.type === 'histogram' ? 'untyped' : metadata.type;
      families.set(name, (family = { header: `${help}# TYPE ${name} ${type}\n`, lines: [] }));
    }
    const { target: _, ...exported } = labels;
    family.lines.push(`${formatSeries(exported)} ${formatValue(v)} ${Math.round(t).toString()}\n`);
  }
  const sorted = [...families.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ok: true, text: sorted.map(([, { header, lines }]) => header + lines.sort().join('')).join('') };
}
