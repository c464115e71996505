// Decodes each profile on standard input (frames of a little-endian uint32 length and bytes): a line of JSON each.
import fs from 'node:fs';
import { decodeFile } from '../../helpers/compare-profile.js';
import { totalsOf } from '../../helpers/profile-samples.js';

export interface ChildAnswer {
  error?: string;
  format?: string;
  types?: string[];
  totals?: string[];
  samples?: number;
  ms: number;
}

function answer(bytes: Uint8Array): ChildAnswer {
  const started = performance.now();
  const ms = (): number => performance.now() - started;
  try {
    const profile = decodeFile(bytes);
    const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`);
    const spent = ms();
    return {
      format: profile.format,
      types,
      totals: totalsOf(profile),
      samples: profile.samples.count,
      ms: spent,
    };
  } catch (error) {
    // A refusal has a code; anything else is a fault, and the process ends by it.
    if (error instanceof Error && 'code' in error) return { error: String(error.code), ms: ms() };
    throw error;
  }
}

let rest: Buffer = Buffer.alloc(0);
process.stdin.on('data', (chunk: Buffer) => {
  rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  let at = 0;
  while (at + 4 <= rest.length) {
    const end = at + 4 + rest.readUInt32LE(at);
    if (end > rest.length) break;
    // One by one: the input after the last answer is the one that ended the process.
    fs.writeSync(1, `${JSON.stringify(answer(rest.subarray(at + 4, end)))}\n`);
    at = end;
  }
  rest = rest.subarray(at);
});
