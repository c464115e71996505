import * as v from 'valibot';

/**
 * What a target says under one name, in all its series. The `_bucket`, `_sum` and `_count` of a histogram are
 * one family.
 */
export const MetricFamily = v.object({
  name: v.string(),
  type: v.picklist(['gauge', 'counter', 'histogram']),
  /** Base unit (`seconds`, `bytes`, …) or empty. */
  unit: v.string(),
  help: v.string(),
  /** A name of the app's own: neither of the Go runtime, the process nor the HTTP conventions. */
  own: v.boolean(),
  series: v.number(),
  /** Labels the app gave, with the number of values each has now; most values first. */
  labels: v.array(v.object({ name: v.string(), values: v.number() })),
});
export type MetricFamily = v.InferOutput<typeof MetricFamily>;
