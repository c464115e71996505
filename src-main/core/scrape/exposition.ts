import type { MetricMetadata, MetricType } from '../../../shared/model/series.js';
import { parseComment, parseSampleLine } from './exposition-line.js';
import { COMMENT, countLines, hashBytes, LineTable, sameBytes, UNKNOWN } from './line-table.js';
import { scanned, scanNumber } from './number.js';

/** What to do with the samples of a line whose name and labels are new to the reader. */
export interface SeriesSink {
  /**
   * The slot for this series, or a negative number when it is not wanted. The answer is remembered with the
   * line's bytes while bodies have that line and slots are not forgotten.
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
  /** One object for all series of the family, by suffix; void when a comment changes the family. */
  metadata: Map<string, MetricMetadata>;
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
  /** Where each line of the last body stood, by a hash of its bytes; made in a pass that needs it. */
  private positions: Map<number, number> | null = null;
  private families = new Map<string, Family>();

  /** Forgets slots (not the lines' types): they were given back or another source owns other names now. */
  forgetSlots(): void {
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
    this.positions = null;
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
    let slot = this.slotBefore(body, start, parsed.keyEnd - start);
    if (slot === UNKNOWN) slot = sink.slot(parsed.name, parsed.labels, this.metadata(parsed.name));
    this.pushSample(slot, parsed.value);
    this.remember(body, start, parsed.keyEnd, slot);
  }

  /** The slot this line had where it stood in the last body: lines move when one is added or goes. */
  private slotBefore(body: Buffer, start: number, length: number): number {
    const { before } = this;
    if (this.positions === null) {
      this.positions = new Map();
      for (let entry = 0; entry < before.length; entry++) {
        const from = before.startOf(entry);
        this.positions.set(hashBytes(before.bytes, from, before.endOf(entry) - from), entry);
      }
    }
    const entry = this.positions.get(hashBytes(body, start, length));
    if (entry === undefined) return UNKNOWN;
    const from = before.startOf(entry);
    const same = before.endOf(entry) - from === length && sameBytes(body, start, before.bytes, from, length);
    const slot = same ? before.slotOf(entry) : UNKNOWN;
    return slot === COMMENT ? UNKNOWN : slot;
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
    const family = this.families.get(parsed.name) ?? {
      type: 'gauge',
      help: '',
      unit: '',
      compound: false,
      metadata: new Map(),
    };
    family.metadata.clear();
    if (parsed.keyword === 'TYPE')
      Object.assign(family, TYPES[parsed.text] ?? { type: 'gauge', compound: false });
    else if (parsed.keyword === 'HELP') family.help = parsed.text.slice(0, 1024);
    else family.unit = parsed.text;
    if (this.families.size > 20_000) this.families.clear();
    this.families.set(parsed.name, family);
  }

  private metadata(name: string): MetricMetadata {
    const direct = this.families.get(name);
    if (direct !== undefined) return metadataOf(name, direct, '');
    const suffix = /_(bucket|sum|count|total|created|info)$/.exec(name);
    if (suffix !== null) {
      const family = this.families.get(name.slice(0, suffix.index));
      if (family !== undefined) return metadataOf(name, family, suffix[1] ?? '');
    }
    return { type: 'gauge', unit: unitOf(name), help: '' };
  }
}

function metadataOf(name: string, family: Family, suffix: string): MetricMetadata {
  let metadata = family.metadata.get(suffix);
  if (metadata === undefined) family.metadata.set(suffix, (metadata = toMetadata(name, family, suffix)));
  return metadata;
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
