import { ProfileRefused } from '../model/profile.js';

/** Longest line of the text formats, in bytes without its newline: what Go's bufio.Scanner takes. */
const LONGEST = 65_535;
const SHORT = 16;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** The text of a few bytes of ASCII, for which a call of the decoder would cost more; null for all else. */
function shortAscii(bytes: Uint8Array, from: number, to: number): string | null {
  if (to - from > SHORT) return null;
  let text = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Lines of a text, as Go's bufio.Scanner gives them: without the newline and one carriage return before it. */
export class LineScanner {
  /** The line read last; empty before the first and after the end. */
  line = '';
  /** Number of `line`, from 1. */
  number = 0;
  private at = 0;
  private readonly bytes: Uint8Array;
  private readonly utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Steps to the next line; false at the end. Throws a ProfileRefused on a line that is too long to be one. */
  next(): boolean {
    const { bytes, at } = this;
    if (at >= bytes.length) {
      this.line = '';
      return false;
    }
    // A call into V8 takes longer than an empty line, and a megabyte of them is looked at by every format.
    const found = bytes[at] === NEWLINE ? at : bytes.indexOf(NEWLINE, at);
    let end = found === -1 ? bytes.length : found;
    if (end - at > LONGEST) {
      this.line = '';
      this.at = bytes.length;
      throw new ProfileRefused(
        'DAMAGED_PROFILE',
        `Line ${this.number + 1} is longer than ${LONGEST} bytes, which no text profile has. Take the profile again, or save it without wrapping or joining its lines.`,
        { line: this.number + 1 },
      );
    }
    this.at = found === -1 ? bytes.length : found + 1;
    if (end > at && bytes[end - 1] === CARRIAGE_RETURN) end--;
    this.line = shortAscii(bytes, at, end) ?? this.utf8.decode(bytes.subarray(at, end));
    this.number++;
    return true;
  }
}
