import * as v from 'valibot';

/** RFC 3339 or epoch milliseconds. */
export const TimeInput = v.union([v.number(), v.string()]);

export const QueryMode = v.picklist(['raw']);

export const RangeQuery = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  expr: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  /** raw: a plain selector's own samples, min/max-decimated, instead of values on steps. */
  mode: v.optional(QueryMode),
});
export type RangeQuery = v.InferOutput<typeof RangeQuery>;

export const RangeRequest = v.object({
  queries: v.pipe(v.array(RangeQuery), v.minLength(1), v.maxLength(200)),
  start: TimeInput,
  end: TimeInput,
  maxPoints: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(11_000)), 1000),
});
export type RangeRequest = v.InferOutput<typeof RangeRequest>;

/** One value of a column: null = no sample there. */
const Cell = v.nullable(v.union([v.number(), v.picklist(['NaN', '+Inf', '-Inf'])]));

export const SeriesColumns = v.object({
  labels: v.record(v.string(), v.string()),
  /** Own times (epoch ms) in raw mode, else the result's. */
  t: v.optional(v.array(v.number())),
  v: v.array(Cell),
});
export type SeriesColumns = v.InferOutput<typeof SeriesColumns>;

export const QueryError = v.object({
  code: v.string(),
  message: v.string(),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
});

export const QueryResult = v.object({
  id: v.string(),
  t: v.optional(v.array(v.number())),
  series: v.array(SeriesColumns),
  /** Set when this one expression failed; the others of the batch still answer. */
  error: v.optional(QueryError),
});
export type QueryResult = v.InferOutput<typeof QueryResult>;

export const RangeResponse = v.object({
  /** Step in ms. */
  step: v.number(),
  results: v.array(QueryResult),
});
export type RangeResponse = v.InferOutput<typeof RangeResponse>;
