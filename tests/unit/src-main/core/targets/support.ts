import { Collection } from '../../../../../src-main/core/docstore/collection.js';
import { DurableFile } from '../../../../../src-main/core/docstore/durable-file.js';
import { silentLog } from '../../../../../src-main/core/log/log.js';
import { DEFAULT_SETTINGS } from '../../../../../src-main/core/settings/schema.js';
import { Annotations } from '../../../../../src-main/core/targets/annotations.js';
import { Secrets } from '../../../../../src-main/core/secrets/secrets.js';
import { TARGETS_FORMAT } from '../../../../../src-main/core/targets/document.js';
import { TargetManager, type ManagerDeps } from '../../../../../src-main/core/targets/manager.js';
import type { KeptState } from '../../../../../src-main/core/targets/watched-target.js';
import { Head } from '../../../../../src-main/core/tsdb/head.js';
import { HeadReader } from '../../../../../src-main/core/tsdb/reader.js';
import { CrashFs } from '../../../../helpers/crash-fs.js';
import { FakeApp } from '../../../../helpers/fake-app.js';
import { FakeClock } from '../../../../helpers/fake-clock.js';
import { valuesText } from '../../../../helpers/series-text.js';

export const URL_ = 'http://app.test:6060/';

/** A manager over a made-up disk, app and clock, and what it did. */
export async function setup({ disk = new CrashFs(), kept = new Map<string, KeptState>() } = {}) {
  const polling = { ...DEFAULT_SETTINGS.polling };
  const clock = new FakeClock();
  const app = new FakeApp();
  const head = new Head();
  const documents = await Collection.open(new DurableFile(disk, '/d', TARGETS_FORMAT), { targets: [] });
  const annotations = new Annotations([], null, silentLog());
  const secrets = await Secrets.open({
    ...{ fs: disk, dir: '/d', sealer: () => Promise.resolve(null), log: silentLog(), clock },
  });
  const writes: string[] = [];
  const deps: ManagerDeps = {
    clock,
    head,
    http: app.client,
    annotations,
    documents,
    secrets,
    polling: () => polling,
    log: silentLog(),
    kept,
    keep: (id, state) => {
      writes.push(`${state.generation} ${String(state.startTimeMs)}`);
      kept.set(id, state);
    },
    discover: () =>
      Promise.resolve({
        processes: 3,
        tookMs: 1,
        items: [
          {
            pid: 7,
            exe: '/bin/app',
            module: 'shop',
            goVersion: 'go1.22',
            buildVersion: null,
            ports: [6060],
            sources: [],
            missing: [],
            cpuCores: null,
            rssBytes: null,
            startedAt: null,
          },
        ],
      }),
    onPoll: () => undefined,
  };
  const manager = new TargetManager(deps);
  const what = (id: string): string[] =>
    annotations.list({ targetId: id }).map(({ kind, data }) => [kind, data['reason'] ?? ''].join(' ').trim());
  const reader = new HeadReader(head, (id) => ({
    labels: { target: id },
    instance: () => '',
    intervalMs: () => 1000,
    resets: [],
    version: 1,
  }));
  const values = (id: string, name: string): string => {
    const matchers = Object.entries({ __name__: name, target: id });
    const [series] = reader.select(
      matchers.map(([label, value]) => ({ name: label, op: '=', value })),
      0,
      Infinity,
    );
    return series === undefined ? '' : valuesText(series.samples(0, Infinity));
  };
  return { polling, disk, clock, app, head, documents, manager, secrets, what, values, kept, writes };
}
