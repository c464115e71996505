import type { Phrase } from '../../../i18n/phrase.js';
import type { ChartSeries } from '../../../ui/charts/model.js';
import { format, type Unit } from '../../../ui/format/number.js';
import { hourMinute } from '../../../ui/format/time.js';
import { findDrift, findStep, type Change } from '../facts.js';
import type { NamedLine } from './lines.js';

/** Smaller changes are not worth a sentence. */
const LEAST_CHANGE = 0.2;

const ratio = (c: Change): number => Math.abs(c.to - c.from) / (Math.abs(c.from) || Math.abs(c.to) || 1);

function changeOfLine(t: Float64Array, v: Float64Array): Change | null {
  const series = { labels: {}, t, v };
  return findStep(series, LEAST_CHANGE) ?? findDrift(series, LEAST_CHANGE);
}

/** What moved most in the window, measured; null = all is level. */
export function changeSentence(
  lines: readonly NamedLine[],
  quantiles: readonly ChartSeries[] | null,
  unit: Unit,
): Phrase | null {
  const asked = quantiles?.map(({ name, t, v }) => ({ name, t, v })) ?? lines;
  let worst: { name: string; change: Change } | null = null;
  for (const { name, t, v } of asked) {
    const change = changeOfLine(t, v);
    if (change && (!worst || ratio(change) > ratio(worst.change))) worst = { name, change };
  }
  if (!worst) return { key: 'custom.level' };
  const { change, name } = worst;
  const params = {
    name: asked.length > 1 ? name : '',
    from: format(change.from, unit),
    to: format(change.to, unit),
    at: hourMinute(change.at ?? change.fromTime),
  };
  const way = change.at === null ? 'since' : 'at';
  return { key: asked.length > 1 ? `custom.${way}Named` : `custom.${way}`, params, strong: ['from', 'to'] };
}
