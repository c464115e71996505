import { THIN } from './number.js';
import { timeZone } from './prefs.js';

const two = (n: number): string => String(n).padStart(2, '0');

const inZone = (): { timeZone?: string } => (timeZone.value === null ? {} : { timeZone: timeZone.value });

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const readers = new Map<string, Intl.DateTimeFormat>();

function reader(zoneName: string): Intl.DateTimeFormat {
  let format = readers.get(zoneName);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zoneName,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    readers.set(zoneName, format);
  }
  return format;
}

/** Wall clock in the zone of the settings. */
function wall(ms: number): Parts {
  if (timeZone.value === null) {
    const d = new Date(ms);
    return {
      year: d.getFullYear(),
      month: d.getMonth() + 1,
      day: d.getDate(),
      hour: d.getHours(),
      minute: d.getMinutes(),
      second: d.getSeconds(),
    };
  }
  const found = new Map(
    reader(timeZone.value)
      .formatToParts(ms)
      .map((p) => [p.type, Number(p.value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => found.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** Wall clock less UTC at that moment, ms. */
export function zoneOffset(ms: number): number {
  const { year, month, day, hour, minute, second } = wall(ms);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

/** 14:32 */
export function hourMinute(ms: number): string {
  const { hour, minute } = wall(ms);
  return `${two(hour)}:${two(minute)}`;
}

/** 14:32:08 */
export function clock(ms: number): string {
  const { hour, minute, second } = wall(ms);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** `2026-11-25 14:32`. */
export const minute = (ms: number): string => absolute(ms).slice(0, 16);

/** With date and zone, for a tooltip. */
export function absolute(ms: number): string {
  const { year, month, day } = wall(ms);
  const thousandths = String(new Date(ms).getMilliseconds()).padStart(3, '0');
  return `${String(year)}-${two(month)}-${two(day)} ${clock(ms)}.${thousandths} ${zone(new Date(ms))}`;
}

/** "CET", or "UTC+1" where the system has no short name. */
export function zone(d: Date): string {
  const part = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short', ...inZone() })
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
    ...inZone(),
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

/** A range a person chose or drew: whole minutes in one unit, else in two. */
export const rangeWords = (ms: number): string => (ms % 60_000 === 0 ? span(ms) : duration(ms));

/** One unit only: "15 min", "60 min", "45 s", "3 h". */
export function span(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${String(s)}${THIN}s`;
  if (s <= 5400) return `${String(Math.round(s / 60))}${THIN}min`;
  if (s < 172_800) return `${String(Math.round(s / 3600))}${THIN}h`;
  return `${String(Math.round(s / 86_400))}${THIN}d`;
}
