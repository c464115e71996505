import * as v from 'valibot';
import { ProbeResult, Target, TargetInput } from '../model/target.js';
import { procedure } from './base.js';

const Id = v.object({ id: v.string() });
const NOT_FOUND = { NOT_FOUND: { status: 404 } } as const;
const EXISTS = {
  TARGET_EXISTS: { status: 409, data: v.object({ id: v.string(), removed: v.boolean() }) },
} as const;
const BAD_URL = { INVALID_URL: { status: 422 }, ADDRESS_REFUSED: { status: 422 } } as const;

/** One entry is the REST route, its validation, its typed errors, the OpenAPI operation and the renderer's typed call. */
export const targets = {
  list: procedure
    .route({ method: 'GET', path: '/targets', tags: ['targets'], summary: 'All targets' })
    .output(v.object({ items: v.array(Target), nextCursor: v.nullable(v.string()) })),
  get: procedure
    .route({ method: 'GET', path: '/targets/{id}', tags: ['targets'], summary: 'One target' })
    .errors(NOT_FOUND)
    .input(Id)
    .output(Target),
  add: procedure
    .route({
      method: 'POST',
      path: '/targets',
      successStatus: 201,
      tags: ['targets'],
      summary: 'Add a target',
    })
    .meta({ role: 'operator', bodyBytes: 65_536 })
    .errors({ ...EXISTS, ...BAD_URL })
    .input(TargetInput)
    .output(Target),
  update: procedure
    .route({ method: 'PATCH', path: '/targets/{id}', tags: ['targets'], summary: 'Change a target' })
    .meta({ role: 'operator', bodyBytes: 65_536 })
    .errors({ ...NOT_FOUND, ...EXISTS, ...BAD_URL })
    .input(v.object({ ...Id.entries, ...TargetInput.entries }))
    .output(Target),
  remove: procedure
    .route({
      method: 'DELETE',
      path: '/targets/{id}',
      tags: ['targets'],
      summary: 'Stop watching; can be undone',
    })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .errors(NOT_FOUND)
    .input(Id)
    .output(v.object({ id: v.string(), restorableUntil: v.string() })),
  restore: procedure
    .route({ method: 'POST', path: '/targets/{id}/restore', tags: ['targets'], summary: 'Undo a removal' })
    .meta({ role: 'operator', bodyBytes: 4096 })
    .errors(NOT_FOUND)
    .input(Id)
    .output(Target),
  probe: procedure
    .route({ method: 'POST', path: '/targets/probe', tags: ['targets'], summary: 'What an address offers' })
    .meta({ role: 'operator', bodyBytes: 16_384 })
    .errors(BAD_URL)
    .input(
      v.object({
        url: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)),
        auth: TargetInput.entries.auth,
      }),
    )
    .output(ProbeResult),
};
