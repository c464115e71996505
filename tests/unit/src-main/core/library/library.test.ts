import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProfileHost } from '../../../../../shared/model/ports.js';
import type { ProfileFacts } from '../../../../../shared/model/profile.js';
import { nodeFs, type Fs } from '../../../../../src-main/core/docstore/fs.js';
import { ProfileLibrary, RESTORE_MS } from '../../../../../src-main/core/library/library.js';
import type { Origin } from '../../../../../src-main/core/library/types.js';
import { silentLog } from '../../../../../src-main/core/log/log.js';
import { FakeClock } from '../../../../helpers/fake-clock.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

const FACTS: ProfileFacts = {
  ...{ type: 'cpu', profileType: 'cpu', format: 'pprof', takenAt: null, durationSeconds: 1 },
  ...{ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds', total: 5 }], defaultSampleType: 0, period: null },
  ...{ samples: 1, functions: 1, nodes: 1, module: null, goroutines: null, comments: [] },
};

/** Takes every file but one that begins with `bad`. */
const host: ProfileHost = {
  ask: (file: { path: string; module: string | null }) => {
    const bad = fs.readFileSync(file.path, 'utf8').startsWith('bad');
    const error = { code: 'NOT_A_PROFILE', params: {}, message: 'no' };
    return Promise.resolve(
      bad ? { ok: false, error } : { ok: true, value: { ...FACTS, module: file.module } },
    );
  },
  prepare: () => undefined,
  close: () => Promise.resolve(),
};

async function* bytes(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield Buffer.from(chunk);
  }
}

const from = (change: Partial<Origin> = {}): Origin => ({
  ...{ name: 'a.pb', origin: 'file', targetId: null, targetName: null, module: null },
  ...change,
});

async function setUp(options: { dir?: string; quota?: number; disk?: Fs; host?: ProfileHost } = {}) {
  const dir = options.dir ?? tempFolder();
  const clock = new FakeClock();
  const { quota = 1000, disk = nodeFs } = options;
  const library = await ProfileLibrary.open({
    ...{ fs: disk, dir, clock, host: options.host ?? host, log: silentLog() },
    quotaBytes: () => quota,
  });
  const add = async (text: string, change: Partial<Origin> = {}) => {
    await clock.advance(1000);
    const kept = await library.add(bytes(text), from(change));
    if (!kept.ok) throw new Error(kept.error.code);
    return kept.value;
  };
  return { dir, clock, library, add };
}

describe('the library', () => {
  it('keeps bytes under their hash, and the same bytes once', async () => {
    const { dir, library, add } = await setUp();
    const { record, created } = await add('one', { name: '/tmp/cpu\u202e.pb' });
    expect(record).toMatchObject({ name: 'cpu.pb', bytes: 3, origin: 'file', profileType: 'cpu' });
    expect(record.id).toMatch(/^7692c3ad3540bb803c020b3aee66cd88$/);
    expect(created).toBe(true);
    expect(await add('one', { name: 'again' })).toEqual({ record, created: false });
    expect(fs.readdirSync(dir).sort()).toEqual([`${record.id}.json`, `${record.id}.pb`]);
    expect(fs.readFileSync(library.bytesOf(record.id).path, 'utf8')).toBe('one');
  });

  it('lets other changes through while a profile is read, and keeps the same bytes once all the same', async () => {
    let isRead = (): void => undefined;
    const reading = new Promise<void>((resolve) => (isRead = resolve));
    const slow: ProfileHost = {
      ...host,
      ask: async (file: { path: string; module: string | null }) => {
        if (fs.readFileSync(file.path, 'utf8') === 'slow') await reading;
        return { ok: true, value: { ...FACTS, module: file.module } };
      },
    };
    const { dir, library, add } = await setUp({ host: slow });
    const { record } = await add('one');
    const first = library.add(bytes('slow'), from());
    const second = library.add(bytes('slow'), from());
    expect(await library.update(record.id, { note: 'meanwhile' })).toMatchObject({ note: 'meanwhile' });
    await library.remove(record.id);
    expect(library.list({}).items).toEqual([]);
    isRead();
    // Whichever of the two the disk was done with first.
    const created = (await Promise.all([first, second])).map((kept) => kept.ok && kept.value.created);
    expect(created.sort()).toEqual([false, true]);
    expect(library.list({}).items).toHaveLength(1);
    expect(fs.readdirSync(dir)).toHaveLength(4);
  });

  it('a change that says nothing of the module leaves the one that was set meanwhile', async () => {
    const { library, add } = await setUp();
    const { record } = await add('one');
    const other = await add('two');
    // the queue is held up by the disk: the module is decoded, and waits in it
    const removed = library.remove(other.record.id);
    const module = library.update(record.id, { module: 'example.com/app' });
    await new Promise(setImmediate);
    const note = library.update(record.id, { note: 'why' });
    await Promise.all([removed, module, note]);
    expect(library.get(record.id)).toMatchObject({ module: 'example.com/app', note: 'why' });
    await library.update(record.id, { note: 'again' });
    expect(library.get(record.id).module).toBe('example.com/app');
    const asked = await library.ask(record.id, { ask: 'facts' });
    expect(asked.module).toBe('example.com/app');
  });

  it('does not bring back what was deleted before it could be read again', async () => {
    const { dir, add } = await setUp();
    const texts = ['one', 'two'];
    for (const text of texts) fs.rmSync(path.join(dir, `${(await add(text)).record.id}.json`));
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let first: string | null = null;
    const slow: ProfileHost = {
      ...host,
      ask: async (file: { path: string; module: string | null }) => {
        first ??= fs.readFileSync(file.path, 'utf8');
        if (fs.readFileSync(file.path, 'utf8') === first) await held;
        return { ok: true, value: { ...FACTS, module: file.module } };
      },
    };
    const { library, add: addAgain } = await setUp({ dir, host: slow });
    await expect.poll(() => first).not.toBeNull();
    const { record } = await addAgain(texts.find((text) => text !== first) ?? '');
    await library.remove(record.id);
    go();
    await expect.poll(() => library.list({}).items.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(library.list({}).items.map(({ id }) => id)).not.toContain(record.id);
  });

  it('is the same after a restart', async () => {
    const { dir, library, add } = await setUp();
    const { record } = await add('one', { module: 'example.com/app', targetId: 't', targetName: 'shop' });
    await add('two');
    await library.update(record.id, { note: 'why', tags: ['x'], pinned: true });
    const { library: again } = await setUp({ dir });
    expect(again.list({})).toEqual(library.list({}));
    expect(again.get(record.id)).toMatchObject({ note: 'why', tags: ['x'], module: 'example.com/app' });
  });

  it('lists by target, newest first, page by page', async () => {
    const { library, add } = await setUp();
    for (const text of ['a', 'b', 'c', 'd'])
      await add(text, { name: text, targetId: text === 'b' ? 't' : null });
    const names = (page: ReturnType<ProfileLibrary['list']>) => page.items.map(({ name }) => name);
    const first = library.list({ limit: 3 });
    expect(names(first)).toEqual(['d', 'c', 'b']);
    expect(names(library.list({ limit: 3, cursor: first.nextCursor! }))).toEqual(['a']);
    expect(library.list({ limit: 4 }).nextCursor).toBeNull();
    expect(names(library.list({ target: 't' }))).toEqual(['b']);
    // The one that a cursor names may be gone meanwhile.
    await library.remove(first.items[2]!.id);
    expect(names(library.list({ limit: 3, cursor: first.nextCursor! }))).toEqual(['a']);
  });

  it('takes nothing that is no profile, and leaves nothing of it', async () => {
    const { dir, library } = await setUp();
    expect(await library.add(bytes('bad one'), from())).toMatchObject({
      ok: false,
      error: { code: 'NOT_A_PROFILE' },
    });
    expect(await library.add(bytes(), from())).toMatchObject({ ok: false, error: { code: 'PROFILE_EMPTY' } });
    const limits = { wireBytes: 4, inflatedBytes: 100 };
    expect(await library.add(bytes('123', '456'), from(), { limits })).toMatchObject({
      error: { code: 'PROFILE_FILE_TOO_LARGE' },
    });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('half'));
      throw new Error('gone');
    }
    await expect(library.add(broken(), from())).rejects.toThrow('gone');
    expect(fs.readdirSync(dir)).toEqual([]);
  });

  it('makes room among profiles of the same target, never of pinned ones', async () => {
    const { library, add } = await setUp({ quota: 10 });
    const told: string[][] = [];
    const a = await add('aaaa', { targetId: 't' });
    const b = await add('bbbb', { targetId: 't' });
    const other = await add('other file');
    library.onChange(({ removed }) => told.push(removed));
    await library.update(a.record.id, { pinned: true });
    await add('cccc', { targetId: 't' });
    expect(library.list({ target: 't' }).items.map(({ pinned }) => pinned)).toEqual([false, true]);
    expect(told.flat()).toEqual([b.record.id]);
    expect(library.get(other.record.id).bytes).toBe(10);
    const kept = await library.add(bytes('ddddddd'), from({ targetId: 't' }));
    expect(kept).toMatchObject({ ok: false, error: { code: 'QUOTA_FULL' } });
    expect(library.list({ target: 't' }).items).toHaveLength(2);
    expect(library.usedBytes).toBe(18);
  });

  it('undoes a deletion for ten minutes, over a restart too, and then removes the bytes', async () => {
    const { dir, clock, library, add } = await setUp();
    const { record } = await add('one');
    const { restorableUntil } = await library.remove(record.id);
    expect(Date.parse(restorableUntil)).toBe(clock.now() + RESTORE_MS);
    expect(() => library.get(record.id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(await library.restore(record.id)).toEqual(record);
    await library.remove(record.id);
    expect(await add('one')).toEqual({ record, created: false });
    await library.remove(record.id);
    const later = await setUp({ dir });
    expect(later.library.list({}).items).toEqual([]);
    await clock.advance(RESTORE_MS + 1);
    await expect.poll(() => fs.readdirSync(dir)).toEqual([]);
  });

  it('says so when the disk is full, and keeps what there was', async () => {
    let isFull = false;
    const full = (): never => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    const disk: Fs = {
      ...nodeFs,
      create: async (file) => {
        const handle = await nodeFs.create(file);
        return { ...handle, write: (data) => (isFull ? full() : handle.write(data)) };
      },
    };
    const { dir, library, add } = await setUp({ disk });
    const { record } = await add('one');
    isFull = true;
    expect(await library.add(bytes('two'), from())).toMatchObject({
      ok: false,
      error: { code: 'DISK_FULL' },
    });
    await expect(library.update(record.id, { note: 'x' })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(library.get(record.id)).toEqual(record);
    expect(fs.readdirSync(dir)).toHaveLength(2);
  });

  it('mends its folder: sets broken records aside, leaves later ones alone, sweeps what a crash left', async () => {
    const { dir, add } = await setUp();
    const [one, two, three] = [await add('one'), await add('two'), await add('three')];
    const at = (id: string, ending: string): string => path.join(dir, `${id}${ending}`);
    fs.writeFileSync(at(one.record.id, '.json'), '{"version":1,');
    fs.writeFileSync(at(two.record.id, '.json'), '{"version":2,"new":"shape"}');
    fs.rmSync(at(three.record.id, '.pb'));
    fs.writeFileSync(path.join(dir, '.incoming-0123456789abcdef.tmp'), 'half');
    fs.writeFileSync(at('f'.repeat(32), '.pb'), 'bad one');
    const { library } = await setUp({ dir });
    await expect.poll(() => library.list({}).items.map(({ id }) => id)).toEqual([one.record.id]);
    expect(library.notices.map(({ code }) => code)).toEqual([
      ...['PROFILE_RECORDS_REBUILT', 'PROFILE_RECORDS_TOO_NEW'],
    ]);
    expect(fs.readFileSync(at(two.record.id, '.json'), 'utf8')).toContain('"version":2');
    await expect.poll(() => fs.readdirSync(dir).length).toBe(5);
    expect(fs.readdirSync(dir).some((name) => name.includes('.corrupt-'))).toBe(true);
  });

  it('leaves a file without a record for the next start when the core ends before it was read', async () => {
    const { dir, add } = await setUp();
    const { record } = await add('one');
    fs.rmSync(path.join(dir, `${record.id}.json`));
    const error = { code: 'CANCELLED', params: {}, message: 'It was cancelled.' };
    const ended: ProfileHost = { ...host, ask: () => Promise.resolve({ ok: false, error }) };
    const { library } = await setUp({ dir, host: ended });
    await library.close();
    expect(fs.readdirSync(dir)).toEqual([`${record.id}.pb`]);
  });

  it('keeps bytes that come back in the moment they are to go', async () => {
    const { dir, clock, library, add } = await setUp();
    const { record } = await add('one');
    await library.remove(record.id);
    const arrived = await library.receive(bytes('one'));
    if (!arrived.ok) throw new Error(arrived.error.code);
    const kept = library.keep(arrived.value, from());
    await clock.advance(RESTORE_MS + 1);
    expect((await kept).ok).toBe(true);
    await library.close();
    expect(library.get(record.id)).toEqual(record);
    expect(fs.readdirSync(dir).sort()).toEqual([`${record.id}.json`, `${record.id}.pb`]);
  });
});
