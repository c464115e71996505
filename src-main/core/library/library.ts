import type { CoreStatus } from '../../../shared/model/events.js';
import { fail, ok, type Failure, type Result } from '../../../shared/base/result.js';
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
import { toDrop } from './quota.js';
import { RECORD_VERSION, type StoredProfile } from './record.js';
import { Shelf } from './shelf.js';

/** A deletion can be undone for so long. */
export const RESTORE_MS = 10 * 60_000;
const PAGE = 200;
/** Refusals that say nothing of the bytes. */
const NOT_OF_THE_BYTES = new Set([
  ...['CANCELLED', 'FILE_UNREADABLE', 'PROFILE_CHILD_DIED', 'PROFILE_FAILED'],
  ...['PROFILE_TOO_LARGE', 'PROFILE_TOO_SLOW'],
]);

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

/** Where bytes come from. */
export interface Origin {
  /** A file's name, or what the profile is to be called. */
  name: string;
  origin: ProfileRecord['origin'];
  targetId: string | null;
  targetName: string | null;
  /** The main module where the target says it. */
  module: string | null;
  /** What it was captured as; its name where that is not said. */
  hint?: string;
}

export interface Change {
  name?: string | undefined;
  note?: string | undefined;
  tags?: string[] | undefined;
  pinned?: boolean | undefined;
  module?: string | null | undefined;
}

/** What a page is told of: records that are new or changed, ids that are gone. */
export interface LibraryChange {
  items: ProfileRecord[];
  removed: string[];
  usedBytes: number;
}

export interface Kept {
  record: ProfileRecord;
  /** False: the same bytes were there. */
  created: boolean;
}

/** Every profile kept on this machine: bytes under their hash, one record beside each, the index in memory. */
export class ProfileLibrary {
  readonly notices: CoreStatus['notices'] = [];
  private readonly deps: LibraryDeps;
  private readonly shelf: Shelf;
  private readonly profiles = new Map<string, StoredProfile>();
  private readonly removed = new Map<string, { stored: StoredProfile; cancel: () => void }>();
  private readonly listeners = new Set<(change: LibraryChange) => void>();
  /** One addition at a time: the same bytes may come twice, and a quota is counted. */
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
    for (const file of orphans) library.inBackground(() => library.rebuild(file), file);
    return library;
  }

  get usedBytes(): number {
    return [...this.profiles.values()].reduce((sum, { record }) => sum + record.bytes, 0);
  }

  get quotaBytes(): number {
    return this.deps.quotaBytes();
  }

  /** Newest first. `cursor` is the id of the last one of the page before. */
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
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const items = all.slice(from, from + limit);
    return { items, nextCursor: from + limit < all.length ? (items.at(-1)?.id ?? null) : null };
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
    return receive(this.deps.fs, this.deps.dir, body, limits.wireBytes);
  }

  /** The second half of {@link add}. */
  keep(arrived: Arrived, origin: Origin, options: ProfileWorkOptions = {}): Promise<Result<Kept>> {
    return this.inTurn(() => this.keepInTurn(arrived, origin, options));
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
      const stored = { ...this.find(id), module };
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
    await this.queue;
  }

  private async keepInTurn(
    { temporary, id, file, bytes }: Arrived,
    from: Origin,
    options: ProfileWorkOptions,
  ): Promise<Result<Kept>> {
    const { fs, clock, host, dir, log } = this.deps;
    if (this.profiles.has(id) || this.removed.has(id)) {
      await fs.remove(temporary);
      return this.keepAgain(id);
    }
    const dropped = toDrop(this.records(), from.targetId, bytes, this.quotaBytes);
    if (dropped === null) {
      await fs.remove(temporary);
      return quotaFull(this.quotaBytes);
    }
    const placed = await tryTo(dir, () => this.shelf.place(temporary, file));
    if (!placed.ok) {
      await fs.remove(temporary).catch(() => undefined);
      return placed;
    }
    // Under its lasting name: the first question after this one finds it read.
    const { module } = from;
    const hint = from.hint ?? from.name;
    const facts = await host.ask(this.place({ file, module, hint }), { ask: 'facts' }, options);
    if (!facts.ok) {
      await this.shelf.remove({ file, record: { id } });
      return facts;
    }
    const record = this.recordOf(id, bytes, from, facts.value);
    const stored = { version: RECORD_VERSION, file, module, hint, deletedMs: null, record } as const;
    const written = await tryTo(dir, () => this.shelf.write(stored));
    if (!written.ok) {
      await this.shelf.remove(stored).catch(() => undefined);
      return written;
    }
    this.profiles.set(id, stored);
    for (const old of dropped) await this.drop(old.id);
    log.info({ profileId: id, bytes, dropped: dropped.length, at: clock.now() }, 'profile kept');
    this.tell(
      [id],
      dropped.map((old) => old.id),
    );
    return ok({ record, created: true });
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

  /**
   * Makes a record of bytes that have none; what is no profile goes. What could not be read for another reason,
   * such as that the core ends, is left for the next start.
   */
  private async rebuild(file: string): Promise<void> {
    const id = file.slice(0, 32);
    const facts = await this.deps.host.ask(this.place({ file, module: null, hint: '' }), { ask: 'facts' });
    if (!facts.ok) {
      const { code } = facts.error;
      if (NOT_OF_THE_BYTES.has(code)) {
        this.deps.log.warn({ file, code }, 'a file of the library could not be read now; left');
        return;
      }
      this.deps.log.warn({ file, code }, 'a file of the library is no profile; removed');
      await this.shelf.remove({ file, record: { id } });
      return;
    }
    const from: Origin = { name: file, origin: 'file', targetId: null, targetName: null, module: null };
    const record = this.recordOf(id, this.shelf.size(file), from, facts.value);
    await this.write({ version: RECORD_VERSION, file, module: null, hint: '', deletedMs: null, record });
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
    this.inTurn(work).catch((error: unknown) => {
      this.deps.log.warn({ file, error: String(error) }, 'a file of the library could not be dealt with');
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.queue.then(work);
    this.queue = mine.catch(() => undefined);
    return mine;
  }
}

const quotaFull = (quotaBytes: number): Result<never> => {
  const mib = Math.round(quotaBytes / (1024 * 1024));
  const error: Failure = {
    code: 'QUOTA_FULL',
    params: { limit: mib },
    message: `The ${mib.toString()} MiB for these profiles do not take this one, even without all that are not pinned. Unpin some or raise profiles.quotaBytes.`,
  };
  return fail(error.code, error.message, error.params);
};
