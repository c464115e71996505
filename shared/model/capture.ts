import * as v from 'valibot';
import { Message } from './message.js';

export const CaptureState = v.picklist(['queued', 'running', 'done', 'failed', 'cancelled']);
export type CaptureState = v.InferOutput<typeof CaptureState>;

/** What to capture. `type` is a name of the target's index page, or `trace`; custom ones too. */
export const CaptureInput = v.object({
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  /** Of cpu, trace and differences; 30 where it is not said. */
  seconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3600))),
  /** Goroutines one by one (debug=2), which stops the world; refused above 2 000 unless `confirm`. */
  detailed: v.optional(v.boolean()),
  confirm: v.optional(v.boolean()),
  /** Of block and mutex: the app's Go library switches the profile on for these seconds, then back. */
  switchOn: v.optional(v.boolean()),
});
export type CaptureInput = v.InferOutput<typeof CaptureInput>;

export const Capture = v.object({
  id: v.string(),
  targetId: v.string(),
  type: v.string(),
  state: CaptureState,
  /** 0..1; by time for what takes seconds, else by steps. */
  progress: v.number(),
  seconds: v.nullable(v.number()),
  startedAt: v.nullable(v.string()),
  endedAt: v.nullable(v.string()),
  profileId: v.nullable(v.string()),
  /** Why it waits, or waits again: another capture runs, “already in use”. */
  waiting: v.nullable(Message),
  /** Why it failed; `params.seconds` of TARGET_ENDS_EARLY is what to try. */
  error: v.nullable(Message),
  /** What is odd about a capture that worked: empty, shorter than asked. */
  remark: v.nullable(Message),
});
export type Capture = v.InferOutput<typeof Capture>;

/** A profile that a target offers. */
export const CaptureType = v.object({
  type: v.string(),
  /** True when it takes seconds. */
  timed: v.boolean(),
  /** Entries on the index page; null = it does not say. */
  count: v.nullable(v.number()),
  /** True when the app's Go library can switch it on for a while. */
  switchable: v.boolean(),
  /** Why it may be empty or dear, with the line of Go that mends it. */
  remark: v.nullable(Message),
});
export type CaptureType = v.InferOutput<typeof CaptureType>;
