import { bytesStep, figure, THIN } from '../../../ui/format/number.js';

export type TickText = (v: number, top: boolean, ticks: readonly number[]) => string;

/** As few digits as all ticks need, and as many in each: 0.5, 1.0, 1.5. */
function plain(v: number, ticks: readonly number[], factor = 1): string {
  const digits = Math.max(...ticks.map((x) => decimals(x * factor)));
  const x = v * factor;
  if (Math.abs(x) >= 1e6) return figure(x, 'count').value;
  return x.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, Math.abs(x) >= 1000 ? THIN : '');
}

function decimals(x: number): number {
  const text = String(Number(x.toPrecision(3)));
  return text.includes('e') ? 0 : (text.split('.')[1]?.length ?? 0);
}

/** Ticks of bytes in one unit, which stands on the top tick only. */
export function bytesTicks(highest: number): TickText {
  const step = bytesStep(highest);
  const unit = figure(step, 'bytes').unit;
  return (v, top, ticks) => plain(v, ticks, 1 / step) + (top ? THIN + unit : '');
}

export const plainTicks: TickText = (v, _top, ticks) => plain(v, ticks);

/** Ratios in per cent. */
export const shareTicks: TickText = (v, top, ticks) => plain(v, ticks, 100) + (top ? `${THIN}%` : '');

/** Seconds on a log axis, in ms; each decade with its own digits, the unit on the top tick only. */
export const pauseTicks: TickText = (v, top) => plain(v, [v], 1000) + (top ? `${THIN}ms` : '');
