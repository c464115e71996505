import { GrowF64, GrowI32, GrowU32, GrowU64 } from '../model/grow.js';
import { IdIndex } from './ids.js';
import { PROFILE_LIMITS } from './limits.js';
import { damaged, demand, stringIndex } from './samples.js';
import { tooLarge } from './string-table.js';
import { BYTES, VARINT, type Wire } from './wire.js';

/** What the three tables of ids share: an id is defined once and is never 0. */
abstract class Table {
  readonly ids: IdIndex;
  count = 0;
  private readonly word: string;

  constructor(word: string, ids: IdIndex) {
    this.word = word;
    this.ids = ids;
  }

  protected define(low: number, high: number): void {
    if (low === 0 && high === 0) throw damaged(`a ${this.word} with the reserved id 0`);
    if (!this.ids.define(this.ids.index(low, high), this.count)) {
      throw damaged(
        `two entries of the ${this.word} table with one id, as two profiles one after the other have`,
      );
    }
    this.count++;
    if (this.count > PROFILE_LIMITS.entries) throw tooLarge(`${this.word}s`, PROFILE_LIMITS.entries);
  }
}

const asNumber = (value: number | bigint): number => Number(value);

export class MappingTable extends Table {
  readonly entries: { file: number; buildId: number; start: bigint; limit: bigint; offset: bigint }[] = [];

  constructor() {
    super('mapping', new IdIndex());
  }

  read(wire: Wire): void {
    const entry = { file: 0, buildId: 0, start: 0n, limit: 0n, offset: 0n };
    let low = 0;
    let high = 0;
    while (wire.pos < wire.end) {
      wire.next();
      if (wire.field < 1 || wire.field > 10) continue;
      demand(wire, VARINT);
      switch (wire.field) {
        case 1:
          ({ low, high } = wire);
          break;
        case 2:
          entry.start = wire.uint64();
          break;
        case 3:
          entry.limit = wire.uint64();
          break;
        case 4:
          entry.offset = wire.uint64();
          break;
        case 5:
          entry.file = stringIndex(wire);
          break;
        case 6:
          entry.buildId = stringIndex(wire);
          break;
      }
    }
    this.define(low, high);
    this.entries.push(entry);
  }
}

export class FunctionTable extends Table {
  readonly name = new GrowI32();
  readonly systemName = new GrowI32();
  readonly file = new GrowI32();
  readonly startLine = new GrowF64();

  constructor() {
    super('function', new IdIndex());
  }

  read(wire: Wire): void {
    let low = 0;
    let high = 0;
    let name = 0;
    let systemName = 0;
    let file = 0;
    let startLine = 0;
    while (wire.pos < wire.end) {
      wire.next();
      if (wire.field < 1 || wire.field > 5) continue;
      demand(wire, VARINT);
      if (wire.field === 1) ({ low, high } = wire);
      else if (wire.field === 2) name = stringIndex(wire);
      else if (wire.field === 3) systemName = stringIndex(wire);
      else if (wire.field === 4) file = stringIndex(wire);
      else startLine = asNumber(wire.int64());
    }
    this.define(low, high);
    this.name.push(name);
    this.systemName.push(systemName);
    this.file.push(file);
    this.startLine.push(startLine);
  }
}

export class LocationTable extends Table {
  readonly address = new GrowU64();
  /** Index of the mapping's id; -1 where none is named. */
  readonly mapping = new GrowI32();
  readonly firstLine = new GrowU32();
  /** Index of the function's id. */
  readonly lineFunc = new GrowI32();
  readonly line = new GrowF64();
  private readonly mappings: MappingTable;
  private readonly functions: FunctionTable;

  constructor(mappings: MappingTable, functions: FunctionTable) {
    super('location', new IdIndex());
    this.mappings = mappings;
    this.functions = functions;
  }

  read(wire: Wire): void {
    let low = 0;
    let high = 0;
    let mapping = -1;
    let address = 0n;
    this.firstLine.push(this.line.length);
    while (wire.pos < wire.end) {
      wire.next();
      if (wire.field === 4) this.readLine(wire);
      else if (wire.field >= 1 && wire.field <= 5) {
        demand(wire, VARINT);
        if (wire.field === 1) ({ low, high } = wire);
        else if (wire.field === 2)
          mapping = wire.low === 0 && wire.high === 0 ? -1 : this.mappings.ids.index(wire.low, wire.high);
        else if (wire.field === 3) address = wire.uint64();
      }
    }
    this.define(low, high);
    this.address.push(address);
    this.mapping.push(mapping);
  }

  private readLine(wire: Wire): void {
    demand(wire, BYTES);
    const { end, to } = wire;
    let func = -1;
    let line = 0;
    wire.pos = wire.from;
    wire.end = to;
    while (wire.pos < to) {
      wire.next();
      if (wire.field < 1 || wire.field > 3) continue;
      demand(wire, VARINT);
      if (wire.field === 1)
        func = wire.low === 0 && wire.high === 0 ? -1 : this.functions.ids.index(wire.low, wire.high);
      else if (wire.field === 2) line = asNumber(wire.int64());
    }
    wire.end = end;
    this.lineFunc.push(func);
    this.line.push(line);
    if (this.line.length > PROFILE_LIMITS.lines) throw tooLarge('lines', PROFILE_LIMITS.lines);
  }
}
