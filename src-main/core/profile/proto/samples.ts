import { GrowI32, twice } from '../model/grow.js';
import { ProfileRefused } from '../model/profile.js';
import { StackTrie } from '../model/stack-trie.js';
import { ValueStore } from '../model/values.js';
import type { IdIndex } from './ids.js';
import { LabelTable } from './label-table.js';
import { PROFILE_LIMITS } from './limits.js';
import { StackReader } from './stack-reader.js';
import { tooLarge } from './string-table.js';
import { BYTES, VARINT, WireError, type Wire } from './wire.js';

/** Index of a string that no table can have. */
export const NO_STRING = -2;

/** Reads sample messages: stacks go into a tree at once, so that memory is in nodes. */
export class SampleReader {
  readonly trie = new StackTrie();
  readonly stack = new GrowI32();
  readonly labelSet = new GrowI32();
  readonly labelTable = new LabelTable();
  private readonly wire: Wire;
  private readonly stacks: StackReader;
  /** Bytes of ids that lie in several fields, put together. */
  private gathered = new Uint8Array(256);
  private labels = new Int32Array(16);
  private readonly values = new ValueStore();
  /** Values of each sample; the sample types may come later. */
  private width = -1;
  private uneven = false;

  constructor(wire: Wire, locations: IdIndex) {
    this.wire = wire;
    this.stacks = new StackReader(this.trie, locations, wire);
  }

  /** One message, from the wire's `pos` to its `end`. */
  read(): void {
    const { wire } = this;
    const { buffer, end } = wire;
    // Ids are most often one packed field, which is read where it lies.
    let ids = buffer;
    let from = 0;
    let to = 0;
    let values = 0;
    let labels = 0;
    while (wire.pos < end) {
      wire.next();
      switch (wire.field) {
        case 1:
          if (wire.type !== VARINT) demand(wire, BYTES);
          if (to === from) {
            ({ from, to } = wire);
          } else {
            if (ids === buffer) {
              to = this.gather(buffer, from, to, 0);
              from = 0;
              ids = this.gathered;
            }
            to = this.gather(buffer, wire.from, wire.to, to);
            ids = this.gathered;
          }
          break;
        case 2:
          values = this.readValues(values);
          if (values > PROFILE_LIMITS.values) throw tooLarge('values of a sample', PROFILE_LIMITS.values);
          break;
        case 3: {
          if (labels === this.labels.length) this.labels = twice(this.labels);
          this.labels[labels++] = this.readLabel();
          break;
        }
      }
    }
    this.keep(this.stacks.node(ids, from, to), values, labels);
  }

  get count(): number {
    return this.stack.length;
  }

  /** Columns of the values; refuses samples whose number of values is not that of the types. */
  done(types: number): ReturnType<ValueStore['done']> {
    if (this.count > 0 && types === 0) throw damaged('samples without a sample type');
    if (this.uneven || (this.count > 0 && this.width !== types)) {
      throw damaged(`samples whose number of values is not that of the ${types.toString()} sample types`);
    }
    return this.values.done(types);
  }

  private keep(node: number, values: number, labels: number): void {
    if (this.count >= PROFILE_LIMITS.samples) throw tooLarge('samples', PROFILE_LIMITS.samples);
    if (this.trie.count > PROFILE_LIMITS.nodes) throw tooLarge('stack frames', PROFILE_LIMITS.nodes);
    if (this.width === -1) this.width = values;
    if (values !== this.width) this.uneven = true;
    this.stack.push(node);
    this.labelSet.push(labels === 0 ? 0 : this.labelTable.set(this.labels, labels));
    this.values.endRow();
  }

  /** Appends bytes of whole varints; answers how many there are then. */
  private gather(buffer: Uint8Array, from: number, to: number, length: number): number {
    if (to > from && (buffer[to - 1] as number) >= 0x80) throw new WireError('a number does not end', to);
    const all = length + to - from;
    if (all > this.gathered.length) {
      const next = new Uint8Array(Math.max(all, this.gathered.length * 2));
      next.set(this.gathered);
      this.gathered = next;
    }
    this.gathered.set(buffer.subarray(from, to), length);
    return all;
  }

  private readValues(count: number): number {
    const { wire, values } = this;
    if (wire.type === VARINT) {
      values.put(count, wire.low, wire.high);
      return count + 1;
    }
    demand(wire, BYTES);
    const { end, to } = wire;
    wire.pos = wire.from;
    wire.end = to;
    while (wire.pos < to) {
      wire.varint();
      values.put(count++, wire.low, wire.high);
    }
    wire.end = end;
    return count;
  }

  private readLabel(): number {
    const { wire } = this;
    demand(wire, BYTES);
    const { end, to } = wire;
    let key = 0;
    let text = 0;
    let number: number | bigint = 0;
    let unit = 0;
    wire.pos = wire.from;
    wire.end = to;
    while (wire.pos < to) {
      wire.next();
      if (wire.field < 1 || wire.field > 4) continue;
      demand(wire, VARINT);
      if (wire.field === 1) key = stringIndex(wire);
      else if (wire.field === 2) text = stringIndex(wire);
      else if (wire.field === 3) number = wire.int64();
      else unit = stringIndex(wire);
    }
    wire.end = end;
    return this.labelTable.label(key, text, number, unit);
  }
}

/** The varint read last as an index into the string table. */
export function stringIndex(wire: Wire): number {
  const { low, high } = wire;
  return high === 0 && low >= 0 && low < 0x4000_0000 ? low : NO_STRING;
}

/** Refuses a field of another wire type than it may have. */
export function demand(wire: Wire, type: number): void {
  if (wire.type === type) return;
  throw new WireError(`field ${wire.field.toString()} is of another type than it may be`, wire.pos);
}

export function damaged(what: string): ProfileRefused {
  return new ProfileRefused('DAMAGED_PROFILE', `The profile is damaged: it has ${what}.`, { what });
}
