import { THIN } from './number.js';

const two = (n: number): string => String(n).padStart(2, '0');

/** 14:32, local time. */
export function hourMinute(ms: number): string {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** 14:32:08, local time. */
export function clock(ms: number): string {
  return `${hourMinute(ms)}:${two(new Date(ms).getSeconds())}`;
}

/** Absolute local time with date and zone, for a tooltip. */
export function absolute(ms: number): string {
  const d = new Date(ms);
  return `${String(d.getFullYear())}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(ms)}.${String(d.getMilliseconds()).padStart(3, '0')} ${zone(d)}`;
}

/** "CET", or "UTC+1" where the system has no short name. */
export function zone(d: Date): string {
  const part = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
    .formatToParts(d)
    .find((p) => p.type === 'timeZoneName');
  return part?.value ?? '';
}

/** "Wed 25 Nov 2026" in the given language. */
export function dateLine(ms: number, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
    .format(ms)
    .replace(/,/g, '');
}

/**
 * How long something lasted, in the two largest units: "0.4 s", "12 s", "2 min 32 s", "2 h 14 min",
 * "3 d 2 h". The symbols are international, so they are not translated.
 */
export function duration(ms: number): string {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${(Math.floor(s * 10) / 10).toFixed(1)}${THIN}s`;
  const whole = Math.floor(s);
  const pair = (a: number, ua: string, b: number, ub: string): string =>
    `${String(a)}${THIN}${ua}${b > 0 ? ` ${String(b)}${THIN}${ub}` : ''}`;
  if (whole < 60) return `${String(whole)}${THIN}s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  if (whole < 86_400) return pair(Math.floor(whole / 3600), 'h', Math.floor(whole / 60) % 60, 'min');
  return pair(Math.floor(whole / 86_400), 'd', Math.floor(whole / 3600) % 24, 'h');
}

/** One unit only: "15 min", "60 min", "45 s", "3 h". */
export function span(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${String(s)}${THIN}s`;
  if (s <= 5400) return `${String(Math.round(s / 60))}${THIN}min`;
  if (s < 172_800) return `${String(Math.round(s / 3600))}${THIN}h`;
  return `${String(Math.round(s / 86_400))}${THIN}d`;
}
