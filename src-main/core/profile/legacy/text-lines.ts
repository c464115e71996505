import { ProfileRefused } from '../model/profile.js';

const LONGEST = 1024 * 1024;
const NEWLINE = 10;

/** Lines of a Java profile, which may be longer than those of the other formats; it can be asked where a line began. */
export class TextLines {
  line = '';
  number = 0;
  /** Where `line` begins. */
  start: number;
  /** Whether a newline ended it. */
  ended = false;
  private at: number;
  private readonly bytes: Uint8Array;
  private readonly utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.start = at;
  }

  next(): boolean {
    this.start = this.at;
    if (this.at >= this.bytes.length) return false;
    const found = this.bytes.indexOf(NEWLINE, this.at);
    const end = found === -1 ? this.bytes.length : found;
    if (end - this.at > LONGEST)
      throw new ProfileRefused(
        'DAMAGED_PROFILE',
        `Line ${this.number + 1} of this Java profile is longer than a megabyte, which none is. Take the profile again.`,
        { line: this.number + 1 },
      );
    this.ended = found !== -1;
    this.line = this.utf8.decode(this.bytes.subarray(this.at, end));
    this.at = this.ended ? end + 1 : end;
    this.number++;
    return true;
  }
}
