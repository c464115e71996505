import type { Failure } from '../../../shared/base/result.js';
import type { Labels } from '../../../shared/model/labels.js';
import type { Clock } from '../../../shared/model/ports.js';
import type { ConditionType, Health, Target } from '../../../shared/model/target.js';
import { Ownership } from '../scrape/ownership.js';
import type { Polled } from '../scrape/sources/poller.js';
import { SourceWriter } from '../scrape/writer.js';
import type { TargetFacts } from '../tsdb/reader.js';
import { Conditions } from './conditions.js';
import { CPU, CPU_SAMPLE, CPU_SAMPLE_MS, CpuSamples } from './cpu-samples.js';
import type { TargetDeps } from './deps.js';
import { derivedPoints, GcShare, type DeriveFacts, type Latest } from './derive.js';
import type { StoredTarget } from './document.js';
import { judge } from './health.js';
import { buildSource, intervalOf } from './intervals.js';
import { emptyProfilesOf, missingOf } from './missing.js';
import { RestartDetector, type KnownProcess, type Restart } from './restart.js';
import { backOff, limitedBy, slowest } from './pace.js';
import type { PollTiming, SourceHost, SourceRuntime } from './source-runtime.js';

/** What is kept of a target beside its document. */
export interface KeptState extends KnownProcess {
  generation: number;
}

const DERIVED = 'derived';
const META = 'meta';
/** Silent for this long, a source passes its names on, ms. */
const OWNER_PATIENCE_MS = 60_000;

/** A target that is watched: its sources, what they say together, how it is. */
export class WatchedTarget implements SourceHost {
  stored: StoredTarget;
  readonly clock: Clock;
  generation: number;
  health: Health = 'unknown';
  lastError: Failure | null = null;
  goVersion: string | null = null;
  buildVersion: string | null = null;
  module: string | null = null;
  readonly temporary: boolean;
  private readonly deps: TargetDeps;
  private readonly ownership = new Ownership();
  private readonly conditions: Conditions;
  private readonly detector: RestartDetector;
  /** As it was last handed on to be kept. */
  private lastKept: KeptState;
  private sources: SourceRuntime[] = [];
  private readonly derived: SourceWriter;
  private readonly sampled: CpuSamples;
  private readonly gcShare = new GcShare();
  private facts: DeriveFacts = { startTimeMs: null, profile: null };
  private readonly resets: number[] = [];
  private version = 0;
  /** What a person last saw of it, to tell a change from a pulse. */
  private lastSeen = '';
  private cpuUse: { usedMs: number; ratio: number } | null = null;
  private readCpu: (() => number | null) | null = null;

  constructor(deps: TargetDeps, stored: StoredTarget, kept: KeptState | undefined, temporary: boolean) {
    this.deps = deps;
    this.clock = deps.clock;
    this.stored = stored;
    this.temporary = temporary;
    this.lastKept = kept ?? { pid: null, startTimeMs: null, generation: 0 };
    this.generation = this.lastKept.generation;
    this.detector = new RestartDetector(this.lastKept);
    this.facts.startTimeMs = this.lastKept.startTimeMs;
    this.conditions = new Conditions(() => this.clock.now());
    this.derived = new SourceWriter(deps.head, this.ownership, stored.id, DERIVED);
    this.sampled = new CpuSamples(new SourceWriter(deps.head, this.ownership, stored.id, CPU_SAMPLE));
    this.buildSources();
  }

  get targetId(): string {
    return this.stored.id;
  }

  /** Takes over a changed document; history, identity and owners of unchanged sources stay. */
  configure(stored: StoredTarget): void {
    const wasEnabled = this.stored.enabled;
    const sameSources =
      JSON.stringify([stored.sources, stored.intervalSeconds]) ===
      JSON.stringify([this.stored.sources, this.stored.intervalSeconds]);
    this.stored = stored;
    this.version++;
    if (!sameSources) {
      this.stop();
      this.buildSources();
    }
    if (stored.enabled !== wasEnabled || !sameSources) {
      if (stored.enabled) this.start();
      else this.stop();
    }
    this.changed();
  }

  private buildSources(): void {
    this.sources = this.stored.sources.map((source) =>
      buildSource(this, source, this.deps, this.ownership, META),
    );
    const process = this.sources.find((source) => source.stored.kind === 'process');
    this.readCpu = process?.poller.readCpuMs ?? null;
    this.rank();
  }

  private rank(): void {
    const offerers = this.sources.map((s) => ({ id: s.id, kind: s.stored.kind, intervalMs: s.configuredMs }));
    // What we make ourselves gives way to every source that says it.
    this.ownership.setSources([
      ...offerers,
      { id: DERIVED, kind: 'process', intervalMs: Number.MAX_SAFE_INTEGER },
      { id: CPU_SAMPLE, kind: 'process', intervalMs: Number.MAX_SAFE_INTEGER },
    ]);
    this.version++;
  }

  /** The settings for polling have changed: sources without an interval of their own follow. */
  repace(): void {
    const polling = this.deps.polling();
    for (const source of this.sources) source.repace(intervalOf(source.stored, this.stored, polling) * 1000);
    this.rank();
    backOff(this.sources, polling.budgetPercent);
    this.changed();
  }

  start(): void {
    if (!this.stored.enabled) return;
    this.conditions.clear('paused');
    for (const source of this.sources) source.start();
  }

  askAtOnce(): void {
    for (const source of this.sources) source.askAtOnce();
  }

  stop(): void {
    for (const source of this.sources) source.stop();
    const tMs = this.clock.now();
    for (const group of this.deps.head.groups(this.targetId)) group.appendStale(tMs);
    if (!this.stored.enabled)
      this.conditions.set('paused', { code: 'PAUSED', params: {}, message: 'Paused by you.' });
  }

  onPoll(timing: PollTiming): void {
    this.deps.onPoll(timing);
  }

  cpu(): { usedMs: number; ratio: number } | null {
    const usedMs = this.readCpu?.() ?? null;
    return usedMs === null || this.cpuUse === null ? null : { usedMs, ratio: this.cpuUse.ratio };
  }

  /** Its user wants CPU samples, and nothing else says what they do. */
  get wantsCpuSample(): boolean {
    const owner = this.ownership.owner(CPU);
    const isNews = owner === undefined || owner === CPU_SAMPLE;
    return this.stored.enabled && this.stored.cpuSampling && this.health === 'up' && isNews;
  }

  /** A sample found so many cores busy. */
  takeCpuSample(tMs: number, cores: number): void {
    this.sampled.take(tMs, cores);
  }

  owned(id: string): string[] {
    return this.ownership.ownedBy(id);
  }

  isIdle(id: string): boolean {
    return this.ownership.isIdle(id);
  }

  onAnswer(source: SourceRuntime, tMs: number, polled: Polled): Failure | null | 'refused' {
    const restart = this.detector.observe(source.id, polled.identity, tMs);
    if (restart !== null) this.restarted(restart, tMs);
    this.learn(polled, tMs);
    const written = polled.write(source.writer, tMs);
    if (!written.ok) {
      source.missed(tMs, written.error);
      return 'refused';
    }
    if (polled.facts.cpu !== undefined) this.cpuUse = polled.facts.cpu;
    if (this.ownership.setDown(source.id, false)) this.ownersChanged(source, tMs);
    this.derive(tMs);
    this.assess(source, written.value, 0);
    return written.value;
  }

  onMiss(source: SourceRuntime, tMs: number, _error: Failure): void {
    const since = source.failingSinceMs ?? tMs;
    if (source.speaksForApp) for (const other of this.sources) other.askNow(since);
    if (tMs - since >= OWNER_PATIENCE_MS && this.ownership.setDown(source.id, true))
      this.ownersChanged(source, tMs);
    if (this.ownership.owner('go_memstats_next_gc_bytes') === source.id) this.derived.writeStale(tMs);
    this.assess(source, null, source.misses);
  }

  /** The core itself was suspended: what is missing is our fault. */
  suspended(fromMs: number, toMs: number): void {
    for (const group of this.deps.head.groups(this.targetId)) group.appendStale(fromMs + 1);
    this.deps.annotations.add(this.targetId, 'gap', fromMs, {}, toMs);
  }

  private restarted({ reason, boundaryMs }: Restart, tMs: number): void {
    this.generation++;
    this.resets.push(boundaryMs);
    if (this.resets.length > 1000) this.resets.shift();
    for (const group of this.deps.head.groups(this.targetId)) {
      // A source may have asked the old process in the very millisecond before: its series end too.
      group.appendStale(Math.max(boundaryMs, group.lastT + 0.001));
    }
    for (const source of this.sources) source.poller.restarted();
    this.gcShare.reset();
    this.facts = { startTimeMs: null, profile: null };
    this.version++;
    const params = { reason, generation: this.generation };
    this.deps.annotations.add(this.targetId, 'restart', Math.min(boundaryMs, tMs), params);
    this.conditions.set('restarted', { code: 'RESTARTED', params, message: 'The app restarted.' });
  }

  private learn(polled: Polled, tMs: number): void {
    const { identity, facts } = polled;
    this.facts.startTimeMs = this.detector.process.startTimeMs;
    if (facts.profileLiveBytes !== undefined) this.facts.profile = { tMs, bytes: facts.profileLiveBytes };
    const { goVersion, buildVersion } = this;
    this.goVersion = identity.goVersion ?? this.goVersion;
    this.module = identity.module ?? this.module;
    this.buildVersion = identity.buildVersion ?? this.buildVersion;
    const changedGo = goVersion !== null && goVersion !== this.goVersion;
    const changedBuild = buildVersion !== null && buildVersion !== this.buildVersion;
    if (changedGo || changedBuild) {
      this.deps.annotations.add(this.targetId, 'build', tMs, {
        goVersion: this.goVersion,
        buildVersion: this.buildVersion,
        fromGoVersion: goVersion,
        fromBuildVersion: buildVersion,
      });
    }
    const kept = this.kept;
    const { pid, startTimeMs, generation } = this.lastKept;
    if (kept.pid === pid && kept.startTimeMs === startTimeMs && kept.generation === generation) return;
    this.lastKept = kept;
    this.deps.onProcess(this.targetId);
  }

  private readonly latest: Latest = (name, labels = {}) => {
    const series = this.deps.head.find(this.targetId, name, labels);
    return series === undefined ? null : series.group.latest(series.slot);
  };

  private derive(tMs: number): void {
    if (this.latest('go_memstats_next_gc_bytes') === null) return;
    this.derived.writePoints(derivedPoints(this.latest, this.facts, this.gcShare, tMs), tMs);
  }

  private ownersChanged(source: SourceRuntime, tMs: number): void {
    this.deps.annotations.add(this.targetId, 'owner', tMs, {
      source: source.id,
      down: source.misses > 0 ? 1 : 0,
    });
    this.version++;
  }

  /** Health, conditions and cost after a poll. */
  private assess(source: SourceRuntime, partial: Failure | null, misses: number): void {
    const states = this.sources.map((s) =>
      s === source ? { ...s.health(), misses, polls: s.polls } : s.health(),
    );
    const judged = judge(states);
    const before = this.health;
    // One or two misses leave a gap, not a verdict.
    if (judged.health !== 'unknown') this.health = judged.health;
    this.lastError = judged.error;
    if (before !== this.health) this.healthChanged(before, judged.error);
    const failing = judged.failing.find((f) => f.lastError !== null);
    const others = this.sources.find((s) => s !== source && s.partial !== null)?.partial ?? null;
    const problem = partial ?? failing?.lastError ?? others;
    this.conditions.update('partial', this.health === 'up' ? problem : null);
    this.conditions.update(
      'limited',
      limitedBy(this.sources, this.refusedSeries, this.deps.head.seriesOf(this.targetId)),
    );
    this.conditions.update('slow', slowest(this.sources));
    this.conditions.expire('restarted', 60_000);
    backOff(this.sources, this.deps.polling().budgetPercent);
    this.changed();
  }

  private healthChanged(before: Health, error: Failure | null): void {
    const tMs = this.clock.now();
    if (this.health === 'down') {
      const since = Math.min(...this.sources.map((s) => s.failingSinceMs ?? tMs));
      this.deps.annotations.add(this.targetId, 'down', since, {
        code: error?.code ?? '',
        reason: error?.message ?? '',
      });
    } else if (before === 'down') this.deps.annotations.add(this.targetId, 'up', tMs);
  }

  /** Series its sources show that are past the limits. */
  get refusedSeries(): number {
    return this.sources.reduce((sum, { writer }) => sum + writer.dropped.series + writer.dropped.labels, 0);
  }

  private changed(): void {
    const seen = JSON.stringify([
      this.version,
      this.health,
      this.lastError?.code,
      this.conditions.codes(),
      this.goVersion,
      this.buildVersion,
      this.sources.map((source) => [source.polls > 0, source.misses > 0, source.idle, source.stretch]),
    ]);
    const material = seen !== this.lastSeen;
    this.lastSeen = seen;
    this.deps.onChange(this.targetId, material);
  }

  get costPerSecond(): number {
    return this.sources.reduce((sum, source) => sum + source.msPerSecond, 0);
  }

  get nextPollMs(): number | null {
    const due = this.sources.map((source) => source.nextPollMs).filter((ms): ms is number => ms !== null);
    return due.length === 0 ? null : Math.min(...due);
  }

  get kept(): KeptState {
    const { pid, startTimeMs } = this.detector.process;
    return { pid, startTimeMs, generation: this.generation };
  }

  /** For expressions: labels joined at read time. */
  describe(): TargetFacts {
    return {
      labels: { ...this.stored.labels, target: this.stored.id, job: this.stored.name } satisfies Labels,
      instance: (sourceId) => this.instanceOf(sourceId),
      intervalMs: (sourceId) =>
        sourceId === CPU_SAMPLE ? CPU_SAMPLE_MS : (this.sourceOf(sourceId)?.intervalMs ?? 1000),
      resets: this.resets,
      version: this.version,
    };
  }

  private sourceOf(sourceId: string): SourceRuntime | undefined {
    return this.sources.find((source) => source.id === sourceId) ?? this.sources[0];
  }

  private instanceOf(sourceId: string): string {
    const url = this.sources.find((source) => source.id === sourceId)?.stored.url ?? this.stored.url;
    return URL.canParse(url) && url.startsWith('http') ? new URL(url).host : new URL(this.stored.url).host;
  }

  hasCondition(type: ConditionType): boolean {
    return this.conditions.has(type);
  }

  model(): Target {
    const { stored } = this;
    const seen = this.sources.map((source) => source.lastAnswerMs).filter((ms): ms is number => ms !== null);
    const sources = this.sources.map((source) => source.model());
    const startTimeMs = this.facts.startTimeMs;
    return {
      id: stored.id,
      url: stored.url,
      name: stored.name,
      labels: { ...stored.labels },
      intervalSeconds: stored.intervalSeconds,
      enabled: stored.enabled,
      cpuSampling: stored.cpuSampling,
      temporary: this.temporary,
      health: this.health,
      conditions: this.conditions.model(),
      lastError: this.lastError,
      lastSeen: seen.length === 0 ? null : new Date(Math.max(...seen)).toISOString(),
      sources,
      missing: missingOf({
        kinds: new Set(sources.filter((s) => s.state !== 'failing').map((s) => s.kind)),
        offers: (name) => this.ownership.isOffered(name),
        emptyProfiles: emptyProfilesOf((profile) => this.latest('go_pprof_profile_count', { profile })?.v),
        knowsStart: startTimeMs !== null,
        knowsVersion: this.goVersion !== null,
        url: stored.url,
      }),
      goVersion: this.goVersion,
      buildVersion: this.buildVersion,
      module: this.module,
      startTime: startTimeMs === null ? null : new Date(startTimeMs).toISOString(),
      pid: this.detector.process.pid,
      generation: this.generation,
      createdAt: stored.createdAt,
      auth: this.deps.auth(),
    };
  }
}
