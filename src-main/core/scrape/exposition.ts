import type { MetricMetadata, MetricType } from '../../../shared/model/series.js';
import { parseComment, parseSampleLine } from './exposition-line.js';
import { scanned, scanNumber } from './number.js';

/** What to do with the samples of a line whose name and labels are new to the reader. */
export interface SeriesSink {
  /**
   * The slot for this series, or a negative number when it is not wanted. Asked once per series and
   * generation of slots; the answer is remembered with the line's bytes.
   */
  slot(name: string, labels: Record<string, string>, metadata: MetricMetadata): number;
  /** A sample that says when it was taken; it has no slot among the others. */
  stamped(
    name: string,
    labels: Record<string, string>,
    metadata: MetricMetadata,
    tMs: number,
    value: number,
  ): void;
}

export interface ExpositionResult {
  samples: number;
  /** Lines that could not be read; the first of them in words. */
  badLines: number;
  firstBad: { line: number; reason: string } | null;
  /** Samples past the limit, not read. */
  overLimit: number;
}

interface Family {
  type: MetricType;
  help: string;
  unit: string;
  /** Suffixes of a histogram or summary. */
  compound: boolean;
}

const TYPES: Record<string, { type: MetricType; compound: boolean }> = {
  counter: { type: 'counter', compound: false },
  gauge: { type: 'gauge', compound: false },
  histogram: { type: 'histogram', compound: true },
  gaugehistogram: { type: 'histogram', compound: true },
  summary: { type: 'gauge', compound: true },
};

/** A remembered line that is a comment. */
const COMMENT = -3;
/** Not asked yet. */
const UNKNOWN = -2;

/**
 * Reads the body of one source again and again. Between scrapes an app changes values, hardly ever lines,
 * so the reader keeps the bytes of each line's name and labels in order: when the next body repeats them,
 * only the value is parsed and no string is made. `slots` and `values` are columns ready for a group.
 */
export class ExpositionReader {
  slots = new Int32Array(64);
  values = new Float64Array(64);
  count = 0;

  /** Lines of the last body: bytes end to end, where each ends, and its slot. */
  private before = new LineTable();
  /** Lines of this body, written from the first one that differs; until then `before` speaks for both. */
  private current = new LineTable();
  /** Lines read, and whether each was the one that stood there before. */
  private entry = 0;
  private inStep = true;
  private known = new Map<string, number>();
  private families = new Map<string, Family>();

  /** Forgets slots (not the lines' types): they were given back or another source owns other names now. */
  forgetSlots(): void {
    this.known.clear();
    this.before.clear();
  }

  /** `openMetrics`: timestamps are seconds and `# EOF` ends the body. At most `limit` samples are read. */
  read(body: Buffer, sink: SeriesSink, openMetrics: boolean, limit: number): ExpositionResult {
    const result: ExpositionResult = { samples: 0, badLines: 0, firstBad: null, overLimit: 0 };
    this.begin();
    let line = 0;
    let i = 0;
    while (i < body.length) {
      line++;
      if (result.samples >= limit) {
        // A million lines past the limit are counted, not read: that would take a second.
        result.overLimit = countLines(body, i);
        break;
      }
      const repeated = this.repeatedLine(body, i);
      if (repeated > 0) {
        if (this.before.slotOf(this.entry - 1) !== COMMENT) result.samples++;
        i = repeated;
        continue;
      }
      const stop = lineEnd(body, i);
      const end = trimEnd(body, i, stop);
      const start = trimStart(body, i, end);
      if (body[start] === 0x23) {
        if (openMetrics && body.toString('latin1', start, end) === '# EOF') break;
        this.comment(body, start, end, stop);
      } else if (end > start) {
        this.newLine(body, start, end, line, { sink, openMetrics, result });
      }
      i = stop + 1;
    }
    if (!this.inStep || this.entry < this.before.length) {
      this.leaveStep();
      [this.before, this.current] = [this.current, this.before];
    }
    // Lines that are gone are not remembered for ever.
    if (this.known.size > 2 * this.before.length + 1000) this.known.clear();
    return result;
  }

  private begin(): void {
    this.count = 0;
    this.current.clear();
    this.entry = 0;
    this.inStep = true;
  }

  /** Start of the next line when this one has the key of the line that stood here before; else 0. */
  private repeatedLine(body: Buffer, start: number): number {
    const { before, entry } = this;
    if (entry >= before.length) return 0;
    const keyStart = before.startOf(entry);
    const length = before.endOf(entry) - keyStart;
    if (!sameBytes(body, start, before.bytes, keyStart, length)) return 0;
    const slot = before.slotOf(entry);
    const keyEnd = start + length;
    if (slot === COMMENT) {
      if (keyEnd < body.length && body[keyEnd] !== 0x0a) return 0;
      this.repeat(entry);
      return keyEnd + 1;
    }
    if (body[keyEnd] !== 0x20) return 0;
    const value = scanNumber(body, keyEnd + 1, body.length);
    if (value === null || (scanned.end < body.length && body[scanned.end] !== 0x0a)) return 0;
    const next = scanned.end + 1;
    this.pushSample(slot, value);
    this.repeat(entry);
    return next;
  }

  private repeat(entry: number): void {
    if (!this.inStep) this.current.pushFrom(this.before, entry);
    this.entry++;
  }

  private remember(body: Buffer, from: number, to: number, slot: number): void {
    this.leaveStep();
    this.current.push(body, from, to - from, slot);
    this.entry++;
  }

  private leaveStep(): void {
    if (!this.inStep) return;
    this.inStep = false;
    this.current.copyFrom(this.before, this.entry);
  }

  private newLine(
    body: Buffer,
    start: number,
    end: number,
    line: number,
    pass: { sink: SeriesSink; openMetrics: boolean; result: ExpositionResult },
  ): void {
    const { sink, result } = pass;
    const parsed = parseSampleLine(body, start, end);
    if ('reason' in parsed) {
      result.badLines++;
      result.firstBad ??= { line, reason: parsed.reason };
      return;
    }
    result.samples++;
    if (parsed.timestamp !== null) {
      const tMs = pass.openMetrics ? parsed.timestamp * 1000 : parsed.timestamp;
      sink.stamped(parsed.name, parsed.labels, this.metadata(parsed.name), tMs, parsed.value);
      return;
    }
    const key = body.toString('latin1', start, parsed.keyEnd);
    let slot = this.known.get(key) ?? UNKNOWN;
    if (slot === UNKNOWN) {
      slot = sink.slot(parsed.name, parsed.labels, this.metadata(parsed.name));
      this.known.set(key, slot);
    }
    this.pushSample(slot, parsed.value);
    this.remember(body, start, parsed.keyEnd, slot);
  }

  private pushSample(slot: number, value: number): void {
    if (this.count === this.slots.length) {
      const slots = new Int32Array(this.count * 2);
      const values = new Float64Array(this.count * 2);
      slots.set(this.slots);
      values.set(this.values);
      this.slots = slots;
      this.values = values;
    }
    this.slots[this.count] = slot;
    this.values[this.count++] = value;
  }

  private comment(body: Buffer, start: number, end: number, stop: number): void {
    this.remember(body, start, stop, COMMENT);
    const parsed = parseComment(body.toString('utf8', start, end));
    if (parsed === null) return;
    const family = this.families.get(parsed.name) ?? { type: 'gauge', help: '', unit: '', compound: false };
    if (parsed.keyword === 'TYPE')
      Object.assign(family, TYPES[parsed.text] ?? { type: 'gauge', compound: false });
    else if (parsed.keyword === 'HELP') family.help = parsed.text.slice(0, 1024);
    else family.unit = parsed.text;
    if (this.families.size > 20_000) this.families.clear();
    this.families.set(parsed.name, family);
  }

  private metadata(name: string): MetricMetadata {
    const direct = this.families.get(name);
    if (direct !== undefined) return toMetadata(name, direct, '');
    const suffix = /_(bucket|sum|count|total|created|info)$/.exec(name);
    if (suffix !== null) {
      const family = this.families.get(name.slice(0, suffix.index));
      if (family !== undefined) return toMetadata(name, family, suffix[1] ?? '');
    }
    return { type: 'gauge', unit: unitOf(name), help: '' };
  }
}

function toMetadata(name: string, family: Family, suffix: string): MetricMetadata {
  let type = family.type;
  // Sums and counts of a summary only grow; `_created` is a moment.
  if (family.compound && type === 'gauge' && (suffix === 'sum' || suffix === 'count')) type = 'counter';
  if (suffix === 'created') type = 'gauge';
  return { type, unit: family.unit !== '' ? family.unit : unitOf(name), help: family.help };
}

/** The base unit a name ends in, Prometheus' naming. */
function unitOf(name: string): string {
  return (
    /_(seconds|bytes|ratio|celsius|meters|volts|amperes|joules|grams)(?:_total|_sum|_bucket)?$/.exec(
      name,
    )?.[1] ?? ''
  );
}

/** Keys of lines in their order, bytes end to end. */
class LineTable {
  bytes = new Uint8Array(4096);
  private ends = new Uint32Array(64);
  private slots = new Int32Array(64);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  startOf(entry: number): number {
    return entry === 0 ? 0 : (this.ends[entry - 1] ?? 0);
  }

  endOf(entry: number): number {
    return this.ends[entry] ?? 0;
  }

  slotOf(entry: number): number {
    return this.slots[entry] ?? UNKNOWN;
  }

  push(source: Uint8Array, from: number, count: number, slot: number): void {
    const at = this.startOf(this.length);
    const end = this.room(at, count);
    for (let i = 0; i < count; i++) this.bytes[at + i] = source[from + i] ?? 0;
    if (this.length === this.ends.length) this.grow();
    this.ends[this.length] = end;
    this.slots[this.length++] = slot;
  }

  pushFrom(other: LineTable, entry: number): void {
    const start = other.startOf(entry);
    this.push(other.bytes, start, other.endOf(entry) - start, other.slotOf(entry));
  }

  /** Becomes the first `entries` lines of another table. */
  copyFrom(other: LineTable, entries: number): void {
    this.clear();
    const count = other.startOf(entries);
    this.room(0, count);
    this.bytes.set(other.bytes.subarray(0, count));
    while (this.ends.length < entries) this.grow();
    this.ends.set(other.ends.subarray(0, entries));
    this.slots.set(other.slots.subarray(0, entries));
    this.length = entries;
  }

  /** Makes room for `count` bytes at `at`; returns where they end. */
  private room(at: number, count: number): number {
    const end = at + count;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
    }
    return end;
  }

  private grow(): void {
    const ends = new Uint32Array(this.ends.length * 2);
    const slots = new Int32Array(this.slots.length * 2);
    ends.set(this.ends);
    slots.set(this.slots);
    this.ends = ends;
    this.slots = slots;
  }
}

/** From this length on the native comparison pays for its call. */
const NATIVE_FROM = 96;

function sameBytes(a: Buffer, ai: number, b: Uint8Array, bi: number, length: number): boolean {
  if (ai + length > a.length) return false;
  if (length >= NATIVE_FROM) return a.compare(b, bi, bi + length, ai, ai + length) === 0;
  let k = 0;
  // Four at a time: a third less than one by one, measured.
  for (const last = length - 3; k < last; k += 4) {
    if (
      a[ai + k] !== b[bi + k] ||
      a[ai + k + 1] !== b[bi + k + 1] ||
      a[ai + k + 2] !== b[bi + k + 2] ||
      a[ai + k + 3] !== b[bi + k + 3]
    ) {
      return false;
    }
  }
  for (; k < length; k++) if (a[ai + k] !== b[bi + k]) return false;
  return true;
}

/** Lines from a line's start on that are neither empty nor comments. */
function countLines(body: Uint8Array, from: number): number {
  let count = 0;
  let atStart = true;
  for (let i = from; i < body.length; i++) {
    const byte = body[i];
    if (atStart && byte !== 0x23 && byte !== 0x0a) count++;
    atStart = byte === 0x0a;
  }
  return count;
}

function lineEnd(body: Uint8Array, from: number): number {
  const at = body.indexOf(0x0a, from);
  return at < 0 ? body.length : at;
}

function trimStart(body: Uint8Array, from: number, end: number): number {
  let start = from;
  while (start < end && (body[start] === 0x20 || body[start] === 0x09)) start++;
  return start;
}

/** End of the line without blanks and the carriage return that some writers leave. */
function trimEnd(body: Uint8Array, from: number, stop: number): number {
  let end = stop;
  while (end > from && (body[end - 1] === 0x0d || body[end - 1] === 0x20 || body[end - 1] === 0x09)) end--;
  return end;
}
