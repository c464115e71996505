import { ORPCError } from '@orpc/server';
import type { ProfileFilter } from '../../../shared/model/profile.js';
import type { Implementer } from './implementer.js';
import type { Context, ProfileService } from './services.js';

/** What of an input is the filter. */
export const filterOf = ({
  sample_type,
  focus,
  ignore,
  hide,
  show,
  show_from,
  label,
  fold,
  package: packages,
}: ProfileFilter): ProfileFilter =>
  Object.fromEntries(
    Object.entries({
      sample_type,
      focus,
      ignore,
      hide,
      show,
      show_from,
      label,
      fold,
      package: packages,
    }).filter(([, value]) => value !== undefined),
  );

/** The library and its questions. `signal` is that of the request: who goes away asks no more. */
export function profileRoutes(os: Implementer['profiles'], profiles: ProfileService) {
  return {
    list: os.list.handler(({ input }) => {
      const { usedBytes, quotaBytes } = profiles;
      return { ...profiles.list(input), usedBytes, quotaBytes };
    }),
    get: os.get.handler(({ input }) => profiles.get(input.id)),
    update: os.update.handler(({ input: { id, ...change } }) => profiles.update(id, change)),
    remove: os.remove.handler(({ input }) => profiles.remove(input.id)),
    restore: os.restore.handler(({ input }) => profiles.restore(input.id)),
    analysis: os.analysis.handler(async ({ input, signal }) => {
      const { id, limit } = input;
      const result = await profiles.ask(id, { ask: 'result', filter: filterOf(input), limit }, { signal });
      return { ...result, id };
    }),
    top: os.top.handler(({ input, signal }) => {
      const { id, limit, sort } = input;
      return profiles.ask(id, { ask: 'top', filter: filterOf(input), limit, sort }, { signal });
    }),
    function: os.function.handler(({ input, signal }) => {
      const { id, function: name } = input;
      return profiles.ask(id, { ask: 'function', filter: filterOf(input), function: name }, { signal });
    }),
    handoffs: os.handoffs.handler(({ input, signal }) => {
      const { id, function: name, limit } = input;
      return profiles.ask(
        id,
        { ask: 'handoffs', filter: filterOf(input), function: name, limit },
        { signal },
      );
    }),
    groups: os.groups.handler(({ input, signal }) =>
      profiles.ask(input.id, { ask: 'groups', filter: filterOf(input), by: input.by }, { signal }),
    ),
    labels: os.labels.handler(async ({ input, signal }) => ({
      items: await profiles.ask(input.id, { ask: 'labels', filter: filterOf(input) }, { signal }),
      nextCursor: null,
    })),
    source: os.source.handler(({ input, context }) => {
      refuseOthers(context, 'Source files are read for a user of this machine only.');
      return profiles.source(input.id, { filter: filterOf(input), function: input.function });
    }),
    traceTool: os.traceTool.handler(({ input, context }) => {
      refuseOthers(context, '“go tool trace” is started for a user of this machine only.');
      return profiles.traceTool(input.id);
    }),
    goroutines: os.goroutines.handler(({ input: { id, ...asked }, signal }) =>
      profiles.ask(id, { ask: 'goroutines', ...asked }, { signal }),
    ),
  };
}

/** What reaches into this machine is for the local user, over loopback. */
function refuseOthers({ actor, isLoopback }: Context, message: string): void {
  if (actor.kind !== 'local' || !isLoopback)
    throw new ORPCError('LOCAL_ONLY', { status: 403, message, data: {} });
}
