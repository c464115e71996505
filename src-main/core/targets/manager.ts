import crypto from 'node:crypto';
import type { DiscoveredProcess } from '../../../shared/model/discover.js';
import type { ProbeResult, Target, TargetInput } from '../../../shared/model/target.js';
import type { Collection } from '../docstore/collection.js';
import { withBearer, type Asker } from '../http/asker.js';
import type { Log } from '../log/log.js';
import type { Secrets } from '../secrets/secrets.js';
import type { TargetFacts } from '../tsdb/reader.js';
import { tokenFrom } from './auth.js';
import type { TargetDeps } from './deps.js';
import type { Look } from './discover.js';
import type { StoredTarget, TargetsDocument } from './document.js';
import { TargetError } from './errors.js';
import { probeTarget } from './probe.js';
import { accept, sourcesByProbe, sourcesFrom, type FoundSources } from './sources.js';
import { WatchedTarget, type KeptState } from './watched-target.js';

/** A removed target and its samples are kept this long for an undo. */
export const RESTORE_MS = 10 * 60_000;

interface Removed {
  stored: StoredTarget;
  kept: KeptState;
  temporary: boolean;
  untilMs: number;
  cancel: () => void;
}

export interface ManagerDeps extends Omit<TargetDeps, 'auth' | 'onChange' | 'onProcess'> {
  secrets: Secrets;
  documents: Collection<TargetsDocument>;
  log: Log;
  /** Last known process and generation of each target. */
  kept: Map<string, KeptState>;
  keep(targetId: string, state: KeptState): void;
  discover(): Promise<Look<Omit<DiscoveredProcess, 'targetId'>>>;
}

type Listener = (targetId: string, material: boolean) => void;

/** Every watched target: adding, changing, removing with undo, and what the rest of the core asks of them. */
export class TargetManager {
  private readonly deps: ManagerDeps;
  private readonly targets = new Map<string, WatchedTarget>();
  private readonly removed = new Map<string, Removed>();
  private readonly listeners = new Set<Listener>();
  private readonly probing = new Set<string>();
  /** Addresses being added, by url: a second request meanwhile would make a second target. */
  private readonly adding = new Map<string, { id: string; name: string }>();

  constructor(deps: ManagerDeps) {
    this.deps = deps;
  }

  start(): void {
    for (const stored of this.deps.documents.data.targets) this.watch(stored, false);
  }

  list(): Target[] {
    return [...this.targets.values()].map((target) => target.model());
  }

  get(id: string): Target {
    return this.find(id).model();
  }

  has(id: string): boolean {
    return this.targets.has(id);
  }

  watched(): Iterable<WatchedTarget> {
    return this.targets.values();
  }

  describe = (id: string): TargetFacts | undefined => this.targets.get(id)?.describe();

  /** What a person calls it and whether it is watched at all; undefined when there is none of that id. */
  watchedAs = (id: string): { name: string; enabled: boolean } | undefined => this.targets.get(id)?.stored;

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks on behalf of a target, with its token. */
  askerOf(targetId: string): Asker {
    return withBearer(this.deps.http, (url) => this.deps.secrets.bearerFor(targetId, url));
  }

  async probe(url: string, auth?: unknown): Promise<ProbeResult> {
    const parsed = accept(url);
    const http = this.askerWith(tokenFrom(auth), parsed);
    const result = await probeTarget(http, parsed, { polling: this.deps.polling() });
    return { ...result, existing: this.existing(parsed.href) };
  }

  /** Resolves once the target is on the disk; polling begins at the same moment. */
  async add(input: TargetInput, temporary = false): Promise<Target> {
    const token = tokenFrom(input.auth) ?? null;
    const first = input.url ?? input.sources?.find(({ kind }) => kind !== 'process')?.url;
    if (first === undefined) {
      throw new TargetError('INVALID_INPUT', 'Give a url, or sources with their urls.', { field: 'url' });
    }
    const url = accept(first);
    this.refuseExisting(url.href);
    const id = crypto.randomBytes(6).toString('hex');
    this.adding.set(url.href, { id, name: input.name ?? url.host });
    try {
      return await this.addNew(id, url, { ...input, token }, temporary);
    } finally {
      this.adding.delete(url.href);
    }
  }

  /** Two targets at one address would tell the same app twice. */
  private refuseExisting(href: string, except?: string): void {
    const existing = this.existing(href);
    if (existing === null || existing.id === except) return;
    const verb = existing.removed ? 'was removed; restore it to keep its history' : 'is watched already';
    throw new TargetError('TARGET_EXISTS', `${href} ${verb} (${existing.name}).`, {
      id: existing.id,
      removed: existing.removed,
    });
  }

  private async addNew(
    id: string,
    url: URL,
    input: TargetInput & { token: string | null },
    temporary: boolean,
  ): Promise<Target> {
    const { token } = input;
    const { sources, name, probed } =
      input.sources !== undefined
        ? { sources: sourcesFrom(input.sources), name: url.host, probed: true }
        : await this.found(this.askerWith(token, url), url);
    const stored: StoredTarget = {
      id,
      url: url.href,
      name: input.name ?? name,
      labels: input.labels ?? {},
      intervalSeconds: input.intervalSeconds ?? null,
      enabled: input.enabled ?? true,
      cpuSampling: input.cpuSampling ?? false,
      sources,
      probed,
      createdAt: new Date(this.deps.clock.now()).toISOString(),
    };
    // First: a target without its token would be told that it must show one.
    if (token !== null) await this.keepToken(id, url.origin, token);
    if (!temporary) {
      try {
        await this.write((targets) => [...targets, stored]);
      } catch (error) {
        if (token !== null) await this.deps.secrets.remove(id);
        throw error;
      }
    }
    this.deps.log.info(
      { targetId: stored.id, url: stored.url, sources: sources.map((source) => source.id) },
      'target added',
    );
    return this.watch(stored, temporary).model();
  }

  async update(id: string, input: TargetInput): Promise<Target> {
    const token = tokenFrom(input.auth);
    const target = this.find(id);
    const url = input.url === undefined ? target.stored.url : accept(input.url).href;
    if (url !== target.stored.url) this.refuseExisting(url, id);
    // Whatever is wrong with the input is said before anything of it is done.
    const named = input.sources === undefined ? null : sourcesFrom(input.sources, target.stored.sources);
    if (token === null) await this.deps.secrets.remove(id);
    else if (token !== undefined) await this.keepToken(id, new URL(url).origin, token);
    const moved = named === null && url !== target.stored.url;
    const found = moved ? await this.found(this.askerOf(id), new URL(url)) : null;
    // Read after the probe: another change may have been made in the seconds it took.
    const before = target.stored;
    const given = named === null ? (found ?? before) : { sources: named, probed: true };
    const stored: StoredTarget = {
      ...before,
      url,
      sources: given.sources,
      probed: given.probed,
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.labels === undefined ? {} : { labels: input.labels }),
      ...(input.enabled === undefined ? {} : { enabled: input.enabled }),
      ...(input.cpuSampling === undefined ? {} : { cpuSampling: input.cpuSampling }),
      ...(input.intervalSeconds === undefined ? {} : { intervalSeconds: input.intervalSeconds }),
    };
    await this.replace(target, stored);
    if (token !== undefined) target.askAtOnce();
    return target.model();
  }

  private async replace(target: WatchedTarget, stored: StoredTarget): Promise<void> {
    if (!target.temporary)
      await this.write((targets) => targets.map((t) => (t.id === stored.id ? stored : t)));
    // Removed meanwhile: it must not begin to poll again.
    if (this.find(stored.id) !== target) return;
    target.configure(stored);
  }

  /** A target that was added before its app ran is looked at again when it first answers. */
  private async probeAgain(target: WatchedTarget): Promise<void> {
    if (target.stored.probed || target.health !== 'up' || this.probing.has(target.targetId)) return;
    this.probing.add(target.targetId);
    try {
      const http = this.askerOf(target.targetId);
      const { sources, name, probed } = await this.found(http, new URL(target.stored.url));
      const unnamed = target.stored.name === new URL(target.stored.url).host;
      if (probed)
        await this.replace(target, { ...target.stored, sources, probed, ...(unnamed ? { name } : {}) });
    } finally {
      this.probing.delete(target.targetId);
    }
  }

  async remove(id: string): Promise<{ id: string; restorableUntil: string }> {
    const target = this.find(id);
    await this.write((targets) => targets.filter((t) => t.id !== id));
    const already = this.removed.get(id);
    if (already !== undefined) return { id, restorableUntil: new Date(already.untilMs).toISOString() };
    target.stop();
    this.targets.delete(id);
    this.deps.head.setExpendable(id, true);
    const untilMs = this.deps.clock.now() + RESTORE_MS;
    const cancel = this.deps.clock.after(RESTORE_MS, () => {
      this.removed.delete(id);
      this.deps.head.dropTarget(id);
      this.deps.secrets.remove(id).catch((error: unknown) => {
        this.deps.log.error(
          { targetId: id, error: String(error) },
          'the token of a removed target is still kept',
        );
      });
    });
    const { stored, kept, temporary } = target;
    this.removed.set(id, { stored, kept, temporary, untilMs, cancel });
    this.deps.log.info({ targetId: id }, 'target removed');
    this.notify(id, true);
    return { id, restorableUntil: new Date(untilMs).toISOString() };
  }

  /** Undoes a removal: same id, same history. */
  async restore(id: string): Promise<Target> {
    const gone = this.removed.get(id);
    if (gone === undefined) {
      if (this.targets.has(id)) return this.get(id);
      throw new TargetError(
        'NOT_FOUND',
        `There is no removed target ${id}; a removal can be undone for 10 minutes.`,
      );
    }
    if (!gone.temporary) await this.write((targets) => [...targets.filter((t) => t.id !== id), gone.stored]);
    if (this.targets.has(id)) return this.get(id);
    gone.cancel();
    this.removed.delete(id);
    this.deps.head.setExpendable(id, false);
    this.deps.kept.set(id, gone.kept);
    return this.watch(gone.stored, gone.temporary).model();
  }

  async discover(): Promise<Look<DiscoveredProcess>> {
    const look = await this.deps.discover();
    return { ...look, items: look.items.map((item) => ({ ...item, targetId: this.watching(item) })) };
  }

  /** The core was suspended from one moment to the other: no target is to blame for what is missing. */
  suspended(fromMs: number, toMs: number): void {
    for (const target of this.targets.values()) if (target.stored.enabled) target.suspended(fromMs, toMs);
  }

  /** Default intervals or the budget have changed. */
  repace(): void {
    for (const target of this.targets.values()) target.repace();
  }

  stop(): void {
    for (const target of this.targets.values()) target.stop();
    for (const { cancel } of this.removed.values()) cancel();
  }

  private watch(stored: StoredTarget, temporary: boolean): WatchedTarget {
    const deps: TargetDeps = {
      ...this.deps,
      http: this.askerOf(stored.id),
      auth: () => this.deps.secrets.viewOf(stored.id),
      onChange: (id, material) => {
        this.notify(id, material);
        this.probeAgain(target).catch((error: unknown) => {
          this.deps.log.warn({ targetId: id, error: String(error) }, 'probe after coming up failed');
        });
      },
      onProcess: (id) => {
        const target = this.targets.get(id);
        if (target !== undefined && !target.temporary) this.deps.keep(id, target.kept);
      },
    };
    const target = new WatchedTarget(deps, stored, this.deps.kept.get(stored.id), temporary);
    this.targets.set(stored.id, target);
    if (stored.enabled) target.start();
    else target.stop();
    this.notify(stored.id, true);
    return target;
  }

  private notify(id: string, material: boolean): void {
    for (const listener of this.listeners) listener(id, material);
  }

  private find(id: string): WatchedTarget {
    const target = this.targets.get(id);
    if (target === undefined) throw new TargetError('NOT_FOUND', `There is no target ${id}.`, { id });
    return target;
  }

  private async write(change: (targets: StoredTarget[]) => StoredTarget[]): Promise<void> {
    try {
      await this.deps.documents.update((data) => ({ targets: change(data.targets) }));
    } catch (error) {
      this.deps.log.error({ error: String(error) }, 'targets not written');
      throw notWritten(error);
    }
  }

  private existing(href: string): ProbeResult['existing'] {
    const adding = this.adding.get(href);
    if (adding !== undefined) return { ...adding, removed: false };
    for (const { stored } of this.targets.values()) {
      if (stored.url === href) return { id: stored.id, name: stored.name, removed: false };
    }
    for (const { stored } of this.removed.values()) {
      if (stored.url === href) return { id: stored.id, name: stored.name, removed: true };
    }
    return null;
  }

  /** Asks with a token that is not kept yet. */
  private askerWith(token: string | null | undefined, { origin }: URL): Asker {
    if (token == null) return this.deps.http;
    return withBearer(this.deps.http, (url) => (url.origin === origin ? token : null));
  }

  private async keepToken(id: string, origin: string, token: string): Promise<void> {
    try {
      await this.deps.secrets.set(id, origin, token);
    } catch (error) {
      throw notWritten(error);
    }
  }

  private found(http: Asker, url: URL): Promise<FoundSources> {
    return sourcesByProbe(http, url, this.deps.polling());
  }

  private watching({ ports, pid }: { ports: number[]; pid: number }): string | null {
    for (const target of this.targets.values()) {
      if (target.kept.pid === pid) return target.targetId;
      const url = new URL(target.stored.url);
      if (/^(127\.|localhost$|\[::1\])/.test(url.hostname) && ports.includes(Number(url.port)))
        return target.targetId;
    }
    return null;
  }
}

const notWritten = (error: unknown): TargetError =>
  new TargetError(
    'NOT_WRITTEN',
    `The change could not be written to the data folder and was not made: ${String(error)}`,
  );
