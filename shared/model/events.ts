import * as v from 'valibot';
import { RangeQuery } from './query.js';

/** What a page listens to. The whole set is sent each time. */
export const Topic = v.variant('topic', [
  v.object({
    topic: v.literal('query'),
    ...RangeQuery.entries,
    maxPoints: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(11_000)), 1000),
    /** Length of the window the page shows; with maxPoints it sets the step. */
    rangeSeconds: v.optional(v.pipe(v.number(), v.minValue(1)), 900),
  }),
  v.object({ topic: v.literal('targets') }),
  v.object({ topic: v.literal('annotations'), target: v.optional(v.string()) }),
  v.object({ topic: v.literal('status') }),
  v.object({ topic: v.literal('settings') }),
  v.object({ topic: v.literal('demo') }),
  v.object({ topic: v.literal('captures') }),
  v.object({ topic: v.literal('profiles') }),
]);
export type Topic = v.InferOutput<typeof Topic>;

/**
 * One message of the stream. Payloads: `query` → QueryResult (the newest steps; a step sent again replaces
 * the one before; where steps are 10 s or less a last time off their grid is what is known now, until the next
 * message) plus `step`; `targets` → {items: Target[], removed: string[]} (changed ones only after the
 * first); `annotations` → {items: Annotation[]}; `status` → CoreStatus;
 * `settings` → SettingsView and `demo` → Demo, at once and when they change; `captures` → {items: Capture[]}, at
 * once those that are known and then what changes; `profiles` → {items: ProfileRecord[] new or changed, removed:
 * string[], usedBytes}, when the library changes.
 */
export const StreamEvent = v.object({
  topic: v.string(),
  id: v.optional(v.string()),
  seq: v.number(),
  payload: v.unknown(),
});
export type StreamEvent = v.InferOutput<typeof StreamEvent>;

/** How the core itself is: the status bar. */
export const CoreStatus = v.object({
  version: v.string(),
  tMs: v.number(),
  targets: v.number(),
  targetsUp: v.number(),
  /** Seconds until the next poll of any source; null = none due. */
  nextPollSeconds: v.nullable(v.number()),
  series: v.number(),
  samplesPerMinute: v.number(),
  rssBytes: v.number(),
  cpuRatio: v.number(),
  head: v.object({
    usedBytes: v.number(),
    budgetBytes: v.number(),
    /** How far back memory reaches now, and what it would keep if it had room. */
    windowSeconds: v.number(),
    retentionSeconds: v.number(),
    droppedSeries: v.number(),
  }),
  /** Things a person must know about the core: read-only folder, document set aside, … */
  notices: v.array(
    v.object({
      code: v.string(),
      params: v.record(v.string(), v.union([v.string(), v.number()])),
      message: v.string(),
    }),
  ),
});
export type CoreStatus = v.InferOutput<typeof CoreStatus>;
