import path from 'node:path';
import { Briefly } from '../../shared/base/briefly.js';
import { ok, type Result } from '../../shared/base/result.js';
import type { MetricFamily } from '../../shared/model/metric-family.js';
import type { CoreStatus } from '../../shared/model/events.js';
import type { SettingsView } from '../../shared/model/settings.js';
import type { Clock, Notifier, Sealer } from '../../shared/model/ports.js';
import { Auth } from './api/auth.js';
import { startApi, type Api } from './api/server.js';
import type { Services } from './api/services.js';
import type { DataFolder } from './config/data-folder.js';
import { DemoShop, demoCache } from './demo/demo.js';
import { openJournals } from './monitor-journals.js';
import { captureUrl } from './monitor-open.js';
import { Collection } from './docstore/collection.js';
import { DurableFile } from './docstore/durable-file.js';
import { nodeFs, type Fs } from './docstore/fs.js';
import { familiesOf } from './scrape/families.js';
import { federate, latestPoints } from './export/latest.js';
import { ownMetrics, PollStats } from './export/own-metrics.js';
import { HttpClient } from './http/client.js';
import type { Log } from './log/log.js';
import { notifyOfTargets } from './notify/notify.js';
import { startProfiles } from './monitor-profiles.js';
import type { StartChild } from './profile-host/messages.js';
import { MetricsCollector } from './public.js';
import { Ownership } from './scrape/ownership.js';
import { SourceWriter } from './scrape/writer.js';
import { Secrets } from './secrets/secrets.js';
import { Settings } from './settings/settings.js';
import { Annotations } from './targets/annotations.js';
import { systemClock } from './targets/clock.js';
import { Discovery } from './targets/discover.js';
import { TARGETS_FORMAT } from './targets/document.js';
import { TargetManager } from './targets/manager.js';
import { Head, type HeadOptions } from './tsdb/head.js';
import { HeadReader } from './tsdb/reader.js';

export interface MonitorOptions {
  version: string;
  folder: DataFolder;
  log: Log;
  host: string;
  port: number;
  allowedHosts: readonly string[];
  /** null = no token asked for. */
  token: string | null;
  pageDir: string;
  /** Settings, YAML or JSON; `gopherscope.yaml` in the data folder where it does not say. */
  configFile?: string | undefined;
  /** Folder of our Go sources, for the demo shop; null = this copy has none. */
  goSources?: string | null;
  /** True where no flag says how much is logged. */
  levelFromSettings?: boolean;
  /** Targets of this run alone. */
  targets: readonly string[];
  head?: Partial<HeadOptions>;
  clock?: Clock;
  fs?: Fs;
  /** Starts the process that reads profiles; without one none can be read. */
  profileChild?: StartChild;
  /** The keychain of the host's system; null or nothing = it has none. */
  sealer?: () => Promise<Sealer | null>;
  /** Told when a target goes down and comes back. */
  notifier?: Notifier;
}

export interface Monitor {
  port: number;
  issueCode(): string;
  addTarget(url: string): Promise<void>;
  /** What a target is called; null when there is none of that id. */
  targetName(targetId: string): string | null;
  /** Takes a file into the library; the place of the page that shows it, such as `/profiles/ID`. */
  openFile(file: string): Promise<Result<string>>;
  /**
   * Captures what the address of a profile names (`…/debug/pprof/heap`), its app watched from now on for this run;
   * answers the place of the page that shows it, after `ms` that of the target. null = it names no profile.
   */
  captureUrl(url: string, ms: number): Promise<Result<string> | null>;
  /** The collecting operations for one target; null when there is none of that id. */
  collector(targetId: string): MetricsCollector | null;
  close(): Promise<void>;
}

const SETTINGS_FILE = 'gopherscope.yaml';
/** Source of what callers bring in by {@link MetricsCollector.collectCustomMetric}. */
const CUSTOM = 'custom';
const MAINTAIN_MS = 5000;
/** Families are read from every series of a target; pages ask for them again and again, ms. */
const FAMILIES_KEPT_MS = 2000;
/** The core's own pulse: when it skips this much, the core was suspended. */
const PULSE_MS = 1000;
const SUSPENDED_MS = 5000;

type Notice = CoreStatus['notices'][number];

/** Puts the core together and starts it. Hosts hand in where it lives and how it is reached. */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { log, folder, version } = options;
  const clock = options.clock ?? systemClock;
  const fs = options.fs ?? nodeFs;
  const notices: Notice[] = [];
  const settings = await Settings.open(fs, options.configFile ?? path.join(folder.path, SETTINGS_FILE), log);
  const documents = await Collection.open(new DurableFile(fs, folder.path, TARGETS_FORMAT), { targets: [] });
  notices.push(...documents.notices);
  const journals = await openJournals(fs, folder, log, notices);
  const annotations = new Annotations(journals.annotations, journals.annotationJournal, log);

  const secrets = await Secrets.open({
    fs,
    dir: folder.writable ? folder.path : null,
    sealer: options.sealer ?? (() => Promise.resolve(null)),
    log,
    clock,
  });

  const startedMonotonic = clock.monotonic();
  const head = new Head({ budgetBytes: settings.values.history.headBytes, ...options.head });
  const http = new HttpClient();
  const discovery = new Discovery(http);
  const polls = new PollStats();
  const targets: TargetManager = new TargetManager({
    clock,
    head,
    http,
    annotations,
    documents,
    secrets,
    polling: () => settings.values.polling,
    log,
    kept: journals.kept,
    keep: (targetId, state) => {
      journals.kept.set(targetId, state);
      journals.keptJournal?.append({ targetId, ...state }).catch((error: unknown) => {
        log.error({ error: String(error), targetId }, 'state of a target not written');
      });
    },
    discover: async () => {
      const look = await discovery.look(settings.values.polling);
      return { ...look, items: look.items.filter(({ pid }) => pid !== demo.loadPid) };
    },
    onPoll: (timing) => {
      polls.add(timing);
    },
  });
  const profiles = await startProfiles({
    fs,
    folder,
    log,
    clock,
    settings,
    targets,
    annotations,
    startChild: options.profileChild ?? noChild,
  });
  const reader = new HeadReader(head, targets.describe);
  const gauge = new CpuGauge();
  const rate = new SampleRate();

  const status = (): CoreStatus => {
    const models = targets.list();
    const due = [...targets.watched()].map((t) => t.nextPollMs).filter((ms): ms is number => ms !== null);
    const now = clock.now();
    return {
      version,
      tMs: now,
      targets: models.length,
      targetsUp: models.filter(({ health }) => health === 'up').length,
      nextPollSeconds: due.length === 0 ? null : Math.max(0, (Math.min(...due) - now) / 1000),
      series: head.seriesCount,
      samplesPerMinute: rate.perMinute(head.samplesTotal, clock.monotonic()),
      rssBytes: process.memoryUsage.rss(),
      cpuRatio: gauge.ratio(),
      head: {
        usedBytes: head.usedBytes,
        budgetBytes: head.options.budgetBytes,
        windowSeconds: Math.min(head.window, clock.monotonic() - startedMonotonic) / 1000,
        retentionSeconds: head.options.retentionMs / 1000,
        droppedSeries: [...targets.watched()].reduce((sum, { refusedSeries }) => sum + refusedSeries, 0),
      },
      notices: [
        ...notices,
        ...secrets.notices,
        ...profiles.notices,
        ...(documents.readOnly ? [READ_ONLY(folder.path)] : []),
        ...settingsNotices(settings.view()),
      ],
    };
  };

  const demo = new DemoShop({
    http,
    log,
    sources: options.goSources ?? null,
    cacheDir: demoCache(folder.path),
    watch: (url) => watchDemo(targets, url),
    unwatch: async (id) => {
      await targets.remove(id);
    },
    isWatched: (id) => targets.has(id),
  });

  const collectors = new Map<string, MetricsCollector>();
  const auth = new Auth(options.token);
  const families = new Briefly<string, MetricFamily[]>(FAMILIES_KEPT_MS, () => clock.monotonic());
  let api: Api | null = null;
  const services: Services = {
    version,
    reader,
    now: () => clock.now(),
    targets,
    annotations,
    settings,
    demo,
    profiles: profiles.service,
    captures: profiles.captures,
    latest: (targetId) => latestPoints(head, reader, targets.describe, targetId),
    families: (targetId) => families.get(targetId, () => familiesOf(head.targetSeries(targetId))),
    federate: (selectors) => federate(head, reader, targets.describe, selectors),
    ownMetrics: () => ownMetrics(status(), polls, head.samplesTotal, api?.hub.streams ?? 0),
    status,
  };
  api = await startApi({ ...options, auth, services }).catch(async (error: unknown) => {
    // Its clock would keep the process from ending.
    await profiles.close();
    throw error;
  });

  const follow = (): void => {
    const { values } = settings;
    if (options.levelFromSettings === true) log.level = values.log.level;
    if (options.head?.budgetBytes === undefined) head.setBudget(values.history.headBytes);
    targets.repace();
  };
  follow();
  settings.onChange(follow);
  const stopNotifying =
    options.notifier === undefined
      ? () => undefined
      : notifyOfTargets(
          annotations,
          targets,
          {
            notify: (notice) => settings.values.notifications.targetDown && options.notifier?.notify(notice),
          },
          clock,
        );
  targets.start();
  await secrets.keepOnly((id) => targets.has(id));
  for (const url of options.targets) await addForThisRun(targets, url, log);
  const stopUpkeep = startUpkeep(clock, head, targets, log);

  return {
    port: api.port,
    issueCode: () => auth.issueCode(),
    collector: (targetId) => {
      const facts = targets.describe(targetId);
      const known = collectors.get(targetId);
      if (facts === undefined) return null;
      if (known !== undefined) return known;
      const ownership = new Ownership();
      ownership.setSources([{ id: CUSTOM, kind: 'gopherscope', intervalMs: 1000 }]);
      const collector = new MetricsCollector({
        latest: () => services.latest(targetId),
        writer: new SourceWriter(head, ownership, targetId, CUSTOM),
        labels: facts.labels,
        now: () => clock.now(),
      });
      collectors.set(targetId, collector);
      return collector;
    },
    addTarget: async (url) => {
      await targets.add({ url });
    },
    openFile: async (file) => {
      const kept = await profiles.openFile(file);
      return kept.ok ? ok(`/profiles/${kept.value.record.id}`) : kept;
    },
    captureUrl: (url, ms) => captureUrl(url, ms, targets, profiles.captures),
    targetName: (targetId) => targets.watchedAs(targetId)?.name ?? null,
    close: async () => {
      stopNotifying();
      stopUpkeep();
      await Promise.all([demo.close(), settings.close()]);
      targets.stop();
      await profiles.close();
      await api.close();
      http.close();
      await annotations.close();
      await journals.keptJournal?.close();
    },
  };
}

const noChild: StartChild = () => {
  throw new Error('this host starts no process for profiles');
};

/** What a person must know of the settings file. */
function settingsNotices({ file, unknown }: SettingsView): Notice[] {
  const { error } = file;
  if (error !== null) return [{ code: error.code, params: error.params, message: error.message }];
  if (unknown.length === 0) return [];
  const keys = unknown.slice(0, 10).join(', ');
  return [
    {
      code: 'SETTINGS_UNKNOWN',
      params: { keys, file: file.path },
      message: `${file.path} has keys that Gopherscope does not know, and leaves alone: ${keys}.`,
    },
  ];
}

const READ_ONLY = (dir: string): Notice => ({
  code: 'DATA_READ_ONLY',
  params: { dir },
  message: `The data folder ${dir} cannot be written. Changes live until Gopherscope ends.`,
});

/** For this run: a core that is killed must not leave a target whose app is gone. */
async function watchDemo(targets: TargetManager, url: string): Promise<string> {
  const { id } = await targets.add({ url, name: 'demo-shop', labels: { demo: 'true' } }, true);
  return id;
}

async function addForThisRun(targets: TargetManager, url: string, log: Log): Promise<void> {
  try {
    await targets.add({ url }, true);
  } catch (error) {
    log.warn({ url, error: error instanceof Error ? error.message : String(error) }, '--target not added');
  }
}

function startUpkeep(clock: Clock, head: Head, targets: TargetManager, log: Log): () => void {
  let lastBeat = clock.monotonic();
  let lastMs = clock.now();
  const pulse = setInterval(() => {
    const beat = clock.monotonic();
    const now = clock.now();
    if (beat - lastBeat > SUSPENDED_MS) {
      log.warn({ seconds: Math.round((beat - lastBeat) / 1000) }, 'the core was suspended');
      targets.suspended(lastMs, now);
    }
    lastBeat = beat;
    lastMs = now;
  }, PULSE_MS);
  let cancel = (): void => undefined;
  const maintain = (): void => {
    head.maintain(clock.now());
    cancel = clock.after(MAINTAIN_MS, maintain);
  };
  cancel = clock.after(MAINTAIN_MS, maintain);
  return () => {
    clearInterval(pulse);
    cancel();
  };
}

/** CPU of this process in cores since it was last asked. */
class CpuGauge {
  private before = { at: performance.now(), usage: process.cpuUsage() };
  private last = 0;

  ratio(): number {
    const at = performance.now();
    if (at - this.before.at < 900) return this.last;
    const usage = process.cpuUsage();
    const usedMs = (usage.user + usage.system - this.before.usage.user - this.before.usage.system) / 1000;
    this.last = usedMs / (at - this.before.at);
    this.before = { at, usage };
    return this.last;
  }
}

/** Samples a minute over the last ten seconds or so. */
class SampleRate {
  private readonly marks: { at: number; total: number }[] = [];

  perMinute(total: number, at: number): number {
    this.marks.push({ at, total });
    while (this.marks.length > 2 && at - (this.marks[1]?.at ?? at) > 10_000) this.marks.shift();
    const first = this.marks[0];
    if (first === undefined || at - first.at < 500) return 0;
    return Math.round(((total - first.total) / (at - first.at)) * 60_000);
  }
}
