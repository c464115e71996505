import type { Profile } from '../model/profile.js';
import { damagedLine } from './damaged.js';
import { hexAddresses, isSpaceOrComment, trimSpace } from './go-text.js';
import { LineScanner } from './line-scanner.js';
import { LegacySamples } from './samples.js';
import { readMemoryMap, startsMemoryMap } from './sections.js';

const THREADZ = /--- threadz \d+ ---/;
const THREAD = /--- Thread [0-9A-Fa-f]+ \(name: /;
const THREAD_END = /\/\d+\) stack: ---/;

/** C++'s threadz: one stack a thread. */
export function parseThread(bytes: Uint8Array): Profile | null {
  const lines = new LineScanner(bytes);
  while (lines.next() && isSpaceOrComment(lines.line));
  let { line } = lines;
  if (THREADZ.test(line)) line = firstThread(lines, line);
  else if (!startsThread(line)) return null;

  const threads = { type: 'thread', unit: 'count' };
  const profile = new LegacySamples(threads, [threads], 1);
  while (!startsMemoryMap(line) && !line.startsWith('---- no stack trace for')) {
    if (!startsThread(line)) return null;
    const { addresses, next } = readStack(lines);
    line = next;
    const last = profile.samples.at(-1);
    if (addresses.length > 0) {
      // All but the leaf are return addresses: one byte back lies the call.
      const stack = addresses.map((address, i) => profile.locate(i > 0 ? address - 1n : address));
      profile.add(stack, [1]);
    } else if (last !== undefined) {
      // “Same as previous thread”.
      last.values = [Number(last.values[0] ?? 0) + 1];
    }
  }
  const entries = readMemoryMap(lines);
  profile.dropRepeatedLeaves();
  return profile.build('text', entries);
}

/** Skips what is said before the first stack. */
function firstThread(lines: LineScanner, header: string): string {
  let line = header;
  while (lines.next()) {
    ({ line } = lines);
    if (startsMemoryMap(line) || line.startsWith('-')) break;
  }
  return line;
}

/** In two steps: one pattern would look at all of a long line for every beginning in it. */
function startsThread(line: string): boolean {
  const match = THREAD.exec(line);
  return match !== null && THREAD_END.test(line.slice(match.index + match[0].length));
}

function readStack(lines: LineScanner): { addresses: bigint[]; next: string } {
  const addresses: bigint[] = [];
  let same = false;
  let line = '';
  while (lines.next()) {
    line = trimSpace(lines.line);
    if (line.startsWith('---')) break;
    if (line.includes('same as previous thread')) {
      same = true;
      continue;
    }
    const found = hexAddresses(line);
    if (found === null)
      throw damagedLine('threadz profile', lines.number, line, 'an address has over 64 bits');
    for (const address of found) addresses.push(address);
  }
  return { addresses: same ? [] : addresses, next: line };
}
