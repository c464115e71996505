import type { PollingSettings } from '../../../shared/model/settings.js';
import type { Ownership } from '../scrape/ownership.js';
import { processPoller } from '../scrape/sources/process.js';
import { sourceRow } from '../scrape/sources/table.js';
import { SourceWriter } from '../scrape/writer.js';
import type { StoredSource, StoredTarget } from './document.js';
import type { TargetDeps } from './deps.js';
import { SourceRuntime, type SourceHost } from './source-runtime.js';

/** Seconds between polls of a source: its own entry, else the target's, else the default of its sort. */
export function intervalOf(
  source: StoredSource,
  target: Pick<StoredTarget, 'intervalSeconds'>,
  polling: PollingSettings,
): number {
  if (source.intervalSeconds !== null) return source.intervalSeconds;
  if (source.kind === 'process') return target.intervalSeconds ?? polling.process;
  const row = sourceRow(source.kind, source.url);
  if (row === undefined) return target.intervalSeconds ?? polling.metrics;
  return row.ownInterval ? polling[row.polling] : (target.intervalSeconds ?? polling[row.polling]);
}

/** The running form of a stored source. */
export function buildSource(
  target: SourceHost & { stored: StoredTarget },
  stored: StoredSource,
  deps: TargetDeps,
  ownership: Ownership,
  metaId: string,
): SourceRuntime {
  const row = stored.kind === 'process' ? undefined : sourceRow(stored.kind, stored.url);
  const poller =
    row === undefined
      ? processPoller(new URL(target.stored.url))
      : row.poller({ http: deps.http, url: new URL(stored.url) });
  return new SourceRuntime(target, {
    stored,
    configuredMs: intervalOf(stored, target.stored, deps.polling()) * 1000,
    poller,
    writer: new SourceWriter(deps.head, ownership, target.targetId, stored.id),
    meta: new SourceWriter(deps.head, ownership, target.targetId, `${stored.id}-${metaId}`),
    callCpuMs: (bytes) => row?.callCpuMs(bytes) ?? 0,
  });
}
