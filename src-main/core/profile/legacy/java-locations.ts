import { parseHex, trimSpace } from './go-text.js';
import type { LegacySamples } from './samples.js';
import { TextLines } from './text-lines.js';
import { damagedLine } from './damaged.js';

/** Names the locations by the lines `0xADDRESS function (file:line)` after the samples of a Java profile. */
export function nameJavaLocations(bytes: Uint8Array, profile: LegacySamples): void {
  const lines = new TextLines(bytes);
  // As in google/pprof a function is known by its name, and the first file it is seen in is its file.
  const files = new Map<string, string>();
  const named = new Set<number>();
  while (lines.next()) {
    const line = trimSpace(lines.line);
    const [, digits, text] = /^0x([0-9A-Fa-f]+)[\t\n\f\r ]+([^\n]*)$/.exec(line) ?? [];
    if (digits === undefined || text === undefined) continue;
    const address = parseHex(digits);
    if (address === null)
      throw damagedLine('Java profile', lines.number, line, 'an address has over 64 bits');
    const location = profile.find(address);
    if (location === undefined) continue;
    const frame = readFrame(text);
    const file = files.get(frame.name) ?? frame.file;
    files.set(frame.name, file);
    named.add(location);
    profile.name(location, [{ name: frame.name, file, line: frame.line }]);
  }
}

/** `function (file:line)`, `function (/path/of/library.so)`, or a function alone. */
function readFrame(text: string): { name: string; file: string; line: number } {
  const bracket = text.endsWith(')') ? lastBracket(text) : -1;
  const colon = text.lastIndexOf(':');
  if (/^-?[0-9]+\)$/.test(text.slice(colon + 1)) && colon !== -1) {
    const open = lastBracket(text.slice(0, colon - 1));
    if (open !== -1) {
      const line = Number(text.slice(colon + 1, -1));
      const file = text.slice(open + 2, colon);
      return { name: text.slice(0, open), file, line: line > 0 && Number.isSafeInteger(line) ? line : 0 };
    }
  }
  if (bracket !== -1)
    return { name: text.slice(0, bracket), file: baseName(text.slice(bracket + 2, -1)), line: 0 };
  return { name: text.includes('generated stub/JIT') ? 'STUB' : text, file: '', line: 0 };
}

/** Where the last ` (` begins; -1 without one. */
function lastBracket(text: string): number {
  for (let at = text.lastIndexOf('('); at > 0; at = text.lastIndexOf('(', at - 1))
    if (/[\t\n\f\r ]/.test(text.charAt(at - 1))) return at - 1;
  return -1;
}

/** filepath.Base */
function baseName(file: string): string {
  if (file === '') return '.';
  const end = /\/+$/.test(file.slice(-1)) ? trimSlashes(file) : file;
  return end === '' ? '/' : end.slice(end.lastIndexOf('/') + 1);
}

function trimSlashes(file: string): string {
  let end = file.length;
  while (end > 0 && file.charAt(end - 1) === '/') end--;
  return file.slice(0, end);
}
