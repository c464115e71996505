import * as v from 'valibot';
import {
  SETTINGS,
  SETTING_KEYS,
  SettingsValues,
  type SettingKey,
  type SettingSort,
  type SettingValue,
} from '../../../shared/model/settings.js';

const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60 };
const BYTES: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** A number, or one with a unit behind it: `500ms`, `32MiB`. */
const measure = (units: Record<string, number>) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\s*\d+(?:\.\d+)?\s*[a-z]+\s*$/i))]),
    v.transform((raw) => {
      if (typeof raw === 'number') return raw;
      const [, digits = '', unit = ''] = /([\d.]+)\s*([a-z]+)/i.exec(raw) ?? [];
      return Number(digits) * (units[unit.toLowerCase()] ?? NaN);
    }),
    v.number(),
  );

function isTimeZone(name: string): boolean {
  if (name === 'local') return true;
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function schemaOf(setting: SettingSort): v.GenericSchema<unknown, SettingValue> {
  switch (setting.sort) {
    case 'choice':
      return v.picklist(setting.of);
    case 'flag':
      return v.boolean();
    case 'timeZone':
      return v.pipe(v.string(), v.check(isTimeZone));
    case 'paths':
      return v.pipe(
        v.array(v.pipe(v.string(), v.maxLength(2000), v.regex(/^[^=]+=[^=]+$/))),
        v.maxLength(100),
      );
    case 'number':
      return v.pipe(v.number(), v.minValue(setting.min), v.maxValue(setting.max));
    case 'seconds':
      return v.pipe(measure(SECONDS), v.minValue(setting.min), v.maxValue(setting.max));
    case 'bytes':
      return v.pipe(
        measure(BYTES),
        v.transform(Math.round),
        v.minValue(setting.min),
        v.maxValue(setting.max),
      );
  }
}

const SCHEMAS = new Map<string, v.GenericSchema<unknown, SettingValue>>(
  SETTING_KEYS.map((key) => [key, schemaOf(SETTINGS[key])]),
);

export const isSettingKey = (key: string): key is SettingKey => SCHEMAS.has(key);

/** The value a key takes, in the table's unit, or null: it is not one. */
export function readSetting(key: SettingKey, raw: unknown): SettingValue | null {
  const schema = SCHEMAS.get(key);
  const read = schema === undefined ? null : v.safeParse(schema, raw);
  return read?.success === true ? read.output : null;
}

const MIB = 2 ** 20;

/** In words, what a key takes. */
export function allowedFor(key: SettingKey): string {
  const setting: SettingSort = SETTINGS[key];
  switch (setting.sort) {
    case 'choice':
      return `one of ${setting.of.join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'timeZone':
      return 'local, UTC or a name such as Europe/Berlin';
    case 'paths':
      return 'a list of at most 100 rules such as /build/src=/home/me/src';
    case 'number':
      return `a number from ${setting.min.toString()} to ${setting.max.toString()}`;
    case 'seconds':
      return `${setting.min.toString()} to ${setting.max.toString()} seconds, as a number or like 1500ms, 2s, 1m`;
    case 'bytes':
      return `${(setting.min / MIB).toString()}MiB to ${(setting.max / MIB).toString()}MiB, as bytes or with kB, MB, KiB, MiB`;
  }
}

/** All settings: those given, the others at their defaults. */
export function settingsFrom(given: ReadonlyMap<SettingKey, SettingValue>): SettingsValues {
  const tree: Record<string, Record<string, unknown>> = {};
  for (const key of SETTING_KEYS) {
    const [section = '', name = ''] = key.split('.');
    (tree[section] ??= {})[name] = given.get(key) ?? SETTINGS[key].default;
  }
  return v.parse(SettingsValues, tree);
}

export const DEFAULT_SETTINGS: SettingsValues = settingsFrom(new Map());
