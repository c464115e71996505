import { GrowI32 } from '../model/grow.js';
import { ProfileRefused, type Profile } from '../model/profile.js';
import { assemble, type Decoded, type ValueTypeIndex } from './assemble.js';
import { PROFILE_LIMITS } from './limits.js';
import { damaged, demand, SampleReader, stringIndex } from './samples.js';
import { StringTable, tooLarge } from './string-table.js';
import { FunctionTable, LocationTable, MappingTable } from './tables.js';
import { BYTES, VARINT, Wire, WireError } from './wire.js';

/** Tag and length of a field take at most this many bytes. */
const HEAD_BYTES = 20;

/**
 * Reads a profile from its protobuf bytes as they come, in one pass: every top-level message is read where it
 * lies, and only one that a chunk cuts is put together first. Format: google/pprof, proto/profile.proto.
 * Its verdict is google/pprof's (`profile.ParseUncompressed` and `CheckValid`).
 */
export class ProtoReader {
  private readonly wire = new Wire();
  private readonly strings = new StringTable();
  private readonly mappings = new MappingTable();
  private readonly functions = new FunctionTable();
  private readonly locations = new LocationTable(this.mappings, this.functions);
  private readonly samples = new SampleReader(this.wire, this.locations.ids);
  private readonly sampleTypes: ValueTypeIndex[] = [];
  private readonly comments = new GrowI32();
  private readonly head: Decoded['head'] = {
    dropFrames: 0,
    keepFrames: 0,
    timeNanos: 0n,
    durationNanos: 0n,
    periodType: null,
    period: 0n,
    defaultSampleType: 0,
    docUrl: 0,
  };
  /** Start of a message that the next chunk goes on with. */
  private rest = new Uint8Array(0);
  private held = 0;
  /** Bytes that the message at the start of `rest` needs; asked before it is looked at again. */
  private needed = 0;
  /** Bytes before the ones at hand. */
  private passed = 0;

  /** Takes the next bytes. Throws ProfileRefused when they are no profile's. */
  push(chunk: Uint8Array): void {
    if (this.held === 0) this.consume(chunk, chunk.length, false);
    else {
      this.hold(chunk, 0, chunk.length);
      if (this.held >= this.needed) this.consume(this.rest, this.held, false);
    }
  }

  /** The whole profile; throws ProfileRefused when it ends too early or does not hold together. */
  end(): Profile {
    if (this.held > 0) this.consume(this.rest, this.held, true);
    if (this.passed === 0) throw new ProfileRefused('EMPTY_FILE', 'The file is empty: it holds no profile.');
    return this.judged(() =>
      assemble({
        strings: this.strings,
        mappings: this.mappings,
        functions: this.functions,
        locations: this.locations,
        samples: this.samples,
        sampleTypes: this.sampleTypes,
        comments: this.comments.done(),
        head: this.head,
      }),
    );
  }

  private consume(buffer: Uint8Array, length: number, isLast: boolean): void {
    const { wire } = this;
    let pos = 0;
    this.needed = 0;
    this.judged(() => {
      while (pos < length) {
        if (!isLast && length - pos < HEAD_BYTES) break;
        wire.open(buffer, pos, length);
        wire.tag();
        if (wire.type === BYTES) {
          wire.span();
          if (wire.to > length) {
            if (isLast) throw new WireError('the data ends within a message', wire.from);
            if (wire.to - wire.from > PROFILE_LIMITS.messageBytes)
              throw new WireError('a message claims to be larger than any is', wire.from);
            this.needed = wire.to - pos;
            break;
          }
        } else {
          wire.pos = pos;
          wire.next();
        }
        const next = wire.type === BYTES ? wire.to : wire.pos;
        this.field(buffer);
        pos = next;
      }
    });
    this.passed += pos;
    if (buffer === this.rest) {
      this.rest.copyWithin(0, pos, length);
      this.held = length - pos;
    } else this.hold(buffer, pos, length);
  }

  private hold(buffer: Uint8Array, from: number, to: number): void {
    const length = this.held + to - from;
    if (length > this.rest.length) {
      const next = new Uint8Array(Math.max(length, this.rest.length * 2, 4096));
      next.set(this.rest.subarray(0, this.held));
      this.rest = next;
    }
    this.rest.set(buffer.subarray(from, to), this.held);
    this.held = length;
  }

  private field(buffer: Uint8Array): void {
    const { wire, head } = this;
    const { field } = wire;
    if (field < 1 || field > 15) return;
    if (field <= 6 || field === 11) {
      demand(wire, BYTES);
      const { from, to } = wire;
      if (field === 6) {
        this.string(buffer, from, to);
        return;
      }
      wire.open(buffer, from, to);
      this.message(field);
      return;
    }
    if (field === 13 && wire.type === BYTES) {
      wire.open(buffer, wire.from, wire.to);
      while (wire.pos < wire.end) {
        wire.varint();
        this.comments.push(stringIndex(wire));
      }
      return;
    }
    demand(wire, VARINT);
    switch (field) {
      case 7:
        head.dropFrames = stringIndex(wire);
        break;
      case 8:
        head.keepFrames = stringIndex(wire);
        break;
      case 9:
        if (head.timeNanos !== 0n) throw damaged('two profiles one after the other');
        head.timeNanos = BigInt(wire.int64());
        break;
      case 10:
        head.durationNanos = BigInt(wire.int64());
        break;
      case 12:
        head.period = BigInt(wire.int64());
        break;
      case 13:
        this.comments.push(stringIndex(wire));
        break;
      case 14:
        head.defaultSampleType = stringIndex(wire);
        break;
      case 15:
        head.docUrl = stringIndex(wire);
        break;
    }
  }

  private message(field: number): void {
    const { wire } = this;
    switch (field) {
      case 1:
        this.sampleTypes.push(this.valueType());
        break;
      case 2:
        this.samples.read();
        break;
      case 3:
        this.mappings.read(wire);
        break;
      case 4:
        this.locations.read(wire);
        break;
      case 5:
        this.functions.read(wire);
        break;
      case 11:
        this.head.periodType = this.valueType();
        break;
    }
  }

  private string(buffer: Uint8Array, from: number, to: number): void {
    this.strings.add(buffer, from, to);
    if (this.strings.firstLength !== 0)
      throw damaged('a string table that does not begin with the empty string');
    if (this.strings.count > PROFILE_LIMITS.entries) throw tooLarge('strings', PROFILE_LIMITS.entries);
  }

  private valueType(): ValueTypeIndex {
    const { wire } = this;
    const value: ValueTypeIndex = { type: 0, unit: 0 };
    while (wire.pos < wire.end) {
      wire.next();
      if (wire.field !== 1 && wire.field !== 2) continue;
      demand(wire, VARINT);
      value[wire.field === 1 ? 'type' : 'unit'] = stringIndex(wire);
    }
    return value;
  }

  /** Turns what the wire says into a refusal with the place in the file. */
  private judged<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const at = this.passed + error.offset;
      throw new ProfileRefused(
        'DAMAGED_PROFILE',
        `The profile is damaged or cut: ${error.message}, near byte ${at.toString()} of the inflated data. Capture or copy it again.`,
        { what: error.message, at },
      );
    }
  }
}
