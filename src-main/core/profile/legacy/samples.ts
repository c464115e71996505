import type { SampleType } from '../../../../shared/model/profile.js';
import { ProfileBuilder, type FrameText } from '../model/builder.js';
import type { Profile } from '../model/profile.js';
import { frameRules } from './frame-rules.js';
import type { Int64 } from './go-text.js';
import { mendMappings, MappingTable } from './mapping-table.js';
import type { MapsEntry } from './proc-maps.js';

export interface LegacySample {
  /** Indices of locations, leaf first. */
  stack: number[];
  values: Int64[];
  labels: { key: string; text?: string; number?: number }[];
}

/**
 * What a text or binary format says before the memory map at its end is known: samples over addresses. One
 * location an address, as in google/pprof.
 */
export class LegacySamples {
  readonly samples: LegacySample[] = [];
  period: Int64 = 0;
  durationNanos: Int64 = 0;
  private readonly periodType: SampleType;
  private readonly sampleTypes: SampleType[];
  private readonly addresses: bigint[] = [];
  private readonly lines: (readonly FrameText[])[] = [];
  private readonly byAddress = new Map<bigint, number>();

  constructor(periodType: SampleType, sampleTypes: readonly SampleType[], period: Int64 = 0) {
    this.periodType = periodType;
    this.sampleTypes = [...sampleTypes];
    this.period = period;
  }

  /** The location of an address; wrapped to 64 bits. */
  locate(address: bigint): number {
    const wrapped = BigInt.asUintN(64, address);
    const known = this.byAddress.get(wrapped);
    if (known !== undefined) return known;
    const index = this.addresses.push(wrapped) - 1;
    this.lines.push([]);
    this.byAddress.set(wrapped, index);
    return index;
  }

  /** The location of an address that a sample has; undefined when none has it. */
  find(address: bigint): number | undefined {
    return this.byAddress.get(address);
  }

  addressOf(location: number): bigint {
    return this.addresses[location] ?? 0n;
  }

  /** Gives a location its frames, innermost first. */
  name(location: number, frames: readonly FrameText[]): void {
    this.lines[location] = frames;
  }

  add(stack: number[], values: Int64[], labels: LegacySample['labels'] = []): void {
    this.samples.push({ stack, values, labels });
  }

  /** Every sample's frame below the leaf that only repeats it: unwound and signalled, one byte apart. */
  dropRepeatedLeaves(): void {
    for (const { stack } of this.samples) {
      const [leaf, caller] = stack;
      if (leaf === undefined || caller === undefined) continue;
      if (this.addressOf(leaf) === BigInt.asUintN(64, this.addressOf(caller) + 1n)) stack.splice(1, 1);
    }
  }

  /** The profile with addresses put into the mappings of the file's end. */
  build(format: 'text' | 'binary', entries: readonly MapsEntry[]): Profile {
    const table = new MappingTable(mendMappings(entries));
    const builder = this.builder(format);
    const placed = new Int32Array(this.addresses.length).fill(-1);
    for (const { stack, values, labels } of this.samples) {
      const locations = stack.map((location) => {
        const known = placed[location] ?? -1;
        if (known !== -1) return known;
        const address = this.addressOf(location);
        const index = builder.location(address, this.lines[location] ?? [], table.find(address));
        placed[location] = index;
        return index;
      });
      builder.sample(locations, values, labels);
    }
    builder.mappings = table.mappings;
    return builder.build();
  }

  /** The profile with frames for addresses where they are known, and no addresses: Java's do not outlive a run. */
  buildWithoutAddresses(format: 'text' | 'binary'): Profile {
    const builder = this.builder(format);
    const placed = this.lines.map((frames) => builder.location(0n, frames));
    for (const { stack, values, labels } of this.samples)
      builder.sample(
        stack.map((location) => placed[location] ?? -1),
        values,
        labels,
      );
    return builder.build();
  }

  private builder(format: 'text' | 'binary'): ProfileBuilder {
    const builder = new ProfileBuilder(format, this.sampleTypes);
    builder.period = { ...this.periodType, value: BigInt(this.period) };
    builder.durationNanos = BigInt(this.durationNanos);
    const { drop, keep } = frameRules(this.sampleTypes.map(({ type }) => type));
    builder.dropFrames = drop;
    builder.keepFrames = keep;
    return builder;
  }
}
