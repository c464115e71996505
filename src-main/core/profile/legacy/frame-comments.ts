import type { FrameText } from '../model/builder.js';
import { parseHex } from './go-text.js';
import { readLabels } from './quoted.js';
import type { LegacySample, LegacySamples } from './samples.js';

/**
 * The lines `#	0x46f5c0	main.f+0x21	/path/file.go:12` and `# labels: {"key":"value"}` that Go writes below a
 * stack for people. google/pprof reads past them, so its stacks are bare addresses; here they give the names. Go
 * leaves out the runtime's frames at both ends, and so they are here, as in its protobuf of the heap: what a
 * function allocates is its own.
 */
export class FrameComments {
  private readonly profile: LegacySamples;
  private readonly named = new Set<bigint>();
  private sample: LegacySample | null = null;
  private frames: { address: bigint; frame: FrameText }[] = [];

  constructor(profile: LegacySamples) {
    this.profile = profile;
  }

  /** What follows belongs to the sample added last. */
  begin(): void {
    this.end();
    this.sample = this.profile.samples.at(-1) ?? null;
  }

  read(line: string): void {
    if (this.sample === null) return;
    if (line.startsWith('# labels: ')) {
      this.sample.labels.push(...readLabels(line.slice('# labels: '.length)));
      return;
    }
    const [mark, address = '', ...rest] = line.split('\t').filter((cell) => cell !== '');
    const frame = mark === '#' && /^0x[0-9a-f]+$/.test(address) ? readFrame(rest) : null;
    const at = frame === null ? null : parseHex(address.slice(2));
    if (frame !== null && at !== null) this.frames.push({ address: at, frame });
  }

  /** No more lines for the sample. */
  end(): void {
    const { sample, frames, profile, named } = this;
    this.sample = null;
    this.frames = [];
    if (sample === null || frames.length === 0) return;
    const times = new Map<bigint, number>();
    for (const location of sample.stack) {
      const address = profile.addressOf(location);
      times.set(address, (times.get(address) ?? 0) + 1);
    }
    const lines = new Map<bigint, FrameText[]>();
    for (const { address, frame } of frames) {
      const known = lines.get(address);
      if (known === undefined) lines.set(address, [frame]);
      else known.push(frame);
    }
    for (const [address, all] of lines) {
      const location = profile.find(address);
      if (location === undefined || named.has(address)) continue;
      named.add(address);
      // An address that the stack has twice is written twice; several lines a time are calls inlined there.
      profile.name(location, all.slice(0, Math.ceil(all.length / (times.get(address) ?? 1))));
    }
    const isListed = (location: number): boolean => lines.has(profile.addressOf(location));
    const [first, last] = [sample.stack.findIndex(isListed), sample.stack.findLastIndex(isListed)];
    if (first !== -1) sample.stack = sample.stack.slice(first, last + 1);
  }
}

/** The cells `main.f+0x21` and `/path/file.go:12`. */
function readFrame([call = '', place = '']: readonly string[]): FrameText | null {
  const plus = call.lastIndexOf('+0x');
  if (plus <= 0) return null;
  const colon = place.lastIndexOf(':');
  const line = /^\d{1,10}$/.test(place.slice(colon + 1)) ? Number(place.slice(colon + 1)) : 0;
  return { name: call.slice(0, plus), file: colon === -1 ? place : place.slice(0, colon), line };
}
