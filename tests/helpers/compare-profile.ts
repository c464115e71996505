import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ProfileDecoder } from '../../src-main/core/profile/decode.js';
import { ProfileRefused, type Profile } from '../../src-main/core/profile/model/profile.js';
import { ProfileView } from '../../src-main/core/profile/view.js';
import type { GoPprof, GoTop } from './go-pprof.js';

export interface Comparison {
  outcome: 'same' | 'refused' | 'too large' | 'dump' | 'different';
  /** Values compared: two a function and sample type. */
  values: number;
  differences: string[];
  /** Of our decoder alone. */
  ms: number;
}

const LARGEST = 512 << 20;
const SIZE_CAPS = new Set(['PROFILE_TOO_LARGE', 'ERR_BUFFER_TOO_LARGE']);

/** One layer of gzip, as google/pprof takes off; throws an error with a code. */
export function decodeFile(bytes: Uint8Array): Profile {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const inflated = isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST }) : bytes;
  const decoder = new ProfileDecoder();
  for (let at = 0; at < inflated.length; at += 65_536) decoder.push(inflated.subarray(at, at + 65_536));
  return decoder.end();
}

/** The names that Go writes as comments below the stacks of its text formats; google/pprof reads past them. */
const FRAME_COMMENTS = /^#\t0x.*\n/gm;

/**
 * Our verdict and, where both read the file, every function's flat and cum of each sample type. A text profile is
 * compared without the comments that name its frames, since google/pprof has only addresses for them.
 */
export async function compareWithGo(go: GoPprof, file: string): Promise<Comparison> {
  const bytes = fs.readFileSync(file);
  const started = performance.now();
  let profile: Profile | string;
  try {
    profile = decodeFile(bytes);
  } catch (error) {
    if (!(error instanceof ProfileRefused) && !(error instanceof Error && 'code' in error)) throw error;
    profile = String(error.code);
  }
  const ms = performance.now() - started;
  const theirs = await go.accepts(file);
  const answer = (outcome: Comparison['outcome'], values = 0, differences: string[] = []): Comparison => ({
    outcome,
    values,
    differences,
    ms,
  });
  if (typeof profile === 'string') {
    if (SIZE_CAPS.has(profile)) return answer('too large');
    return theirs
      ? answer('different', 0, [`refused (${profile}), go tool pprof reads it`])
      : answer('refused');
  }
  if (!theirs)
    return profile.format === 'goroutines'
      ? answer('dump')
      : answer('different', 0, ['read, go tool pprof refuses it']);
  const comparable = profile.format === 'text' ? decodeFile(withoutComments(bytes)) : profile;
  return compareTops(go, file, comparable, answer);
}

const withoutComments = (bytes: Buffer): Uint8Array =>
  Buffer.from(bytes.toString('latin1').replace(FRAME_COMMENTS, ''), 'latin1');

async function compareTops(
  go: GoPprof,
  file: string,
  profile: Profile,
  answer: (outcome: Comparison['outcome'], values: number, differences: string[]) => Comparison,
): Promise<Comparison> {
  const view = new ProfileView(profile, { module: null });
  const differences: string[] = [];
  let values = 0;
  for (const [index, type] of profile.sampleTypes.entries()) {
    const theirs = await go.top(file, index, type);
    const { items } = view.top({ sample_type: index.toString() });
    const ours: GoTop = {};
    for (const { name, flat, cum } of items) (ours[name] ??= []).push([Number(flat), Number(cum)]);
    for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const [a, b] = [rows(ours[name]), rows(theirs[name])];
      values += 2 * Math.max(ours[name]?.length ?? 0, 1);
      if (a !== b) differences.push(`${type.type}: ${name}: ours ${a}, theirs ${b}`);
    }
  }
  return answer(differences.length === 0 ? 'same' : 'different', values, differences);
}

/** Functions without a value are rows there and none here. */
const rows = (all: [number, number][] = []): string =>
  all
    .filter(([flat, cum]) => flat !== 0 || cum !== 0)
    .map(([flat, cum]) => `${flat}/${cum}`)
    .sort()
    .join(' ');
