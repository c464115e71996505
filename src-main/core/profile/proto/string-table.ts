import { GrowU32 } from '../model/grow.js';
import { ProfileRefused } from '../model/profile.js';
import { PROFILE_LIMITS } from './limits.js';

// Every host has it; none of the hosts' types are seen here.
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

/** The string table as bytes until the profile is whole: most of it is then one stretch of ASCII, decoded at once. */
export class StringTable {
  private bytes = new Uint8Array(65_536);
  private used = 0;
  private ascii = true;
  private readonly ends = new GrowU32();

  get count(): number {
    return this.ends.length;
  }

  /** Length of the first string, which must be empty. */
  get firstLength(): number {
    return this.ends.at(0);
  }

  add(buffer: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length > PROFILE_LIMITS.stringBytes) throw tooLarge('a string', PROFILE_LIMITS.stringBytes);
    if (this.used + length > PROFILE_LIMITS.tableBytes) throw tooLarge('strings', PROFILE_LIMITS.tableBytes);
    if (this.used + length > this.bytes.length) {
      const next = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length));
      next.set(this.bytes.subarray(0, this.used));
      this.bytes = next;
    }
    let all = 0;
    for (let i = from, at = this.used; i < to; i++, at++) {
      const byte = buffer[i] as number;
      all |= byte;
      this.bytes[at] = byte;
    }
    if (all >= 0x80) this.ascii = false;
    this.used += length;
    this.ends.push(this.used);
  }

  done(): string[] {
    const decoder = new TextDecoder();
    const ends = this.ends.done();
    const strings = new Array<string>(ends.length);
    const whole = this.ascii ? decoder.decode(this.bytes.subarray(0, this.used)) : null;
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i] as number;
      strings[i] = whole === null ? decoder.decode(this.bytes.subarray(start, end)) : whole.slice(start, end);
      start = end;
    }
    return strings;
  }
}

export function tooLarge(what: string, limit: number): ProfileRefused {
  return new ProfileRefused(
    'PROFILE_TOO_LARGE',
    `The profile holds more ${what} than the ${limit.toLocaleString('en')} that are read.`,
    { what, limit },
  );
}
