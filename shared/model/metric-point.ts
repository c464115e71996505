import * as v from 'valibot';

/** The newest sample of a series, as the product was specified with it (snake-case family of types). */
export const MetricPoint = v.object({
  timestamp: v.string(),
  name: v.string(),
  value: v.union([v.number(), v.picklist(['NaN', '+Inf', '-Inf'])]),
  labels: v.record(v.string(), v.string()),
  type: v.picklist(['gauge', 'counter', 'histogram']),
});
export type MetricPoint = v.InferOutput<typeof MetricPoint>;
