import * as v from 'valibot';
import { Annotation } from '../model/annotation.js';
import { TimeInput } from '../model/query.js';
import { procedure } from './base.js';

export const annotations = {
  list: procedure
    .route({ method: 'GET', path: '/annotations', tags: ['annotations'], summary: 'What happened' })
    .input(
      v.object({ target: v.optional(v.string()), start: v.optional(TimeInput), end: v.optional(TimeInput) }),
    )
    .output(v.object({ items: v.array(Annotation), nextCursor: v.nullable(v.string()) })),
};
