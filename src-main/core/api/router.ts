import { ORPCError } from '@orpc/server';
import type { Auth } from './auth.js';
import type { EventHub } from './events.js';
import { implementer } from './implementer.js';
import type { Querier } from './querier.js';
import type { Services } from './services.js';
import { profileRoutes } from './profiles.js';
import { parseTime } from './time.js';

const list = <T>(items: T[]): { items: T[]; nextCursor: null } => ({ items, nextCursor: null });

/** The contract's procedures, each a line or two: the work is done by the services. */
export function createRouter(services: Services, auth: Auth, querier: Querier, hub: EventHub) {
  const os = implementer();
  const { targets } = services;

  return os.router({
    session: {
      create: os.session.create.handler(({ input, errors }) => {
        const token = auth.redeem(input.code);
        if (token === null) {
          throw errors.CODE_REFUSED({
            message: 'The code is spent or older than a minute. Run “gopherscope open” for a new one.',
          });
        }
        return { token };
      }),
      status: os.session.status.handler(() => services.status()),
    },
    targets: {
      list: os.targets.list.handler(() => list(targets.list())),
      get: os.targets.get.handler(({ input }) => targets.get(input.id)),
      add: os.targets.add.handler(({ input }) => targets.add(input)),
      update: os.targets.update.handler(({ input: { id, ...change } }) => targets.update(id, change)),
      remove: os.targets.remove.handler(({ input }) => targets.remove(input.id)),
      restore: os.targets.restore.handler(({ input }) => targets.restore(input.id)),
      probe: os.targets.probe.handler(({ input }) => targets.probe(input.url, input.auth)),
    },
    discover: {
      list: os.discover.list.handler(async () => {
        const { items, processes, tookMs } = await targets.discover();
        return { ...list(items), processes, tookMs };
      }),
    },
    metrics: {
      latest: os.metrics.latest.handler(({ input, errors }) => {
        const { target } = input;
        if (target !== undefined && !targets.has(target)) {
          throw errors.NOT_FOUND({ message: `There is no target ${target}.` });
        }
        return list(services.latest(target));
      }),
      families: os.metrics.families.handler(({ input, errors }) => {
        if (!targets.has(input.target)) {
          throw errors.NOT_FOUND({ message: `There is no target ${input.target}.` });
        }
        return list(services.families(input.target));
      }),
    },
    query: {
      range: os.query.range.handler(({ input }) => {
        const startMs = timeOf(input.start, 'start');
        const endMs = timeOf(input.end, 'end');
        if (endMs < startMs) throw invalid('end is before start.', { field: 'end' });
        return querier.range(input.queries, { startMs, endMs, maxPoints: input.maxPoints });
      }),
    },
    events: {
      stream: os.events.stream.handler(({ input, signal }) => hub.stream(input.client, signal)),
      topics: os.events.topics.handler(({ input, errors }) => {
        if (!hub.setTopics(input.client, input.topics)) {
          throw errors.NOT_FOUND({ message: `There is no stream of client ${input.client}; open it first.` });
        }
        return { topics: input.topics.length };
      }),
    },
    annotations: {
      list: os.annotations.list.handler(({ input: { target, start, end } }) =>
        list(
          services.annotations.list({
            targetId: target,
            startMs: start === undefined ? undefined : timeOf(start, 'start'),
            endMs: end === undefined ? undefined : timeOf(end, 'end'),
          }),
        ),
      ),
    },
    settings: {
      get: os.settings.get.handler(() => services.settings.refresh()),
      change: os.settings.change.handler(({ input }) => services.settings.change(input.changes)),
    },
    profiles: profileRoutes(os.profiles, services.profiles),
    captures: {
      types: os.captures.types.handler(async ({ input }) => list(await services.captures.types(input.id))),
      start: os.captures.start.handler(async ({ input: { id, ...input } }) => ({
        captureId: (await services.captures.start(id, input)).id,
      })),
      list: os.captures.list.handler(({ input }) => list(services.captures.list(input.target))),
      get: os.captures.get.handler(({ input }) => services.captures.get(input.id)),
      cancel: os.captures.cancel.handler(({ input }) => services.captures.cancel(input.id)),
    },
    demo: {
      get: os.demo.get.handler(() => services.demo.refresh()),
      start: os.demo.start.handler(() => services.demo.start()),
      stop: os.demo.stop.handler(() => services.demo.stop()),
      fault: os.demo.fault.handler(({ input }) => services.demo.fault(input.id, input.on)),
    },
  });
}

function timeOf(value: number | string, field: string): number {
  const parsed = parseTime(value, field);
  if (!parsed.ok) throw invalid(parsed.error.message, { field });
  return parsed.value;
}

const invalid = (
  message: string,
  data: Record<string, string>,
): ORPCError<'INVALID_INPUT', Record<string, string>> =>
  new ORPCError('INVALID_INPUT', { status: 422, message, data });
