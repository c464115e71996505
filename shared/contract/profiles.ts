import * as v from 'valibot';
import {
  FunctionDetail,
  GoroutineTable,
  GroupTable,
  HandOffTable,
  LabelKey,
  ProfileFilter,
  ProfileRecord,
  ProfileResult,
  SourceView,
  TopTable,
} from '../model/profile.js';
import { procedure } from './base.js';

const Id = v.object({ id: v.string() });
const NOT_FOUND = { NOT_FOUND: { status: 404 } } as const;
/** A pattern that is none, a label filter that cannot be read, a sample type the profile has not. */
const ASKED = { ...NOT_FOUND, BAD_FILTER: { status: 422 }, PROFILE_REFUSED: { status: 422 } } as const;
const Asked = v.object({ ...Id.entries, ...ProfileFilter.entries });
const Limit = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));
const OfFunction = v.object({ ...Asked.entries, function: v.string() });

/** As an answer's `nextCursor` has it: when the last profile of it was added, and its id. */
const Cursor = v.pipe(
  v.string(),
  v.regex(/^\d{4}-[\d-]{5}T[\d:.]{12}Z_[0-9a-f]{32}$/, 'the nextCursor of the page before'),
);

/**
 * The library and what is read from a profile. Bytes travel beside it: `POST /profiles?filename=` (upload),
 * `GET /profiles/{id}/raw`, `/flamegraph` (a column frame) and `/export?format=pprof|folded|speedscope`.
 */
export const profiles = {
  list: procedure
    .route({ method: 'GET', path: '/profiles', tags: ['profiles'], summary: 'The library, newest first' })
    .input(v.object({ target: v.optional(v.string()), limit: Limit, cursor: v.optional(Cursor) }))
    .output(
      v.object({
        items: v.array(ProfileRecord),
        nextCursor: v.nullable(v.string()),
        usedBytes: v.number(),
        /** For each target, and for files together. */
        quotaBytes: v.number(),
      }),
    ),
  get: procedure
    .route({ method: 'GET', path: '/profiles/{id}', tags: ['profiles'], summary: 'One profile' })
    .errors(NOT_FOUND)
    .input(Id)
    .output(ProfileRecord),
  update: procedure
    .route({ method: 'PATCH', path: '/profiles/{id}', tags: ['profiles'], summary: 'Name, note, tags, pin' })
    .meta({ role: 'operator', bodyBytes: 65_536 })
    .errors(NOT_FOUND)
    .input(
      v.object({
        ...Id.entries,
        name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(300))),
        note: v.optional(v.pipe(v.string(), v.maxLength(4000))),
        tags: v.optional(
          v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(100))), v.maxLength(20)),
        ),
        pinned: v.optional(v.boolean()),
        /** The main module, where the file's own paths do not tell; null = by the paths again. */
        module: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(300)))),
      }),
    )
    .output(ProfileRecord),
  remove: procedure
    .route({
      method: 'DELETE',
      path: '/profiles/{id}',
      tags: ['profiles'],
      summary: 'Delete; can be undone for a while',
    })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .errors(NOT_FOUND)
    .input(Id)
    .output(v.object({ id: v.string(), restorableUntil: v.string() })),
  restore: procedure
    .route({ method: 'POST', path: '/profiles/{id}/restore', tags: ['profiles'], summary: 'Undo a deletion' })
    .meta({ role: 'operator', bodyBytes: 1024 })
    .errors(NOT_FOUND)
    .input(Id)
    .output(ProfileRecord),
  analysis: procedure
    .route({ method: 'GET', path: '/profiles/{id}/analysis', tags: ['profiles'], summary: 'ProfileResult' })
    .errors(ASKED)
    .input(v.object({ ...Asked.entries, limit: Limit }))
    .output(ProfileResult),
  top: procedure
    .route({ method: 'GET', path: '/profiles/{id}/top', tags: ['profiles'], summary: 'Functions by flat' })
    .errors(ASKED)
    .input(
      v.object({ ...Asked.entries, limit: Limit, sort: v.optional(v.picklist(['flat', 'cum']), 'flat') }),
    )
    .output(TopTable),
  function: procedure
    .route({
      method: 'GET',
      path: '/profiles/{id}/function',
      tags: ['profiles'],
      summary: 'Callers, callees and lines of one function',
    })
    .errors(ASKED)
    .input(OfFunction)
    .output(FunctionDetail),
  handoffs: procedure
    .route({
      method: 'GET',
      path: '/profiles/{id}/handoffs',
      tags: ['profiles'],
      summary: 'Lines of own code by what they hand to others',
    })
    .errors(ASKED)
    .input(
      v.object({
        ...Asked.entries,
        limit: Limit,
        /** Only samples that pass through this function, each given to the lowest own line above it. */
        function: v.optional(v.string()),
      }),
    )
    .output(HandOffTable),
  groups: procedure
    .route({
      method: 'GET',
      path: '/profiles/{id}/groups',
      tags: ['profiles'],
      summary: 'Values by package, origin or label',
    })
    .errors(ASKED)
    .input(v.object({ ...Asked.entries, by: v.pipe(v.string(), v.minLength(1)) }))
    .output(GroupTable),
  labels: procedure
    .route({
      method: 'GET',
      path: '/profiles/{id}/labels',
      tags: ['profiles'],
      summary: 'Label keys and values',
    })
    .errors(ASKED)
    .input(Asked)
    .output(v.object({ items: v.array(LabelKey), nextCursor: v.null() })),
  source: procedure
    .route({ method: 'GET', path: '/profiles/{id}/source', tags: ['profiles'], summary: 'Annotated source' })
    .errors({ ...ASKED, LOCAL_ONLY: { status: 403 } })
    .input(OfFunction)
    .output(SourceView),
  traceTool: procedure
    .route({
      method: 'POST',
      path: '/profiles/{id}/trace-tool',
      successStatus: 202,
      tags: ['profiles'],
      summary: 'Open an execution trace with “go tool trace” on this machine',
    })
    .meta({ role: 'admin', bodyBytes: 1024 })
    .errors({ ...NOT_FOUND, LOCAL_ONLY: { status: 403 }, TRACE_TOOL: { status: 409 } })
    .input(Id)
    /** `url` is where it shows the trace; null = it opened a browser itself and did not say. */
    .output(v.object({ command: v.string(), pid: v.number(), url: v.nullable(v.string()) })),
  goroutines: procedure
    .route({
      method: 'GET',
      path: '/profiles/{id}/goroutines',
      tags: ['profiles'],
      summary: 'Goroutines by stack, state, creator or label',
    })
    .errors(ASKED)
    .input(
      v.object({
        ...Id.entries,
        /** `stack`, `state`, `creator` or `label:KEY`. */
        by: v.optional(v.string(), 'stack'),
        state: v.optional(v.string()),
        /** Only those proved leaked. */
        leaked: v.optional(v.boolean()),
        /** Part of a function, file or label, case aside. */
        search: v.optional(v.string()),
      }),
    )
    .output(GoroutineTable),
};
