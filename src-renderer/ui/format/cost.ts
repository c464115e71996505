import { significant, THIN } from './number.js';

/** Small costs in columns: per cent of a core with three decimals, so that they align and none reads 0. */
export function coreShare(share: number): string {
  const percent = share * 100;
  const aligned = percent === 0 ? '0' : percent < 0.0005 ? significant(percent) : percent.toFixed(3);
  return (percent >= 1 ? significant(percent) : aligned) + THIN + '%';
}

/** Milliseconds of one call; two digits are all that is known of so short a time. */
export function callTime(ms: number): string {
  if (ms === 0) return '0';
  return ms >= 100 ? String(Math.round(ms)) : String(Number(ms.toPrecision(2)));
}
