import * as v from 'valibot';
import { Capture, CaptureInput, CaptureType } from '../model/capture.js';
import { procedure } from './base.js';

const Id = v.object({ id: v.string() });
const NOT_FOUND = { NOT_FOUND: { status: 404 } } as const;

export const captures = {
  types: procedure
    .route({
      method: 'GET',
      path: '/targets/{id}/capture-types',
      tags: ['captures'],
      summary: 'What a target can be asked for now',
    })
    .errors({ ...NOT_FOUND, NO_PPROF: { status: 409 } })
    .input(Id)
    .output(v.object({ items: v.array(CaptureType), nextCursor: v.null() })),
  start: procedure
    .route({
      method: 'POST',
      path: '/targets/{id}/capture',
      successStatus: 202,
      tags: ['captures'],
      summary: 'Capture a profile; the topic `captures` tells how it goes',
    })
    .meta({ role: 'operator', bodyBytes: 4096 })
    .errors({
      ...NOT_FOUND,
      NO_PPROF: { status: 409 },
      TOO_MANY_GOROUTINES: { status: 409 },
      TOO_MANY_CAPTURES: { status: 429 },
    })
    .input(v.object({ ...Id.entries, ...CaptureInput.entries }))
    .output(v.object({ captureId: v.string() })),
  list: procedure
    .route({ method: 'GET', path: '/captures', tags: ['captures'], summary: 'Captures, newest first' })
    .input(v.object({ target: v.optional(v.string()) }))
    .output(v.object({ items: v.array(Capture), nextCursor: v.null() })),
  get: procedure
    .route({ method: 'GET', path: '/captures/{id}', tags: ['captures'], summary: 'One capture' })
    .errors(NOT_FOUND)
    .input(Id)
    .output(Capture),
  cancel: procedure
    .route({
      method: 'DELETE',
      path: '/captures/{id}',
      tags: ['captures'],
      summary: 'Cancel; the app sees it',
    })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .errors(NOT_FOUND)
    .input(Id)
    .output(Capture),
};
