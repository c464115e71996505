import { bytesBase } from './prefs.js';

/** Between groups of digits and before the unit. */
export const THIN = '\u2009';
export const MINUS = '\u2212';
/** Shown where there is no value. */
export const NO_VALUE = '—';

/** A number ready to be set: the unit stands in a slot of its own. */
export interface Figure {
  value: string;
  /** Empty for a bare count. */
  unit: string;
}

/**
 * What a number counts. Bytes are kB, MB with 1000 or KiB, MiB with 1024, as the settings say. `share` is a ratio shown in per cent.
 */
export type Unit = 'bytes' | 'seconds' | 'cores' | 'share' | 'count' | 'perSecond' | 'perMinute' | 'number';

/** Digits in groups of three, rounded to an integer. */
export function integer(n: number): string {
  const digits = String(Math.round(Math.abs(n))).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  return (Math.round(n) < 0 ? MINUS : '') + digits;
}

/** Three significant digits; never 0 for what is not 0. */
export function significant(n: number): string {
  if (Number.isNaN(n)) return 'NaN';
  const sign = n < 0 ? MINUS : '';
  const a = Math.abs(n);
  if (a === Infinity) return `${sign}∞`;
  if (a === 0) return '0';
  if (a < 0.000_999_5 || a >= 999_999_500_000) return sign + a.toExponential(2).replace('e+', 'e');
  if (a >= 999.5) return integer(n);
  return sign + a.toPrecision(3);
}

const BYTES = {
  1000: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  1024: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'],
} as const;

function scaled(n: number, base: number, units: readonly string[]): Figure {
  let x = n;
  let i = 0;
  while (Math.abs(x) >= 999.5 && i < units.length - 1) {
    x /= base;
    i += 1;
  }
  const whole = i === 0 && Number.isInteger(x);
  return { value: whole ? integer(x) : significant(x), unit: units[i] ?? '' };
}

function seconds(n: number): Figure {
  const a = Math.abs(n);
  if (a === 0) return { value: '0', unit: 's' };
  if (a < 0.999_5e-6) return { value: significant(n * 1e9), unit: 'ns' };
  if (a < 0.999_5e-3) return { value: significant(n * 1e6), unit: 'µs' };
  if (a < 0.9995) return { value: significant(n * 1e3), unit: 'ms' };
  if (a < 120) return { value: significant(n), unit: 's' };
  if (a < 7200) return { value: significant(n / 60), unit: 'min' };
  if (a < 172_800) return { value: significant(n / 3600), unit: 'h' };
  return { value: significant(n / 86_400), unit: 'd' };
}

function count(n: number): string {
  const a = Math.abs(n);
  if (a < 999_999.5) return Number.isInteger(n) ? integer(n) : significant(n);
  if (a < 999_500_000) return `${significant(n / 1e6)}${THIN}M`;
  if (a < 999_500_000_000) return `${significant(n / 1e9)}${THIN}G`;
  return significant(n);
}

/** Below a thousandth of a core or a per cent the digits are noise; that it is not 0 is told. */
function tiny(n: number): string {
  return n !== 0 && Math.abs(n) < 0.001 ? `${n < 0 ? MINUS : ''}<0.001` : significant(n);
}

export function figure(n: number, unit: Unit): Figure {
  if (!Number.isFinite(n)) return { value: significant(n), unit: '' };
  switch (unit) {
    case 'bytes':
      return scaled(n, bytesBase.value, BYTES[bytesBase.value]);
    case 'seconds':
      return seconds(n);
    case 'cores':
      return { value: tiny(n), unit: 'cores' };
    case 'share':
      return { value: tiny(n * 100), unit: '%' };
    case 'perSecond':
      return { value: count(n), unit: '/s' };
    case 'perMinute':
      return { value: count(n), unit: '/min' };
    case 'count':
      return { value: count(n), unit: '' };
    case 'number':
      return { value: significant(n), unit: '' };
  }
}

function join({ value, unit }: Figure): string {
  if (unit === '') return value;
  return unit.startsWith('/') ? value + unit : value + THIN + unit;
}

/** Value and unit in one string, kept on one line by the thin space's neighbours (`nowrap` in CSS). */
export function format(n: number | null | undefined, unit: Unit): string {
  return n === null || n === undefined ? NO_VALUE : join(figure(n, unit));
}

/** Without zeros that say nothing, for what was set rather than measured: "32 MiB". */
export function formatRound(n: number, unit: Unit): string {
  const f = figure(n, unit);
  return join({
    ...f,
    value: f.value.includes('.') && !f.value.includes('e') ? f.value.replace(/\.?0+$/, '') : f.value,
  });
}

/** A change, always with its sign. */
export function signed(n: number, unit: Unit): string {
  const text = format(Math.abs(n), unit);
  if (n === 0 || Number.isNaN(n)) return text;
  return (n < 0 ? MINUS : '+') + text;
}

/** What a value is divided by to be shown in its unit. */
function factorOf(n: number, unit: Unit): number {
  const a = Math.abs(n);
  if (unit === 'bytes') return bytesStep(n);
  if (unit === 'share') return 0.01;
  if (unit === 'seconds') {
    return a < 0.999_5e-6
      ? 1e-9
      : a < 0.999_5e-3
        ? 1e-6
        : a < 0.9995
          ? 1e-3
          : a < 120
            ? 1
            : a < 7200
              ? 60
              : 3600;
  }
  return a < 999_999.5 ? 1 : a < 999_500_000 ? 1e6 : 1e9;
}

const decimalsOf = (text: string): number => (text.includes('e') ? 3 : (text.split('.')[1]?.length ?? 0));

/** A change beside its value, in the value's unit and with its digits: "+84" beside "212 MiB". */
export function changeLike(by: number, now: number, unit: Unit): string {
  const scaled = by / factorOf(now, unit);
  const text = Math.abs(scaled).toFixed(decimalsOf(figure(now, unit).value));
  if (Number(text) === 0) return '0';
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  return (scaled < 0 ? MINUS : '+') + grouped + (fraction === undefined ? '' : `.${fraction}`);
}

/** A change in per cent with one digit, none from 100 on; no sign on 0. */
export function percentChange(ratio: number): string {
  const percent = Math.abs(ratio) * 100;
  const text = percent >= 99.95 ? String(Math.round(percent)) : percent.toFixed(1);
  const sign = Number(text) === 0 ? '' : ratio < 0 ? MINUS : '+';
  return `${sign}${Number(text) === 0 ? '0' : text}${THIN}%`;
}

/** The factor of the unit that `n` bytes are shown in. */
export function bytesStep(n: number): number {
  const base = bytesBase.value;
  let step = 1;
  while (Math.abs(n) / step >= 999.5 && step < base ** 5) step *= base;
  return step;
}

/** The number itself, for a tooltip. */
export function exact(n: number): string {
  if (!Number.isFinite(n)) return significant(n);
  const [whole = '0', fraction] = String(Math.abs(n)).split('.');
  if (whole.includes('e') || (fraction?.includes('e') ?? false)) return String(n).replace('-', MINUS);
  return (
    (n < 0 ? MINUS : '') + whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN) + (fraction ? `.${fraction}` : '')
  );
}

/** From here on GOMEMLIMIT means "no limit" (Go's default is MaxInt64, which a double rounds up). */
export const NO_LIMIT = 2 ** 63 - 2 ** 10;
