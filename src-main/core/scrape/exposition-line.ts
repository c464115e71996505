import { scanned, scanNumber } from './number.js';

/** A sample line read in full. */
export interface SampleLine {
  name: string;
  labels: Record<string, string>;
  /** Bytes [start, keyEnd) spell name and labels: the key the template remembers. */
  keyEnd: number;
  value: number;
  /** As written: integer ms in the classic format, seconds in OpenMetrics; null = none. */
  timestamp: number | null;
}

export interface LineError {
  /** What is wrong, in words, without the line itself. */
  reason: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const isNameByte = (byte: number, first: boolean): boolean =>
  (byte >= 97 && byte <= 122) ||
  (byte >= 65 && byte <= 90) ||
  byte === 95 ||
  byte === 58 ||
  (!first && byte >= 48 && byte <= 57);

/**
 * One line of the Prometheus text or OpenMetrics format, bytes [start, end). Grammar:
 * prometheus/common expfmt/text_parse.go, with UTF-8 names in quotes (`{"my.name",a="b"} 1`).
 */
export function parseSampleLine(bytes: Uint8Array, start: number, end: number): SampleLine | LineError {
  return new LineReader(bytes, start, end).read();
}

class LineReader {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private i: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.i = start;
    this.end = end;
  }

  read(): SampleLine | LineError {
    const labels: Record<string, string> = Object.create(null) as Record<string, string>;
    let name = this.bareName();
    this.skipBlanks();
    if (this.peek() === 0x7b) {
      this.i++;
      const result = this.readLabels(labels, name === '');
      if (typeof result !== 'string') return result;
      if (name === '') name = result;
    }
    if (name === '') return { reason: 'the line does not begin with a metric name' };
    const keyEnd = this.i;
    this.skipBlanks();
    if (this.i >= this.end) return { reason: 'there is no value' };
    const value = scanNumber(this.bytes, this.i, this.end);
    if (value === null) return { reason: 'the value is not a number' };
    this.i = scanned.end;
    this.skipBlanks();
    if (this.i >= this.end || this.peek() === 0x23) return { name, labels, keyEnd, value, timestamp: null };
    const timestamp = scanNumber(this.bytes, this.i, this.end);
    if (timestamp === null || !Number.isFinite(timestamp)) return { reason: 'the timestamp is not a number' };
    this.i = scanned.end;
    this.skipBlanks();
    if (this.i < this.end && this.peek() !== 0x23) return { reason: 'there is text after the timestamp' };
    return { name, labels, keyEnd, value, timestamp };
  }

  /** Reads to the closing brace. Returns the quoted metric name, or '' when it stood before the brace. */
  private readLabels(labels: Record<string, string>, nameInside: boolean): string | LineError {
    let quotedName = '';
    for (;;) {
      this.skipBlanks();
      if (this.peek() === 0x7d) {
        this.i++;
        return quotedName;
      }
      const quoted = this.peek() === 0x22;
      const label = quoted ? this.quoted() : this.bareName();
      if (label === null) return { reason: 'a quoted name is not closed or not UTF-8' };
      if (label === '') return { reason: 'a label name is missing' };
      this.skipBlanks();
      if (this.peek() === 0x3d) {
        this.i++;
        this.skipBlanks();
        if (this.peek() !== 0x22) return { reason: `the value of label ${label} is not in quotes` };
        const value = this.quoted();
        if (value === null) return { reason: `the value of label ${label} is not closed or not UTF-8` };
        if (label in labels) return { reason: `label ${label} is there twice` };
        if (label === '__name__') return { reason: 'a label is named __name__' };
        if (value !== '') labels[label] = value;
      } else if (quoted && nameInside && quotedName === '') {
        quotedName = label;
      } else {
        return { reason: `label ${label} has no value` };
      }
      this.skipBlanks();
      const next = this.peek();
      if (next === 0x2c) this.i++;
      else if (next !== 0x7d) return { reason: 'the labels are not closed by a brace' };
    }
  }

  private bareName(): string {
    const start = this.i;
    while (this.i < this.end && isNameByte(this.peek(), this.i === start)) this.i++;
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, this.i - start).toString('latin1');
  }

  /** A string in double quotes with \\, \" and \n; null when it has no end or is not UTF-8. */
  private quoted(): string | null {
    const start = ++this.i;
    let escaped = false;
    while (this.i < this.end && this.peek() !== 0x22) {
      if (this.peek() === 0x5c) {
        escaped = true;
        this.i++;
      }
      this.i++;
    }
    if (this.i >= this.end) return null;
    const raw = this.bytes.subarray(start, this.i++);
    let text: string;
    try {
      text = decoder.decode(raw);
    } catch {
      return null;
    }
    return escaped ? text.replace(/\\([\\"n])/g, (_, c: string) => (c === 'n' ? '\n' : c)) : text;
  }

  private skipBlanks(): void {
    while (this.i < this.end && (this.peek() === 0x20 || this.peek() === 0x09)) this.i++;
  }

  private peek(): number {
    return this.bytes[this.i] ?? 0;
  }
}

/** `# TYPE name type`, `# HELP name text`, `# UNIT name unit`; null for any other comment. */
export function parseComment(
  line: string,
): { keyword: 'TYPE' | 'HELP' | 'UNIT'; name: string; text: string } | null {
  const match = /^#[ \t]+(TYPE|HELP|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|[^ \t]+)(?:[ \t]+(.*?))?[ \t]*$/.exec(line);
  if (match === null) return null;
  const [, keyword, name = '', text = ''] = match;
  const unquoted = name.startsWith('"') ? name.slice(1, -1).replace(/\\(["\\])/g, '$1') : name;
  return { keyword: keyword as 'TYPE' | 'HELP' | 'UNIT', name: unquoted, text };
}
