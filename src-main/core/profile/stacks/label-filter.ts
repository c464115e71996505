import type { Profile, ProfileLabel } from '../model/profile.js';
import { unitOf } from '../names/units.js';
import { badFilter, compile } from './patterns.js';

const RANGE = /^([+-]?\d+(?:\.\d+)?)?([a-zμ]*)(:)?([+-]?\d+(?:\.\d+)?)?([a-zμ]*)$/i;

type Test = (label: ProfileLabel | null) => boolean;

/**
 * Which label sets a filter keeps, by index; null = all. Conditions on one key are alternatives, those on several keys must
 * all hold. `key=value`, `key=~pattern`, for numbers `key=low:high` with units and open ends; `key=` is “has none”.
 */
export function labelMask(
  profile: Profile,
  filter: string | readonly string[] | undefined,
): Uint8Array | null {
  const conditions = filter === undefined ? [] : typeof filter === 'string' ? [filter] : filter;
  if (conditions.length === 0) return null;
  const byKey = new Map<string, Test[]>();
  for (const condition of conditions) {
    const equals = condition.indexOf('=');
    if (equals <= 0) throw badFilter('label', `“${condition}” is not of the form key=value`);
    const key = condition.slice(0, equals);
    byKey.set(key, [...(byKey.get(key) ?? []), readTest(profile, key, condition.slice(equals + 1))]);
  }
  return Uint8Array.from(profile.labelSets, (set) => {
    const keeps = [...byKey].every(([key, tests]) => {
      const labels = set.filter((label) => profile.strings[label.key] === key);
      return tests.some((test) => (labels.length === 0 ? test(null) : labels.some(test)));
    });
    return keeps ? 1 : 0;
  });
}

function readTest(profile: Profile, key: string, value: string): Test {
  if (value === '') return (label) => label === null;
  const text = (label: ProfileLabel): string => profile.strings[label.text] ?? '';
  if (value.startsWith('~')) {
    const pattern = compile('label', value.slice(1));
    return (label) => label !== null && label.text !== -1 && pattern?.matcher(text(label)).find() === true;
  }
  const range = readRange(value);
  return (label) => {
    if (label === null) return false;
    if (label.text !== -1) return text(label) === value;
    return range?.(Number(label.number), unitName(profile, key, label)) === true;
  };
}

/** A number's unit: its own, else what its key says, as google/pprof infers it. */
export function unitName(profile: Profile, key: string, label: ProfileLabel): string {
  const named = profile.strings[label.unit] ?? '';
  if (named !== '') return named;
  return key === 'alignment' || key === 'request' ? 'bytes' : key;
}

/** `4kb:16kb`, `64kb:`, `:2s`, `32`; both ends belong to the range. A bare number is in the label's own unit. */
function readRange(text: string): ((value: number, unit: string) => boolean) | null {
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [, low, lowUnit = '', colon, high, highUnit = ''] = match;
  if (low === undefined && high === undefined) return null;
  const convert = (bound: string | undefined, unit: string, own: string): number | null => {
    if (bound === undefined) return null;
    const from = unitOf(unit);
    const to = unitOf(own);
    if (unit === '') return Number(bound);
    if (from === null || to?.base !== from.base) return unit === own ? Number(bound) : NaN;
    return (Number(bound) * from.factor) / to.factor;
  };
  return (value, unit) => {
    const least = convert(low, lowUnit, unit);
    if (colon === undefined) return value === least;
    const most = convert(high, highUnit, unit);
    return (least === null || value >= least) && (most === null || value <= most);
  };
}
