import * as v from 'valibot';

/** Whatever the core tells a person: the page renders code and params, `message` is the English fallback. */
export const Message = v.object({
  code: v.string(),
  params: v.record(v.string(), v.union([v.string(), v.number()])),
  message: v.string(),
});
export type Message = v.InferOutput<typeof Message>;
