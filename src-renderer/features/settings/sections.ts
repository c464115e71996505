import {
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type SettingsView,
} from '../../../shared/model/settings.js';
import { valueAt } from '../../stores/settings.js';

export interface Section {
  id: string;
  keys: SettingKey[];
}

/** Keys by their first word, in the order of the table. */
export const SECTIONS: readonly Section[] = [...new Set(SETTING_KEYS.map((k) => k.split('.')[0] ?? ''))].map(
  (id) => ({
    id,
    keys: SETTING_KEYS.filter((k) => k.startsWith(`${id}.`)),
  }),
);

export const isChanged = (view: SettingsView, key: SettingKey): boolean =>
  valueAt(view.values, key) !== valueAt(view.defaults, key);

/** `appearance.timeZone` → `appearance_timeZone`: a dot would be a level of the messages. */
export const messageKey = (key: SettingKey): string => key.replace('.', '_');

/** Sections with the settings that fit what was typed: their name, their key, or what they say. */
export function filterSections(
  typed: string,
  only: ((key: SettingKey) => boolean) | null,
  words: (key: SettingKey) => string,
): Section[] {
  const needle = typed.trim().toLowerCase();
  return SECTIONS.map(({ id, keys }) => ({
    id,
    keys: keys.filter(
      (key) => (only?.(key) ?? true) && `${key} ${words(key)}`.toLowerCase().includes(needle),
    ),
  })).filter((s) => s.keys.length > 0);
}

export interface FileLine {
  n: number;
  text: string;
  /** The setting this line gives a value to; null = none that we know. */
  key: SettingKey | null;
}

/**
 * The lines of a YAML file with the setting each one holds, as far as two levels of plain block style tell;
 * in any other style lines are shown without one.
 */
export function fileLines(text: string): FileLine[] {
  let section = '';
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, i) => {
      const top = /^([A-Za-z]\w*):/.exec(line);
      if (top) section = top[1] ?? '';
      const inner = /^\s+([A-Za-z]\w*):/.exec(line);
      const key = inner ? `${section}.${inner[1] ?? ''}` : '';
      return { n: i + 1, text: line, key: key in SETTINGS ? (key as SettingKey) : null };
    });
}
