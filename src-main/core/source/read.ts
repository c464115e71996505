import fs from 'node:fs/promises';
import type { Message } from '../../../shared/model/message.js';

/** No source file is larger; what is, is something else. */
const MAX_BYTES = 4 * 1024 * 1024;
/** A profile may name any file of this machine: only source is shown. */
const SOURCE =
  /\.(?:go|s|asm|c|cc|cpp|cxx|h|hh|hpp|m|mm|rs|java|kt|scala|py|js|ts|rb|cs|swift|y|proto|tmpl)$/i;

export interface Found {
  path: string | null;
  lines: string[];
  tried: string[];
  why: Message | null;
}

/** The first of the places that holds a source file. */
export async function readFirst(file: string, places: readonly string[]): Promise<Found> {
  const tried: string[] = [];
  const none = (code: string, text: string): Found => ({
    path: null,
    lines: [],
    tried,
    why: { code, params: { file }, message: text },
  });
  if (file === '') return none('SOURCE_NO_FILE', 'The profile does not say which file this function is in.');
  if (file.startsWith('<') || file.endsWith('_cgo_gotypes.go'))
    return none('SOURCE_GENERATED', `${file} was made by the compiler; there is no such file.`);
  if (!SOURCE.test(file)) return none('SOURCE_NO_SOURCE', `${file} is not named as source code is.`);
  for (const place of places) {
    tried.push(place);
    try {
      const handle = await fs.open(place, 'r');
      try {
        const stat = await handle.stat();
        if (!stat.isFile() || stat.size > MAX_BYTES) continue;
        const lines = (await handle.readFile('utf8')).split(/\r?\n/);
        return { path: place, lines, tried, why: null };
      } finally {
        await handle.close();
      }
    } catch {
      // Not there, or not ours to read: the next place.
    }
  }
  return none(
    'SOURCE_NOT_FOUND',
    `${file} is not on this machine. If the source lies elsewhere, add a rule to profiles.sourcePaths.`,
  );
}
