import * as v from 'valibot';
import { Message } from './message.js';

/** An int64 of a profile: a number while exact, past 2^53 a decimal string. */
export const ExactValue = v.union([v.number(), v.string()]);
export type ExactValue = v.InferOutput<typeof ExactValue>;

/** What kind of question a profile answers. */
export const ProfileClass = v.picklist([
  'cpu',
  'memory',
  'goroutine',
  'block',
  'mutex',
  'threadcreate',
  'other',
]);
export type ProfileClass = v.InferOutput<typeof ProfileClass>;

export const SampleType = v.object({ type: v.string(), unit: v.string() });
export type SampleType = v.InferOutput<typeof SampleType>;

/** How the bytes are written: protobuf, one of the text formats, a goroutine dump (debug=2), an execution trace. */
export const ProfileFormat = v.picklist(['pprof', 'text', 'binary', 'goroutines', 'trace']);
export type ProfileFormat = v.InferOutput<typeof ProfileFormat>;

/** Where a frame's code comes from; `own` is the main module's. */
export const CODE_ORIGINS = ['own', 'dependency', 'stdlib', 'runtime', 'unknown'] as const;
export const CodeOrigin = v.picklist(CODE_ORIGINS);
export type CodeOrigin = v.InferOutput<typeof CodeOrigin>;

/** What a file says about itself, found by decoding it. */
export const ProfileFacts = v.object({
  type: ProfileClass,
  /** `cpu`, `heap`, `allocs`, `goroutine` …; a custom profile's own name. */
  profileType: v.string(),
  format: ProfileFormat,
  /** RFC 3339; null = the file does not say. */
  takenAt: v.nullable(v.string()),
  durationSeconds: v.nullable(v.number()),
  sampleTypes: v.array(v.object({ ...SampleType.entries, total: ExactValue })),
  /** Index into sampleTypes of the one google/pprof picks. */
  defaultSampleType: v.number(),
  /** What one sample stands for, e.g. 10 ms of CPU; null = not said. */
  period: v.nullable(v.object({ ...SampleType.entries, value: ExactValue })),
  /** Records of the file, distinct functions, distinct stacks' nodes. */
  samples: v.number(),
  functions: v.number(),
  nodes: v.number(),
  /** The main module, by the file's own paths or by its user; null = not known, so `own` code is package main. */
  module: v.nullable(v.string()),
  /** Goroutines of a dump (debug=2); null for anything else. */
  goroutines: v.nullable(v.number()),
  comments: v.array(v.string()),
});
export type ProfileFacts = v.InferOutput<typeof ProfileFacts>;

/** One profile of the library. Its bytes lie beside it under the same id, a hash of them. */
export const ProfileRecord = v.object({
  id: v.string(),
  ...ProfileFacts.entries,
  name: v.string(),
  origin: v.picklist(['capture', 'file', 'upload']),
  addedAt: v.string(),
  bytes: v.number(),
  targetId: v.nullable(v.string()),
  /** Its name when the profile was taken: the target may be gone. */
  targetName: v.nullable(v.string()),
  note: v.string(),
  tags: v.array(v.string()),
  /** Kept whatever the quota says. */
  pinned: v.boolean(),
});
export type ProfileRecord = v.InferOutput<typeof ProfileRecord>;

/**
 * What part of a profile is asked for. Patterns are RE2, matched as `go tool pprof` does: focus, ignore,
 * hide, show and show_from against function names and files.
 */
export const ProfileFilter = v.object({
  sample_type: v.optional(v.string()),
  focus: v.optional(v.string()),
  ignore: v.optional(v.string()),
  hide: v.optional(v.string()),
  show: v.optional(v.string()),
  show_from: v.optional(v.string()),
  /**
   * `key=value`, `key=~pattern`, `key=` for “has none”, or for numbers `key=low:high` with units, either end open.
   * Conditions on one key are alternatives; those on several keys must all hold.
   */
  label: v.optional(v.union([v.string(), v.array(v.string())])),
  /** Origins whose frames are folded into their callers, comma-separated: `runtime,stdlib`. */
  fold: v.optional(v.string()),
  /** Packages to keep samples of, comma-separated. */
  package: v.optional(v.string()),
});
export type ProfileFilter = v.InferOutput<typeof ProfileFilter>;

export const TopRow = v.object({
  name: v.string(),
  file: v.string(),
  line: v.number(),
  package: v.string(),
  origin: CodeOrigin,
  flat: ExactValue,
  flat_percent: v.number(),
  cum: ExactValue,
  cum_percent: v.number(),
});
export type TopRow = v.InferOutput<typeof TopRow>;

/** The product was specified with this shape. Percentages are of `total`. */
export const ProfileResult = v.object({
  id: v.string(),
  type: ProfileClass,
  profile_type: v.string(),
  timestamp: v.nullable(v.string()),
  sample_types: v.array(SampleType),
  total: ExactValue,
  duration_seconds: v.nullable(v.number()),
  top_functions: v.array(TopRow),
  hotspots: v.array(
    v.object({
      name: v.string(),
      file: v.string(),
      line: v.number(),
      reason: v.string(),
      percent: v.number(),
      stack: v.array(v.string()),
    }),
  ),
  anomalies: v.array(
    v.object({
      kind: v.string(),
      severity: v.string(),
      function: v.string(),
      current: v.number(),
      baseline: v.number(),
      ratio: v.number(),
      p_value: v.number(),
      description: v.string(),
    }),
  ),
  recommendations: v.array(
    v.object({
      id: v.string(),
      severity: v.string(),
      title: v.string(),
      description: v.string(),
      evidence: v.string(),
      functions: v.array(v.string()),
      next_steps: v.array(v.string()),
      reference: v.string(),
    }),
  ),
});
export type ProfileResult = v.InferOutput<typeof ProfileResult>;

/** Functions, flat first. `total` is what percentages are of: pprof's, the sum of absolute values for a difference. */
export const TopTable = v.object({
  items: v.array(TopRow),
  nextCursor: v.nullable(v.string()),
  sampleType: SampleType,
  total: ExactValue,
  /** What the filter left of it. */
  shown: ExactValue,
});
export type TopTable = v.InferOutput<typeof TopTable>;

/** A value by some name: package, origin, label value. Flat is where the sample stands, cum what passes through. */
export const GroupTable = v.object({
  items: v.array(v.object({ name: v.string(), origin: CodeOrigin, flat: ExactValue, cum: ExactValue })),
  sampleType: SampleType,
  total: ExactValue,
});
export type GroupTable = v.InferOutput<typeof GroupTable>;

/** One label key with its values by what they weigh; a number's values are its distinct numbers. */
export const LabelKey = v.object({
  key: v.string(),
  /** null for text. */
  unit: v.nullable(v.string()),
  values: v.array(v.object({ value: v.string(), total: ExactValue })),
  /** Values beyond those listed. */
  more: v.number(),
});
export type LabelKey = v.InferOutput<typeof LabelKey>;

const Neighbour = v.object({ name: v.string(), file: v.string(), origin: CodeOrigin, value: ExactValue });

/** One function with who calls it, what it calls, and its lines. Recursion counts once. */
export const FunctionDetail = v.object({
  ...TopRow.entries,
  total: ExactValue,
  sampleType: SampleType,
  callers: v.array(Neighbour),
  callees: v.array(Neighbour),
  lines: v.array(v.object({ line: v.number(), flat: ExactValue, cum: ExactValue })),
});
export type FunctionDetail = v.InferOutput<typeof FunctionDetail>;

/** A line of own code by what it hands to code that is not; `itself` when the sample stands in it. */
export const HandOff = v.object({
  file: v.string(),
  line: v.number(),
  function: v.string(),
  /** Functions that the line hands most to, dearest first. */
  callees: v.array(v.string()),
  itself: v.boolean(),
  value: ExactValue,
});
export type HandOff = v.InferOutput<typeof HandOff>;
export const HandOffTable = v.object({
  items: v.array(HandOff),
  sampleType: SampleType,
  total: ExactValue,
});
export type HandOffTable = v.InferOutput<typeof HandOffTable>;

/** Columns of a call tree: see architecture.md; `extra` of its frame. */
export const TREE_VIEWS = ['merged', 'inverted', 'callers', 'callees'] as const;
export const TreeView = v.picklist(TREE_VIEWS);
export type TreeView = v.InferOutput<typeof TreeView>;
/** Bits of the column `flags`. */
export const FRAME_FLAGS = { inlined: 1, own: 2, dependency: 4, stdlib: 8, runtime: 16 } as const;
export interface TreeExtra {
  view: TreeView;
  sampleType: SampleType;
  /** What shares are of, and what the filter left of it. */
  total: ExactValue;
  shown: ExactValue;
  /** Nodes left out because the tree was larger than may be sent. */
  omitted: number;
}

/** Source of one function, each line with what it costs; `resolvedPath` null when it was found nowhere. */
export const SourceView = v.object({
  function: v.string(),
  file: v.string(),
  resolvedPath: v.nullable(v.string()),
  /** Places looked at, in order. */
  tried: v.array(v.string()),
  why: v.nullable(Message),
  sampleType: SampleType,
  total: ExactValue,
  /** `text` null where the source is missing; then only lines with a cost are listed. */
  lines: v.array(
    v.object({ line: v.number(), text: v.nullable(v.string()), flat: ExactValue, cum: ExactValue }),
  ),
  truncated: v.boolean(),
});
export type SourceView = v.InferOutput<typeof SourceView>;

const GoroutineFrame = v.object({ name: v.string(), file: v.string(), line: v.number(), origin: CodeOrigin });

/** Goroutines of one stack, state and creator. Minutes are whole ones, as the runtime gives them. */
export const GoroutineGroup = v.object({
  key: v.string(),
  count: v.number(),
  state: v.string(),
  leaked: v.number(),
  /** null = none waits for a minute. */
  longestMinutes: v.nullable(v.number()),
  medianMinutes: v.nullable(v.number()),
  /** How many wait how long: [minutes, goroutines], at most 200 bars. */
  waits: v.array(v.tuple([v.number(), v.number()])),
  stack: v.array(GoroutineFrame),
  /** Index into stack of the frame to name: the first that is not the runtime's. */
  standsAt: v.number(),
  createdBy: v.nullable(GoroutineFrame),
  labels: v.array(LabelKey),
});
export type GoroutineGroup = v.InferOutput<typeof GoroutineGroup>;
export const GoroutineTable = v.object({
  items: v.array(GoroutineGroup),
  total: v.number(),
  leaked: v.number(),
  stacks: v.number(),
  states: v.array(v.object({ state: v.string(), count: v.number() })),
  /** True for a dump (debug=2), which alone knows states, waits and creators. */
  detailed: v.boolean(),
});
export type GoroutineTable = v.InferOutput<typeof GoroutineTable>;
