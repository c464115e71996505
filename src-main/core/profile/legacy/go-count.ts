import type { Profile } from '../model/profile.js';
import { damagedLine } from './damaged.js';
import { FrameComments } from './frame-comments.js';
import { hexAddresses, isSpaceOrComment, parseAnyBase } from './go-text.js';
import { LineScanner } from './line-scanner.js';
import { LegacySamples } from './samples.js';
import { readMemoryMap } from './sections.js';

const START = /^([^\t\n\f\r ]+) profile: total \d+$/;
const SAMPLE = /^(\d+) @((?: 0x[0-9a-f]+)+)$/;

/** Go's profiles that count stacks, as text (debug=1): goroutine, threadcreate, an app's own. */
export function parseGoCount(bytes: Uint8Array): Profile | null {
  const lines = new LineScanner(bytes);
  while (lines.next() && isSpaceOrComment(lines.line));
  const type = START.exec(lines.line)?.[1];
  if (type === undefined) return null;
  const counted = { type, unit: 'count' };
  const profile = new LegacySamples(counted, [counted], 1);
  const comments = new FrameComments(profile);
  while (lines.next()) {
    const { line } = lines;
    if (isSpaceOrComment(line)) {
      comments.read(line);
      continue;
    }
    if (line.startsWith('---')) break;
    const [, countText = '', stack = ''] = SAMPLE.exec(line) ?? [];
    const count = parseAnyBase(countText);
    const addresses = hexAddresses(stack);
    if (count === null || addresses === null)
      throw damagedLine(`${type} profile`, lines.number, line, 'it is no “count @ addresses”');
    // Return addresses: one byte back lies the call.
    profile.add(
      addresses.map((address) => profile.locate(address - 1n)),
      [count],
    );
    comments.begin();
  }
  comments.end();
  return profile.build('text', readMemoryMap(lines));
}
