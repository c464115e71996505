import * as v from 'valibot';
import { Message } from './message.js';

/** What a setting takes, and within which bounds. `seconds` and `bytes` are what the file may also spell with a unit. */
export type SettingSort =
  | { sort: 'choice'; of: readonly string[]; default: string }
  | { sort: 'flag'; default: boolean }
  | { sort: 'number' | 'seconds' | 'bytes'; min: number; max: number; default: number }
  | { sort: 'timeZone'; default: string }
  /** Rules `from=to`, tried in order: a path that begins with `from` is looked for at `to`. */
  | { sort: 'paths'; default: readonly string[] };

export type SettingValue = string | number | boolean | string[];

const MIB = 1024 * 1024;
const choice = <const T extends readonly string[]>(of: T, standard: T[number]) =>
  ({ sort: 'choice', of, default: standard }) as const;
const seconds = (standard: number, min = 1, max = 60) =>
  ({ sort: 'seconds', min, max, default: standard }) as const;

/** Every setting there is. Each takes effect at once; what stands in the file is this key by its dots. */
export const SETTINGS = {
  'appearance.theme': choice(['system', 'dark', 'light'], 'system'),
  'appearance.density': choice(['calm', 'compact'], 'calm'),
  'appearance.bytes': choice(['decimal', 'binary'], 'decimal'),
  /** `local`, `UTC` or a name of the IANA database. */
  'appearance.timeZone': { sort: 'timeZone', default: 'local' },
  // How often a source is asked that has no interval of its own, nor its target.
  'polling.index': seconds(1),
  'polling.library': seconds(1),
  'polling.process': seconds(1),
  'polling.expvar': seconds(1),
  'polling.metrics': seconds(5),
  'polling.heapText': seconds(10, 5, 600),
  /** CPU of an app that watching it may take, % of one core; past it polls are stretched. */
  'polling.budgetPercent': { sort: 'number', min: 0.1, max: 10, default: 1 },
  'history.headBytes': { sort: 'bytes', min: 8 * MIB, max: 1024 * MIB, default: 32 * MIB },
  'editor.scheme': choice(['none', 'vscode', 'cursor', 'idea', 'zed'], 'none'),
  /** Bytes of profiles kept for each target, and of files together; the oldest that are not pinned go first. */
  'profiles.quotaBytes': { sort: 'bytes', min: 16 * MIB, max: 1024 * 1024 * MIB, default: 512 * MIB },
  /** Where the source of a profile lies here, if elsewhere than its paths say. */
  'profiles.sourcePaths': { sort: 'paths', default: [] },
  'notifications.targetDown': { sort: 'flag', default: true },
  'log.level': choice(['trace', 'debug', 'info', 'warn', 'error'], 'info'),
} as const satisfies Record<string, SettingSort>;

export type SettingKey = keyof typeof SETTINGS;
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** The settings in force, by section. Seconds and bytes are numbers here, whatever the file's spelling. */
export const SettingsValues = v.object({
  appearance: v.object({
    theme: v.picklist(SETTINGS['appearance.theme'].of),
    density: v.picklist(SETTINGS['appearance.density'].of),
    bytes: v.picklist(SETTINGS['appearance.bytes'].of),
    timeZone: v.string(),
  }),
  polling: v.object({
    index: v.number(),
    library: v.number(),
    process: v.number(),
    expvar: v.number(),
    metrics: v.number(),
    heapText: v.number(),
    budgetPercent: v.number(),
  }),
  history: v.object({ headBytes: v.number() }),
  editor: v.object({ scheme: v.picklist(SETTINGS['editor.scheme'].of) }),
  profiles: v.object({ quotaBytes: v.number(), sourcePaths: v.array(v.string()) }),
  notifications: v.object({ targetDown: v.boolean() }),
  log: v.object({ level: v.picklist(SETTINGS['log.level'].of) }),
});
export type SettingsValues = v.InferOutput<typeof SettingsValues>;
export type PollingSettings = SettingsValues['polling'];

/** Why the file as it stands is not in force. Line and column count from 1; null where there is none. */
export const SettingsFileError = v.object({
  ...Message.entries,
  line: v.nullable(v.number()),
  column: v.nullable(v.number()),
});
export type SettingsFileError = v.InferOutput<typeof SettingsFileError>;

export const SettingsView = v.object({
  file: v.object({
    path: v.string(),
    exists: v.boolean(),
    /** As it stands, broken or not. */
    text: v.string(),
    /** RFC 3339; null = there is no file. */
    modifiedAt: v.nullable(v.string()),
    /** While there is one, the last good values stay in force and nothing is written. */
    error: v.nullable(SettingsFileError),
  }),
  values: SettingsValues,
  defaults: SettingsValues,
  /** Keys of the file that Gopherscope does not know: kept, without effect. */
  unknown: v.array(v.string()),
});
export type SettingsView = v.InferOutput<typeof SettingsView>;

/** One change; null = back to the default, the key leaves the file. */
export const SettingChange = v.object({
  key: v.pipe(v.string(), v.maxLength(100)),
  value: v.nullable(
    v.union([
      v.pipe(v.string(), v.maxLength(200)),
      v.number(),
      v.boolean(),
      v.pipe(v.array(v.pipe(v.string(), v.maxLength(2000))), v.maxLength(100)),
    ]),
  ),
});
export type SettingChange = v.InferOutput<typeof SettingChange>;
