import type { ProfileFacts, TopTable } from '../../../shared/model/profile.js';
import { cutoffOf, type CutTop } from '../../core/profile/analyze/top.js';
import { percent, writerFor } from './units.js';

/** Share of the whole below which functions are left out, as pprof does. */
export const NODE_FRACTION = 0.005;

type When = Pick<ProfileFacts, 'takenAt' | 'durationSeconds'>;

/** A table of functions, cut at NODE_FRACTION, as `go tool pprof -top` writes it. */
export function topText(table: CutTop, when: When, count: number | null): string {
  const total = Number(table.total);
  const rows = table.items.map((row) => ({ ...row, flat: Number(row.flat), cum: Number(row.cum) }));
  const shown = count === null ? rows : rows.slice(0, count);
  const write = writerFor(table.sampleType.unit, smallestOf(shown), Math.abs(total));
  const accounted = shown.reduce((sum, { flat }) => sum + flat, 0);
  const lines = [
    ...head(when, table, write(total)),
    `Showing nodes accounting for ${write(accounted)}, ${percent(accounted, total).trim()} of ${write(total)} total`,
  ];
  const { dropped } = table;
  const cutoff = cutoffOf(BigInt(table.total), NODE_FRACTION);
  if (dropped > 0)
    lines.push(`Dropped ${dropped.toString()} node${dropped > 1 ? 's' : ''} (cum <= ${write(cutoff)})`);
  if (shown.length < rows.length)
    lines.push(`Showing top ${shown.length.toString()} nodes out of ${rows.length.toString()}`);
  lines.push('      flat  flat%   sum%        cum   cum%');
  let sum = 0;
  for (const { name, flat, cum } of shown) {
    sum += flat;
    const cells = [
      write(flat).padStart(10),
      percent(flat, total),
      percent(sum, total),
      write(cum).padStart(10),
      percent(cum, total),
    ];
    lines.push(`${cells.join(' ')}  ${printable(name)}`);
  }
  return `${lines.join('\n')}\n`;
}

function head(when: When, { sampleType }: TopTable, total: string): string[] {
  const lines = [`Type: ${printable(sampleType.type)}`];
  if (when.takenAt !== null) lines.push(`Time: ${when.takenAt}`);
  const { durationSeconds: seconds } = when;
  if (seconds !== null && seconds > 0) {
    const write = writerFor('nanoseconds', seconds * 1e9, seconds * 1e9);
    lines.push(`Duration: ${write(seconds * 1e9)}, Total samples = ${total}`);
  }
  return lines;
}

function smallestOf(rows: readonly { flat: number; cum: number }[]): number {
  const values = rows.map(({ flat, cum }) => Math.abs(flat === 0 ? cum : flat)).filter((value) => value > 0);
  return values.reduce((a, b) => Math.min(a, b), values[0] ?? 1);
}

/** A name of a hostile file must not steer the terminal. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2066-\u2069]/g, '\ufffd');
