import type { ExactValue, ProfileRecord, SampleType } from '../../../shared/model/profile.js';
import { format, significant, THIN, type Unit } from '../../ui/format/number.js';

/** Seconds in a unit of time as profiles name it. */
const TIME: Record<string, number> = {
  nanoseconds: 1e-9,
  microseconds: 1e-6,
  milliseconds: 1e-3,
  seconds: 1,
  minutes: 60,
  hours: 3600,
};
const BYTES: Record<string, number> = { bytes: 1, kilobytes: 1024, megabytes: 1_048_576 };

export const numberOf = (value: ExactValue): number => Number(value);

/** A value in the unit of its sample type: times in s, sizes in bytes as the settings say, else with its own word. */
export function inUnit(value: ExactValue | number, { unit }: SampleType): string {
  const n = Number(value);
  const as = (factor: number, to: Unit): string => format(n * factor, to);
  const time = TIME[unit];
  if (time !== undefined) return as(time, 'seconds');
  const bytes = BYTES[unit];
  if (bytes !== undefined) return as(bytes, 'bytes');
  if (unit === 'count' || unit === '') return as(1, 'count');
  return `${significant(n)}${THIN}${unit}`;
}

export const shareOf = (value: ExactValue | number, total: ExactValue | number): string => {
  const whole = Number(total);
  return whole === 0 ? format(0, 'share') : format(Number(value) / whole, 'share');
};

/** `cpu`, `inuse space` as people read it. */
export const typeWords = ({ type }: SampleType): string => type.replaceAll('_', ' ');

/** Last element of a path, either slash. */
export const baseName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;
export const place = (file: string, line: number): string =>
  file === '' ? '' : `${baseName(file)}${line > 0 ? `:${String(line)}` : ''}`;

/** How often it was sampled, where the file counts that; else how many records it has. */
export function samplesOf({ sampleTypes, samples }: ProfileRecord): number {
  const counted = sampleTypes.find(({ type, unit }) => type === 'samples' && unit === 'count');
  return Number(counted?.total ?? samples);
}
