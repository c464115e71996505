import type { TopRow, TopTable } from '../../../../shared/model/profile.js';
import type { Fn } from '../stacks/functions.js';
import { exact, percentOf } from '../stacks/weights.js';
import { byAmount, byFunction, type Amounts, type Slice } from './slice.js';

/** Functions with a value, as `go tool pprof -top` counts them; largest first. */
export function topTable(
  slice: Slice,
  { limit = Infinity, sort = 'flat', fraction = 0 }: TopOptions,
): CutTop {
  const { fns, weights, sampleType } = slice;
  const { flat, cum } = byFunction(slice);
  const all = fns.map((_, i) => i).filter((i) => Number(flat[i]) !== 0 || Number(cum[i]) !== 0);
  const cutoff = cutoffOf(weights.total, fraction);
  const rows = cutoff === 0 ? all : all.filter((i) => Math.abs(Number(cum[i])) >= cutoff);
  const name = (i: number): string => fns[i]?.name ?? '';
  const byCum = byAmount(cum, name);
  const byFlat = byAmount(flat, (i) => name(i));
  rows.sort(sort === 'cum' ? byCum : (a, b) => (equal(flat, a, b) ? byCum(a, b) : byFlat(a, b)));
  return {
    items: rows.slice(0, limit).map((i) => topRow(fns[i] as Fn, flat[i], cum[i], weights.total)),
    nextCursor: null,
    sampleType,
    total: exact(weights.total),
    shown: exact(weights.shown),
    dropped: all.length - rows.length,
  };
}

/** With how many functions `fraction` left out. */
export type CutTop = TopTable & { dropped: number };

export interface TopOptions {
  limit?: number | undefined;
  sort?: 'flat' | 'cum' | undefined;
  /** Functions whose cum is below this share of the whole are dropped, as by pprof's -nodefraction. */
  fraction?: number | undefined;
}

/** The least cum that is not below a share of the whole. */
export const cutoffOf = (total: bigint, fraction: number): number =>
  Math.trunc(Math.abs(Number(total)) * fraction);

export function topRow(
  fn: Fn,
  flat: number | bigint | undefined,
  cum: number | bigint | undefined,
  total: bigint,
): TopRow {
  const { name, file, line, package: packageName, origin } = fn;
  return {
    name,
    file,
    line,
    package: packageName,
    origin,
    flat: exact(flat),
    flat_percent: percentOf(flat, total),
    cum: exact(cum),
    cum_percent: percentOf(cum, total),
  };
}

const equal = (amounts: Amounts, a: number, b: number): boolean => amounts[a] === amounts[b];
