import * as v from 'valibot';
import { Message } from './message.js';

/** The faults of the demo shop, as its own API names them. */
export const DEMO_FAULTS = ['slow_queries', 'memory_leak', 'goroutine_leak', 'cpu_spike'] as const;
export const DemoFaultId = v.picklist(DEMO_FAULTS);
export type DemoFaultId = v.InferOutput<typeof DemoFaultId>;

export const DemoState = v.picklist([
  'off',
  'building',
  'starting',
  'running',
  'stopping',
  'failed',
  'unavailable',
]);
export type DemoState = v.InferOutput<typeof DemoState>;

/** The demo shop with its load: a Go app of ours to watch, with faults that can be switched on. */
export const Demo = v.object({
  state: DemoState,
  /** Of the Go that builds it, as `go1.26.8`; null = not looked for yet, or none found. */
  goVersion: v.nullable(v.string()),
  /** Why it failed or cannot be had, and what to do. */
  why: v.nullable(Message),
  targetId: v.nullable(v.string()),
  url: v.nullable(v.string()),
  pid: v.nullable(v.number()),
  /** What the load generator sends. */
  requestsPerSecond: v.number(),
  faults: v.array(v.object({ id: DemoFaultId, on: v.boolean() })),
  /** Last lines of a build or start that failed, else empty. */
  output: v.string(),
});
export type Demo = v.InferOutput<typeof Demo>;
