import type { CoreStatus } from '../../../shared/model/events.js';
import { ok, type Result } from '../../../shared/base/result.js';
import type { Clock, ProfileHost, ProfileWorkOptions } from '../../../shared/model/ports.js';
import {
  LOCAL_LIMITS,
  type ProfileAnswer,
  type ProfileFile,
  type ProfileLimits,
  type ProfileQuestion,
  type QuestionName,
} from '../../../shared/model/profile-work.js';
import type { ProfileFacts, ProfileRecord } from '../../../shared/model/profile.js';
import type { Fs } from '../docstore/fs.js';
import type { Log } from '../log/log.js';
import { LibraryError, noProfile, notKept } from './errors.js';
import { receive, tryTo, type Arrived } from './incoming.js';
import { downloadName, shownName } from './names.js';
import { quotaFull, toDrop } from './quota.js';
import { factsOfOrphan } from './orphan.js';
import { RECORD_VERSION, type StoredProfile } from './record.js';
import { idOf, Shelf } from './shelf.js';
import type { Change, Kept, LibraryChange, Origin } from './types.js';

/** A deletion can be undone for so long. */
export const RESTORE_MS = 10 * 60_000;
const PAGE = 200;
export interface LibraryDeps {
  fs: Fs;
  /** Folder of the profiles, which is there. */
  dir: string;
  clock: Clock;
  host: ProfileHost;
  log: Log;
  /** For each target, and for files together. */
  quotaBytes(): number;
}

/** Every profile kept on this machine: bytes under their hash, one record beside each, the index in memory. */
export class ProfileLibrary {
  readonly notices: CoreStatus['notices'] = [];
  private readonly deps: LibraryDeps;
  private readonly shelf: Shelf;
  private readonly profiles = new Map<string, StoredProfile>();
  private readonly removed = new Map<string, { stored: StoredProfile; cancel: () => void }>();
  private readonly listeners = new Set<(change: LibraryChange) => void>();
  /** Bytes that the decoder looks at, by id. */
  private readonly arriving = new Map<string, Promise<void>>();
  /** One change at a time: a quota is counted, and what is deleted may come back. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(deps: LibraryDeps) {
    this.deps = deps;
    this.shelf = new Shelf(deps.fs, deps.dir);
  }

  /** Reads the folder. Profiles without a record are read again in the background. */
  static async open(deps: LibraryDeps): Promise<ProfileLibrary> {
    const library = new ProfileLibrary(deps);
    const { profiles, orphans, notices } = await library.shelf.open(deps.clock.now());
    library.notices.push(...notices);
    for (const stored of profiles) {
      if (stored.deletedMs === null) library.profiles.set(stored.record.id, stored);
      else library.forgetLater(stored, stored.deletedMs + RESTORE_MS - deps.clock.now());
    }
    void library.rebuildAll(orphans);
    return library;
  }

  get usedBytes(): number {
    return [...this.profiles.values()].reduce((sum, { record }) => sum + record.bytes, 0);
  }

  get quotaBytes(): number {
    return this.deps.quotaBytes();
  }

  /** Newest first. `cursor` names the last one of the page before, which may be gone meanwhile. */
  list({
    target,
    limit = PAGE,
    cursor,
  }: {
    target?: string | undefined;
    limit?: number | undefined;
    cursor?: string | undefined;
  }): {
    items: ProfileRecord[];
    nextCursor: string | null;
  } {
    const all = [...this.profiles.values()]
      .map(({ record }) => record)
      .filter(({ targetId }) => target === undefined || targetId === target)
      .sort((a, b) => (a.addedAt === b.addedAt ? (a.id < b.id ? 1 : -1) : a.addedAt < b.addedAt ? 1 : -1));
    const [at = '', last = ''] = cursor?.split('_') ?? [];
    const isAfter = ({ addedAt, id }: ProfileRecord): boolean =>
      addedAt < at || (addedAt === at && id < last);
    const rest = cursor === undefined ? all : all.filter(isAfter);
    const items = rest.slice(0, limit);
    const end = items.at(-1);
    return { items, nextCursor: end && limit < rest.length ? `${end.addedAt}_${end.id}` : null };
  }

  get(id: string): ProfileRecord {
    return this.find(id).record;
  }

  /** The bytes on disk, and the name to give them to a person under. */
  bytesOf(id: string): { path: string; name: string; bytes: number } {
    const { file, record } = this.find(id);
    return { path: this.shelf.at(file), name: downloadName(record.name, file), bytes: record.bytes };
  }

  onChange(listener: (change: LibraryChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Keeps a body: resolves once it is on the disk for good and known to be a profile. What the body throws goes
   * through; everything else is a failure: that of the decoder, DISK_FULL, QUOTA_FULL, NOT_WRITTEN …
   */
  async add(
    body: AsyncIterable<Uint8Array>,
    origin: Origin,
    options: ProfileWorkOptions = {},
  ): Promise<Result<Kept>> {
    const arrived = await this.receive(body, options.limits);
    return arrived.ok ? this.keep(arrived.value, origin, options) : arrived;
  }

  /** The first half of {@link add}: the bytes on the disk, for {@link keep}. */
  receive(body: AsyncIterable<Uint8Array>, limits: ProfileLimits = LOCAL_LIMITS): Promise<Result<Arrived>> {
    const { fs, dir, host } = this.deps;
    host.prepare();
    return receive(fs, dir, body, limits.wireBytes);
  }

  /** The second half of {@link add}. Only who brings the same bytes at the same time waits for the decoder. */
  async keep(arrived: Arrived, origin: Origin, options: ProfileWorkOptions = {}): Promise<Result<Kept>> {
    const { id } = arrived;
    // Again after each wait: another, who waited too, may have been first.
    for (let same = this.arriving.get(id); same !== undefined; same = this.arriving.get(id)) await same;
    const kept = this.keepNew(arrived, origin, options);
    const ended = kept.then(
      () => undefined,
      () => undefined,
    );
    this.arriving.set(id, ended);
    try {
      return await kept;
    } finally {
      this.arriving.delete(id);
    }
  }

  async update(id: string, change: Change): Promise<ProfileRecord> {
    const before = this.find(id);
    const { module = before.module, name, note, tags, pinned } = change;
    const given = Object.fromEntries(
      Object.entries({ name, note, tags, pinned }).filter(([, value]) => value !== undefined),
    ) as Partial<ProfileRecord>;
    let facts: Partial<ProfileFacts> = {};
    if (module !== before.module) {
      const asked = await this.deps.host.ask(this.place({ ...before, module }), { ask: 'facts' });
      if (!asked.ok) throw new LibraryError(asked.error);
      facts = asked.value;
    }
    return this.inTurn(async () => {
      const now = this.find(id);
      // As it is now where this change says nothing of it: another may have set it meanwhile.
      const stored = module === before.module ? now : { ...now, module };
      await this.write({ ...stored, record: { ...stored.record, ...facts, ...given } });
      this.tell([id], []);
      return this.get(id);
    });
  }

  remove(id: string): Promise<{ id: string; restorableUntil: string }> {
    return this.inTurn(async () => {
      const again = this.removed.get(id)?.stored.deletedMs;
      const now = this.deps.clock.now();
      if (again == null) {
        const stored = { ...this.find(id), deletedMs: now };
        await this.write(stored);
        this.profiles.delete(id);
        this.forgetLater(stored, RESTORE_MS);
        this.tell([], [id]);
      }
      return { id, restorableUntil: new Date((again ?? now) + RESTORE_MS).toISOString() };
    });
  }

  restore(id: string): Promise<ProfileRecord> {
    return this.inTurn(async () => {
      const gone = this.removed.get(id);
      if (gone === undefined) return this.get(id);
      await this.bringBack(gone.stored);
      return this.get(id);
    });
  }

  /** Asks the profile host about one of ours; throws a {@link LibraryError} with the host's code. */
  async ask<K extends QuestionName>(
    id: string,
    question: ProfileQuestion<K>,
    options: ProfileWorkOptions = {},
  ): Promise<ProfileAnswer<K>> {
    const answer = await this.deps.host.ask<K>(this.place(this.find(id)), question, options);
    if (!answer.ok) throw new LibraryError(answer.error);
    return answer.value;
  }

  async close(): Promise<void> {
    for (const { cancel } of this.removed.values()) cancel();
    await Promise.all(this.arriving.values());
    await this.queue;
  }

  private async keepNew(arrived: Arrived, from: Origin, options: ProfileWorkOptions): Promise<Result<Kept>> {
    const { id, file } = arrived;
    const known = await this.inTurn(() => this.placeInTurn(arrived, from));
    if (known !== null) return known;
    // Under its lasting name: the first question after this one finds it read.
    const { module } = from;
    const hint = from.hint ?? from.name;
    const facts = await this.deps.host.ask(this.place({ file, module, hint }), { ask: 'facts' }, options);
    if (!facts.ok) {
      await this.shelf.remove({ file, record: { id } });
      return facts;
    }
    const record = this.recordOf(id, arrived.bytes, from, facts.value);
    return this.inTurn(() =>
      this.keepInTurn({ version: RECORD_VERSION, file, module, hint, deletedMs: null, record }),
    );
  }

  /** Gives the bytes their place; an answer where that ends it: they are there already, or there is no room. */
  private async placeInTurn(
    { temporary, id, file, bytes }: Arrived,
    from: Origin,
  ): Promise<Result<Kept> | null> {
    const { fs, dir } = this.deps;
    if (this.profiles.has(id) || this.removed.has(id)) {
      await fs.remove(temporary);
      return this.keepAgain(id);
    }
    if (toDrop(this.records(), from.targetId, bytes, this.quotaBytes) === null) {
      await fs.remove(temporary);
      return quotaFull(this.quotaBytes);
    }
    const placed = await tryTo(dir, () => this.shelf.place(temporary, file));
    if (placed.ok) return null;
    await fs.remove(temporary).catch(() => undefined);
    return placed;
  }

  private async keepInTurn(stored: StoredProfile): Promise<Result<Kept>> {
    const { clock, dir, log } = this.deps;
    const { id, bytes, targetId } = stored.record;
    // Counted again: others may have come while this one was read.
    const dropped = toDrop(this.records(), targetId, bytes, this.quotaBytes);
    const giveUp = async (why: Result<never>): Promise<Result<never>> => {
      await this.shelf.remove(stored).catch(() => undefined);
      return why;
    };
    if (dropped === null) return giveUp(quotaFull(this.quotaBytes));
    const written = await tryTo(dir, () => this.shelf.write(stored));
    if (!written.ok) return giveUp(written);
    this.profiles.set(id, stored);
    for (const old of dropped) await this.drop(old.id);
    log.info({ profileId: id, bytes, dropped: dropped.length, at: clock.now() }, 'profile kept');
    this.tell(
      [id],
      dropped.map((old) => old.id),
    );
    return ok({ record: stored.record, created: true });
  }

  private async keepAgain(id: string): Promise<Result<Kept>> {
    const gone = this.removed.get(id);
    if (gone !== undefined) {
      const back = await tryTo(this.deps.dir, () => this.bringBack(gone.stored));
      if (!back.ok) return back;
    }
    return ok({ record: this.get(id), created: false });
  }

  private recordOf(id: string, bytes: number, from: Origin, facts: ProfileFacts): ProfileRecord {
    const { name, origin, targetId, targetName } = from;
    const addedAt = new Date(this.deps.clock.now()).toISOString();
    const kept = { origin, addedAt, bytes, targetId, targetName };
    return { id, ...facts, name: shownName(name), ...kept, note: '', tags: [], pinned: false };
  }

  private async bringBack(gone: StoredProfile): Promise<void> {
    const { id } = gone.record;
    await this.write({ ...gone, deletedMs: null });
    this.removed.get(id)?.cancel();
    this.removed.delete(id);
    this.tell([id], []);
  }

  private async rebuildAll(files: readonly string[]): Promise<void> {
    for (const file of files) {
      const id = idOf(file);
      for (let same = this.arriving.get(id); same !== undefined; same = this.arriving.get(id)) await same;
      // The same bytes may have come again, and gone.
      if (this.profiles.has(id) || this.removed.has(id)) continue;
      const done = this.rebuild(file).catch(this.warn(file));
      this.arriving.set(id, done);
      await done;
      this.arriving.delete(id);
    }
  }

  /** Makes a record of bytes that have none; what is no profile goes. */
  private async rebuild(file: string): Promise<void> {
    const { host, log } = this.deps;
    const facts = await factsOfOrphan(host, log, file, this.place({ file, module: null, hint: '' }));
    if (facts === 'left') return;
    const id = idOf(file);
    if (facts === 'no profile') {
      await this.shelf.remove({ file, record: { id } });
      return;
    }
    const from: Origin = { name: file, origin: 'file', targetId: null, targetName: null, module: null };
    const record = this.recordOf(id, this.shelf.size(file), from, facts);
    await this.inTurn(() =>
      this.write({ version: RECORD_VERSION, file, module: null, hint: '', deletedMs: null, record }),
    );
    this.tell([id], []);
  }

  private async drop(id: string): Promise<void> {
    const stored = this.find(id);
    this.profiles.delete(id);
    await this.shelf.remove(stored).catch((error: unknown) => {
      this.deps.log.warn({ profileId: id, error: String(error) }, 'an old profile was not removed');
    });
  }

  private forgetLater(stored: StoredProfile, ms: number): void {
    const { id } = stored.record;
    // In turn: the same bytes may just be coming back.
    const forget = (): void => {
      this.inBackground(async () => {
        if (this.removed.get(id)?.stored !== stored) return;
        this.removed.delete(id);
        await this.shelf.remove(stored);
      }, stored.file);
    };
    this.removed.set(id, { stored, cancel: this.deps.clock.after(Math.max(0, ms), forget) });
  }

  /** In the index once it is on the disk. */
  private async write(stored: StoredProfile): Promise<void> {
    try {
      await this.shelf.write(stored);
    } catch (error) {
      throw new LibraryError(notKept(error, this.deps.dir));
    }
    this.profiles.set(stored.record.id, stored);
  }

  private records(): ProfileRecord[] {
    return [...this.profiles.values()].map(({ record }) => record);
  }

  private find(id: string): StoredProfile {
    const stored = this.profiles.get(id);
    if (stored === undefined) throw noProfile(id);
    return stored;
  }

  private place({ file, module, hint }: Pick<StoredProfile, 'file' | 'module' | 'hint'>): ProfileFile {
    return { path: this.shelf.at(file), module, hint };
  }

  private tell(changed: readonly string[], removed: readonly string[]): void {
    const items = changed.flatMap((id) => this.profiles.get(id)?.record ?? []);
    for (const listener of this.listeners)
      listener({ items, removed: [...removed], usedBytes: this.usedBytes });
  }

  /** Work that nobody waits for. */
  private inBackground(work: () => Promise<void>, file: string): void {
    this.inTurn(work).catch(this.warn(file));
  }

  private warn(file: string): (error: unknown) => void {
    return (error) => {
      this.deps.log.warn({ file, error: String(error) }, 'a file of the library could not be dealt with');
    };
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(work);
    this.queue = mine.catch(() => undefined);
    return mine;
  }
}
