import * as v from 'valibot';

export const AnnotationKind = v.picklist([
  'restart',
  'build',
  'down',
  'up',
  'gap',
  'owner',
  'capture',
  'alert',
  'note',
]);
export type AnnotationKind = v.InferOutput<typeof AnnotationKind>;

/** Something that happened: every marker on a chart and every "what happened" strip reads only these. */
export const Annotation = v.object({
  id: v.string(),
  targetId: v.string(),
  tMs: v.number(),
  endMs: v.optional(v.number()),
  kind: AnnotationKind,
  data: v.record(v.string(), v.union([v.string(), v.number(), v.null()])),
});
export type Annotation = v.InferOutput<typeof Annotation>;
