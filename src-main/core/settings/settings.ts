import { stat } from 'node:fs/promises';
import path from 'node:path';
import type {
  SettingChange,
  SettingsFileError,
  SettingsValues,
  SettingsView,
} from '../../../shared/model/settings.js';
import type { Fs } from '../docstore/fs.js';
import type { Log } from '../log/log.js';
import {
  broken,
  emptyDocument,
  MAX_BYTES,
  parseSettings,
  type KeyChange,
  type SettingsDocument,
} from './document.js';
import { SettingsError } from './errors.js';
import { allowedFor, DEFAULT_SETTINGS, isSettingKey, readSetting, settingsFrom } from './schema.js';
import { readSettled, replaceUnchanged, type Contents } from './user-file.js';
import { watchFile } from './watch.js';

type Listener = (view: SettingsView) => void;

/** How often a change is made anew because the file was edited under it. */
const MAX_TRIES = 5;

interface Read {
  bytes: Contents;
  document: SettingsDocument;
  error: SettingsFileError | null;
}

/**
 * The settings in force and the file they are kept in. The file is the user's: it is read again when it was
 * edited, changed key by key with its comments and order kept, and never written while it cannot be read.
 */
export class Settings {
  values: SettingsValues = DEFAULT_SETTINGS;
  /** What stood in the file; undefined = it has not been read. */
  private known: Contents | undefined;
  private text = '';
  private exists = false;
  private modifiedAt: string | null = null;
  private error: SettingsFileError | null = null;
  private unknown: string[] = [];
  private readonly file: string;
  private readonly fs: Fs;
  private readonly log: Log;
  private readonly listeners = new Set<Listener>();
  private stopWatching: () => Promise<void> = () => Promise.resolve();
  /** One reading or change at a time, in the order they were asked for. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(fs: Fs, file: string, log: Log) {
    this.fs = fs;
    this.file = path.resolve(file);
    this.log = log;
  }

  /** Watches the file, and reads it if there is one. A broken one leaves the defaults in force. */
  static async open(fs: Fs, file: string, log: Log): Promise<Settings> {
    const settings = new Settings(fs, file, log);
    settings.stopWatching = await watchFile(
      settings.file,
      () => void settings.refresh(),
      (error) => {
        log.warn(
          { file, error: String(error) },
          'settings file not watched; it is read when it is asked for',
        );
      },
    );
    await settings.refresh();
    return settings;
  }

  view(): SettingsView {
    const { file, exists, text, modifiedAt, error, values, unknown } = this;
    return {
      file: { path: file, exists, text, modifiedAt, error },
      values,
      defaults: DEFAULT_SETTINGS,
      unknown,
    };
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes over what stands in the file now. */
  refresh(): Promise<SettingsView> {
    return this.inTurn(async () => {
      const { bytes, document, error } = await this.read();
      await this.take(bytes, document, error);
      return this.view();
    });
  }

  /**
   * Writes changes into the file and takes them over: all of them or none. Throws a {@link SettingsError}:
   * SETTING_REFUSED, SETTINGS_BROKEN where the file as it stands cannot be read, NOT_WRITTEN.
   */
  async change(changes: readonly SettingChange[]): Promise<SettingsView> {
    const checked = changes.map(check);
    return this.inTurn(async () => {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        if (await this.tryChange(checked)) return this.view();
      }
      throw this.notWritten('another program goes on writing it');
    });
  }

  async close(): Promise<void> {
    await this.stopWatching();
    await this.queue;
  }

  private get name(): string {
    return path.basename(this.file);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(work);
    this.queue = mine.catch(() => undefined);
    return mine;
  }

  /** One reading, change and writing; false where the file was edited meanwhile, which must not be lost. */
  private async tryChange(changes: readonly KeyChange[]): Promise<boolean> {
    const { bytes, document, error } = await this.read();
    if (error !== null) {
      await this.take(bytes, document, error);
      throw new SettingsError('SETTINGS_BROKEN', error.message, error);
    }
    const next = new TextEncoder().encode(await document.withChanges(changes));
    const parsed = await parseSettings(next, this.name);
    if (!parsed.ok) throw new SettingsError('SETTINGS_BROKEN', parsed.error.message, parsed.error);
    try {
      if (!(await replaceUnchanged(this.fs, this.file, bytes, next))) return false;
    } catch (reason) {
      throw this.notWritten(String(reason));
    }
    await this.take(next, parsed.document, null);
    return true;
  }

  private notWritten(why: string): SettingsError {
    this.log.error({ error: why }, 'settings not written');
    const message = `The change could not be written to ${this.file} and was not made: ${why}`;
    return new SettingsError('NOT_WRITTEN', message);
  }

  private async read(): Promise<Read> {
    let bytes: Contents = null;
    try {
      bytes = await readSettled(this.fs, this.file, this.known);
      const parsed = await parseSettings(bytes, this.name);
      if (parsed.ok) return { bytes, document: parsed.document, error: null };
      return { bytes, document: emptyDocument(this.name), error: parsed.error };
    } catch (reason) {
      const { error } = broken(
        'SETTINGS_UNREADABLE',
        this.name,
        `it cannot be read (${String(reason)})`,
        'Let this user read it',
      );
      return { bytes, document: emptyDocument(this.name), error };
    }
  }

  private async take(
    bytes: Contents,
    { given, unknown }: SettingsDocument,
    error: SettingsFileError | null,
  ): Promise<void> {
    const before = JSON.stringify(this.view());
    this.known = bytes;
    this.exists = bytes !== null;
    const isShown = bytes !== null && bytes.length <= MAX_BYTES;
    this.text = isShown ? new TextDecoder().decode(bytes) : '';
    this.error = error;
    this.modifiedAt = bytes === null ? null : await modifiedAt(this.file);
    if (error === null) {
      this.values = settingsFrom(given);
      this.unknown = unknown;
    }
    const view = this.view();
    if (JSON.stringify(view) === before) return;
    if (error !== null) this.log.warn({ code: error.code, line: error.line }, error.message);
    if (unknown.length > 0) this.log.warn({ unknown }, 'settings that are not known');
    for (const listener of this.listeners) listener(view);
  }
}

function check({ key, value }: SettingChange): KeyChange {
  if (!isSettingKey(key)) {
    throw new SettingsError('SETTING_REFUSED', `There is no setting ${key}.`, { key, allowed: '' });
  }
  if (value !== null && readSetting(key, value) === null) {
    const allowed = allowedFor(key);
    throw new SettingsError('SETTING_REFUSED', `${key} takes ${allowed}.`, { key, allowed });
  }
  return { key, value };
}

async function modifiedAt(file: string): Promise<string | null> {
  try {
    return (await stat(file)).mtime.toISOString();
  } catch {
    return null;
  }
}
