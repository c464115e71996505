import type { Document, LineCounter } from 'yaml';
import {
  SETTING_KEYS,
  type SettingKey,
  type SettingValue,
  type SettingsFileError,
} from '../../../shared/model/settings.js';
import { SettingsError } from './errors.js';
import { allowedFor, isSettingKey, readSetting } from './schema.js';

/** Bytes of a settings file; one with every key and a remark to each is 2 KB. */
export const MAX_BYTES = 256 * 1024;
const MAX_ALIASES = 100;

/** A settings file as it was read: it can be changed and written again with its comments and order. */
export interface SettingsDocument {
  given: Map<SettingKey, SettingValue>;
  /** Keys that are none of ours. */
  unknown: string[];
  /**
   * The text with these keys set, or taken out where the value is null. Rejects with SETTINGS_BROKEN where this
   * file cannot take them.
   */
  withChanges(changes: readonly KeyChange[]): Promise<string>;
}

export interface KeyChange {
  key: SettingKey;
  value: SettingValue | null;
}

export type Parsed = { ok: true; document: SettingsDocument } | { ok: false; error: SettingsFileError };

interface Reading {
  doc: Document;
  lines: LineCounter;
  file: string;
  spelling: Spelling;
}

/** What of the bytes the library does not keep. */
interface Spelling {
  byteOrderMark: boolean;
  lineEnd: '\n' | '\r\n';
}

const PLAIN: Spelling = { byteOrderMark: false, lineEnd: '\n' };

/** Where there is no file yet. */
export const emptyDocument = (file: string): SettingsDocument => ({
  given: new Map(),
  unknown: [],
  withChanges: async (changes) => {
    const { Document } = await import('./yaml.js');
    return write({ doc: new Document({}), file, spelling: PLAIN }, {}, changes);
  },
});

/**
 * Reads the bytes of a YAML or JSON file; null = there is none. The library is loaded for a file only: most
 * people have none, and it takes 8 MB.
 */
export async function parseSettings(bytes: Uint8Array | null, file: string): Promise<Parsed> {
  if (bytes === null) return { ok: true, document: emptyDocument(file) };
  if (bytes.length > MAX_BYTES)
    return broken('SETTINGS_TOO_LARGE', file, 'it is larger than 256 KB', 'Shorten it');
  const text = decode(bytes);
  if (text === null) return broken('SETTINGS_NOT_TEXT', file, 'it is not UTF-8 text', 'Save it as UTF-8');
  const { parseDocument, LineCounter } = await import('./yaml.js');
  const lines = new LineCounter();
  // A carriage return would stay in the remarks and be doubled there.
  const doc = parseDocument(text.replaceAll('\r\n', '\n'), {
    merge: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const reading = { doc, lines, file, spelling: spellingOf(bytes, text) };
  const [error] = doc.errors;
  if (error !== undefined)
    return broken(
      'SETTINGS_SYNTAX',
      file,
      firstSentence(error.message),
      'Mend that place',
      at(lines, error.pos[0]),
    );
  let tree: unknown;
  try {
    tree = doc.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (reason) {
    return broken('SETTINGS_SYNTAX', file, firstSentence(String(reason)), 'Write the values out');
  }
  return readTree(tree ?? {}, reading);
}

function readTree(tree: unknown, reading: Reading): Parsed {
  const { file } = reading;
  const given = new Map<SettingKey, SettingValue>();
  const unknown: string[] = [];
  if (!isMap(tree))
    return broken(
      'SETTINGS_SHAPE',
      file,
      'it is not a list of sections',
      'Write sections such as “polling:”',
    );
  for (const [section, entries] of Object.entries(tree)) {
    if (!SECTIONS.has(section)) {
      unknown.push(section);
      continue;
    }
    if (entries !== null && !isMap(entries)) {
      const what = `${section} is a section, not a value`;
      return broken(
        'SETTINGS_SHAPE',
        file,
        what,
        'Put keys with their values below it',
        placeOf(reading, [section]),
      );
    }
    for (const [name, raw] of Object.entries(entries ?? {})) {
      const key = `${section}.${name}`;
      if (!isSettingKey(key)) unknown.push(key);
      else if (raw !== null) {
        const value = readSetting(key, raw);
        if (value === null) return refused(key, reading, [section, name]);
        given.set(key, value);
      }
    }
  }
  return {
    ok: true,
    document: {
      given,
      unknown,
      withChanges: (changes) => attempt(() => write(reading, tree, changes), file),
    },
  };
}

/** What the library cannot do to a file that it could read, such as taking away what an alias stands for. */
async function attempt(change: () => string, file: string): Promise<string> {
  try {
    return await Promise.resolve(change());
  } catch (reason) {
    const why = firstSentence(reason instanceof Error ? reason.message : String(reason));
    const { error } = broken(
      'SETTINGS_UNCHANGEABLE',
      file,
      `this change cannot be made in it (${why})`,
      'Write it by hand',
    );
    throw new SettingsError('SETTINGS_BROKEN', error.message, error);
  }
}

function write(
  { doc, file, spelling }: Pick<Reading, 'doc' | 'file' | 'spelling'>,
  tree: Record<string, unknown>,
  changes: readonly KeyChange[],
): string {
  if (changes.some(({ value }) => value !== null)) beginMap(doc);
  for (const { key, value } of changes) {
    const [section = '', name = ''] = key.split('.');
    // A section that stands empty, or for another by an alias, becomes one of its own.
    if (doc.has(section) && !hasItems(doc.get(section)))
      doc.set(section, doc.createNode(tree[section] ?? {}));
    if (value !== null) doc.setIn([section, name], value);
    else if (doc.has(section)) doc.deleteIn([section, name]);
  }
  const quoted = { defaultKeyType: 'QUOTE_DOUBLE', defaultStringType: 'QUOTE_DOUBLE' } as const;
  const isJson = /\.json$/i.test(file);
  const text = doc.toString({ lineWidth: 0, ...(isJson ? { ...quoted, collectionStyle: 'flow' } : {}) });
  return (spelling.byteOrderMark ? '\ufeff' : '') + text.replaceAll('\n', spelling.lineEnd);
}

/** A document that is there but empty (`---`, `null`) becomes one of sections, with its remarks above them. */
function beginMap(doc: Document): void {
  const { contents } = doc;
  if (contents === null || hasItems(contents)) return;
  const map = doc.createNode({});
  const remarks = [contents.commentBefore, contents.comment].filter((remark) => remark != null);
  if (remarks.length > 0) map.commentBefore = remarks.join('\n');
  doc.contents = map;
}

const spellingOf = (bytes: Uint8Array, text: string): Spelling => ({
  byteOrderMark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
  lineEnd: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n',
});

const hasItems = (node: unknown): boolean => typeof node === 'object' && node !== null && 'items' in node;
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const SECTIONS = new Set(SETTING_KEYS.map((key) => key.split('.')[0]));

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

interface Place {
  line: number | null;
  column: number | null;
}

function at(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Where a value stands; of one that came by an alias, where the alias does. */
function placeOf({ doc, lines }: Reading, path: readonly string[]): Place {
  for (let length = path.length; length > 0; length--) {
    const node =
      length > 1 && !hasItems(doc.get(path[0] ?? '')) ? null : doc.getIn(path.slice(0, length), true);
    const range = isMap(node) ? node['range'] : null;
    if (Array.isArray(range)) return at(lines, Number(range[0]));
  }
  return { line: null, column: null };
}

const refused = (key: SettingKey, reading: Reading, path: readonly string[]): Parsed =>
  broken(
    'SETTINGS_VALUE',
    reading.file,
    `${key} has a value it cannot take`,
    `It takes ${allowedFor(key)}`,
    placeOf(reading, path),
    { key, allowed: allowedFor(key) },
  );

/** Why a file is not in force, where, and how to mend it. */
export function broken(
  code: string,
  file: string,
  what: string,
  mend: string,
  { line, column }: Place = { line: null, column: null },
  more: Record<string, string> = {},
): { ok: false; error: SettingsFileError } {
  const where = line === null ? '' : `, line ${line.toString()}, column ${(column ?? 1).toString()}`;
  const message = `${file}${where}: ${what}. ${mend}; until then the last good settings stay in force and nothing is written.`;
  return { ok: false, error: { code, params: { file, what, mend, ...more }, message, line, column } };
}

const firstSentence = (text: string): string => (text.split('\n')[0] ?? '').replace(/[.:]$/, '');
