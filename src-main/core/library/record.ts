import * as v from 'valibot';
import { ProfileRecord } from '../../../shared/model/profile.js';

export const RECORD_VERSION = 1;

/** What lies beside the bytes of a profile. */
export const StoredProfile = v.object({
  version: v.literal(RECORD_VERSION),
  /** Name of the file with the bytes, in the same folder. */
  file: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}\.[a-z.]{1,8}$/)),
  /** The main module as a person or the target said it; null = by the file's own paths. */
  module: v.nullable(v.string()),
  /** What it was captured as, or its file's name when it came. */
  hint: v.string(),
  /** When it was deleted, epoch ms; null = it is not. */
  deletedMs: v.nullable(v.number()),
  record: ProfileRecord,
});
export type StoredProfile = v.InferOutput<typeof StoredProfile>;

export type ReadRecord =
  { state: 'good'; stored: StoredProfile } | { state: 'bad' } | { state: 'too-new'; version: number };

/** Reads a record; one of a later version is nobody's to touch. */
export function readRecord(bytes: Uint8Array): ReadRecord {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { state: 'bad' };
  }
  const version =
    typeof parsed === 'object' && parsed !== null && 'version' in parsed ? Number(parsed.version) : NaN;
  if (version > RECORD_VERSION) return { state: 'too-new', version };
  const read = v.safeParse(StoredProfile, parsed);
  return read.success ? { state: 'good', stored: read.output } : { state: 'bad' };
}

export const writeRecord = (stored: StoredProfile): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(stored, null, 1));
