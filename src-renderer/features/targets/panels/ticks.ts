import { bytesStep, figure, THIN } from '../../../ui/format/number.js';

export type TickText = (v: number, top: boolean) => string;

/** As few digits as the tick needs: 0.5, 1, 150, 2.5 k. */
function plain(v: number): string {
  if (v === 0) return '0';
  if (Math.abs(v) >= 100_000) {
    const f = figure(v, 'count');
    return f.value;
  }
  return String(Number(v.toPrecision(3))).replace(/\B(?=(\d{3})+(?!\d))/g, v >= 1000 ? THIN : '');
}

/** Ticks of bytes in one unit, which stands on the top tick only. */
export function bytesTicks(highest: number): TickText {
  const step = bytesStep(highest);
  const unit = figure(step, 'bytes').unit;
  return (v, top) => plain(v / step) + (top ? THIN + unit : '');
}

export const plainTicks: TickText = (v) => plain(v);

/** Ratios in per cent. */
export const shareTicks: TickText = (v, top) => plain(v * 100) + (top ? `${THIN}%` : '');

/** Seconds on a log axis, in ms; the unit on the top tick only. */
export const pauseTicks: TickText = (v, top) => plain(v * 1000) + (top ? `${THIN}ms` : '');
