import { GrowI32, twice } from '../model/grow.js';
import { ProfileRefused } from '../model/profile.js';
import { StackTrie } from '../model/stack-trie.js';
import { ValueStore } from '../model/values.js';
import type { IdIndex } from './ids.js';
import { LabelTable } from './label-table.js';
import { PROFILE_LIMITS } from './limits.js';
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
  private readonly locations: IdIndex;
  private ids = new Int32Array(256);
  private numbers: (number | bigint)[] = [];
  private labels = new Int32Array(16);
  private values: ValueStore | null = null;
  /** Values of each sample; the sample types may come later. */
  private width = -1;
  private uneven = false;

  constructor(wire: Wire, locations: IdIndex) {
    this.wire = wire;
    this.locations = locations;
  }

  /** One message, from the wire's `pos` to its `end`. */
  read(): void {
    const { wire } = this;
    const { end } = wire;
    let depth = 0;
    let values = 0;
    let labels = 0;
    while (wire.pos < end) {
      wire.next();
      switch (wire.field) {
        case 1:
          depth = this.readIds(depth);
          break;
        case 2:
          values = this.readValues(values);
          break;
        case 3: {
          if (labels === this.labels.length) this.labels = twice(this.labels);
          this.labels[labels++] = this.readLabel();
          break;
        }
      }
    }
    this.keep(depth, values, labels);
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
    return (this.values ?? new ValueStore(types)).done();
  }

  private keep(depth: number, values: number, labels: number): void {
    if (this.count >= PROFILE_LIMITS.samples) throw tooLarge('samples', PROFILE_LIMITS.samples);
    if (this.width === -1) {
      this.width = values;
      this.values = new ValueStore(values);
    }
    if (values !== this.width) this.uneven = true;
    const { trie, ids } = this;
    let node = 0;
    for (let i = depth - 1; i >= 0; i--) node = trie.child(node, ids[i] as number);
    if (trie.count > PROFILE_LIMITS.nodes) throw tooLarge('stack frames', PROFILE_LIMITS.nodes);
    this.stack.push(node);
    this.labelSet.push(labels === 0 ? 0 : this.labelTable.set(this.labels, labels));
    this.values?.push(this.numbers);
  }

  private readIds(depth: number): number {
    const { wire } = this;
    if (wire.type === VARINT) return this.addId(depth);
    demand(wire, BYTES);
    const { end, to } = wire;
    wire.pos = wire.from;
    wire.end = to;
    while (wire.pos < to) {
      wire.varint();
      depth = this.addId(depth);
    }
    wire.end = end;
    return depth;
  }

  private addId(depth: number): number {
    if (depth === this.ids.length) this.ids = twice(this.ids);
    this.ids[depth] = this.locations.index(this.wire.low, this.wire.high);
    return depth + 1;
  }

  private readValues(count: number): number {
    const { wire } = this;
    if (wire.type === VARINT) {
      this.numbers[count] = wire.int64();
      return count + 1;
    }
    demand(wire, BYTES);
    const { end, to } = wire;
    wire.pos = wire.from;
    wire.end = to;
    while (wire.pos < to) {
      wire.varint();
      this.numbers[count++] = wire.int64();
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
  return wire.high === 0 && wire.low < 0x4000_0000 ? wire.low : NO_STRING;
}

/** Refuses a field of another wire type than it may have. */
export function demand(wire: Wire, type: number): void {
  if (wire.type === type) return;
  throw new WireError(`field ${wire.field.toString()} is of another type than it may be`, wire.pos);
}

export function damaged(what: string): ProfileRefused {
  return new ProfileRefused('DAMAGED_PROFILE', `The profile is damaged: it has ${what}.`, { what });
}
