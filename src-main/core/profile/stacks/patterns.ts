import { RE2JS } from 're2js';
import { ProfileRefused, type Profile } from '../model/profile.js';

const MAX_PATTERN = 1024;

/** A user's pattern; refused with its name when it is none. */
export function compile(name: string, pattern: string | undefined): RE2JS | null {
  if (pattern === undefined || pattern === '') return null;
  if (pattern.length > MAX_PATTERN) {
    throw badFilter(name, `it is longer than ${MAX_PATTERN.toString()} characters`);
  }
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw badFilter(name, error instanceof Error ? error.message : String(error));
  }
}

export function badFilter(name: string, why: string): ProfileRefused {
  return new ProfileRefused('BAD_FILTER', `${name} cannot be used: ${why}. Patterns are RE2, as in Go.`, {
    name,
    why,
  });
}

/** Where a pattern matches: function names and files, by entry of the function table, and binaries, by mapping. */
export interface Hits {
  func: Uint8Array;
  mapping: Uint8Array;
}

export function hitsOf(profile: Profile, pattern: RE2JS): Hits {
  const { funcs, strings, mappings } = profile;
  const byString = new Map<number, boolean>();
  const hit = (index: number): boolean => {
    const known = byString.get(index);
    if (known !== undefined) return known;
    const found = pattern.matcher(strings[index] ?? '').find();
    byString.set(index, found);
    return found;
  };
  const func = new Uint8Array(funcs.count);
  for (let f = 0; f < funcs.count; f++) {
    if (hit(funcs.name[f] ?? 0) || hit(funcs.file[f] ?? 0)) func[f] = 1;
  }
  return { func, mapping: Uint8Array.from(mappings, ({ file }) => (pattern.matcher(file).find() ? 1 : 0)) };
}

/** Whether a location matches: any of its lines that are still there, or its binary. */
export function locationHit(profile: Profile, line: Uint8Array, hits: Hits, location: number): boolean {
  const { locations, lines } = profile;
  const mapping = locations.mapping[location] ?? -1;
  if (mapping !== -1 && hits.mapping[mapping] === 1) return true;
  const end = locations.firstLine[location + 1] ?? 0;
  for (let i = locations.firstLine[location] ?? 0; i < end; i++) {
    if (line[i] === 1 && hits.func[lines.func[i] ?? -1] === 1) return true;
  }
  return false;
}
