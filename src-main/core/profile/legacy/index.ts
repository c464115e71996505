import type { Profile } from '../model/profile.js';
import { ProfileRefused } from '../model/profile.js';
import { parseContention } from './contention.js';
import { parseCpu } from './cpu.js';
import { parseGoCount } from './go-count.js';
import { parseHeap } from './heap.js';
import { parseJava } from './java.js';
import { parseThread } from './thread.js';
import { whatItIs } from './what-it-is.js';

/** In the order google/pprof tries them; each answers null for bytes that are not of its format. */
const FORMATS: readonly ((bytes: Uint8Array) => Profile | null)[] = [
  parseCpu,
  parseHeap,
  parseGoCount,
  parseThread,
  parseContention,
  parseJava,
];

/**
 * Reads any format that google/pprof reads besides protobuf, with its results. Throws a ProfileRefused:
 * EMPTY_FILE, DAMAGED_PROFILE with the line, or NOT_A_PROFILE with a word on what the bytes are instead.
 */
export function parseLegacy(bytes: Uint8Array): Profile {
  if (bytes.length === 0)
    throw new ProfileRefused(
      'EMPTY_FILE',
      'The file is empty. A profile that is still being taken is empty until it ends: wait for it, or take it again.',
    );
  try {
    for (const parse of FORMATS) {
      const profile = parse(bytes);
      if (profile !== null) return profile;
    }
  } catch (error) {
    // A file of another kind may trip a format, by a line too long for one.
    throw whatItIs(bytes) ?? (isFirstLine(error) ? unknown() : error);
  }
  throw whatItIs(bytes) ?? unknown();
}

/** A first line that is too long says nothing about the format. */
const isFirstLine = (error: unknown): boolean =>
  error instanceof ProfileRefused && error.params['line'] === 1 && error.params['format'] === undefined;

const unknown = (): ProfileRefused =>
  new ProfileRefused(
    'NOT_A_PROFILE',
    'This is no profile of any format known here. Profiles come from /debug/pprof/, runtime/pprof or go test -cpuprofile; if it is one of them, it was cut or changed on the way.',
    { found: 'unknown' },
  );
