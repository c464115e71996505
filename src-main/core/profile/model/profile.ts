import type { ProfileFormat, SampleType } from '../../../../shared/model/profile.js';

/** Values of one sample type: doubles while every value is exact in them, else 64-bit integers. */
export type ValueColumn = Float64Array | BigInt64Array;

/** A label of a sample, as indices into `strings`; `text` -1 for a number. */
export interface ProfileLabel {
  key: number;
  text: number;
  number: number | bigint;
  unit: number;
}

/**
 * A profile as columns. Stacks are a tree of locations, the entry point first: node 0 is the root and every
 * parent stands before its children. A location has one line or, where calls were inlined, several, innermost
 * first. -1 stands for “none” in every index column. Words are pprof's (Location, Line, Func, Mapping).
 */
export interface Profile {
  format: ProfileFormat;
  strings: readonly string[];
  sampleTypes: readonly SampleType[];
  /** As google/pprof picks it: `default_sample_type`, else the last. */
  defaultSampleType: number;
  stacks: {
    count: number;
    parent: Int32Array;
    /** Index of the location; -1 at the root. */
    location: Int32Array;
  };
  locations: {
    count: number;
    address: BigUint64Array;
    mapping: Int32Array;
    /** Lines of location i: firstLine[i] up to firstLine[i + 1]. */
    firstLine: Uint32Array;
  };
  lines: { func: Int32Array; line: Float64Array };
  funcs: {
    count: number;
    /** Indices into `strings`. */
    name: Uint32Array;
    systemName: Uint32Array;
    file: Uint32Array;
    startLine: Float64Array;
  };
  mappings: readonly { file: string; buildId: string; start: bigint; limit: bigint; offset: bigint }[];
  samples: {
    count: number;
    /** Node of `stacks` the sample stands at. */
    stack: Int32Array;
    /** Index into `labelSets`; 0 is the empty set. */
    labels: Int32Array;
    /** One column a sample type. */
    values: readonly ValueColumn[];
  };
  labelSets: readonly (readonly ProfileLabel[])[];
  /** Epoch ns; 0 = not said. */
  timeNanos: bigint;
  durationNanos: bigint;
  period: { type: string; unit: string; value: bigint } | null;
  comments: readonly string[];
  dropFrames: string;
  keepFrames: string;
  docUrl: string;
  /** Of a goroutine dump (debug=2) only, a row a sample: the goroutine's number and the location that started it, -1 where not said. */
  goroutines?: { id: Float64Array; creator: Int32Array };
}

/** Why bytes are no profile: the code is the same word in REST. */
export class ProfileRefused extends Error {
  readonly code: string;
  readonly params: Record<string, string | number>;

  constructor(code: string, message: string, params: Record<string, string | number> = {}) {
    super(message);
    this.name = 'ProfileRefused';
    this.code = code;
    this.params = params;
  }
}
