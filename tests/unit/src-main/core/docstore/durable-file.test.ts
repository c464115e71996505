import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Collection } from '../../../../../src-main/core/docstore/collection.js';
import { DurableFile, type Format } from '../../../../../src-main/core/docstore/durable-file.js';
import { nodeFs, writeAll } from '../../../../../src-main/core/docstore/fs.js';
import { CrashFs, errno } from '../../../../helpers/crash-fs.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

const Doc = v.object({ n: v.number() });
type Doc = v.InferOutput<typeof Doc>;
const FORMAT: Format<Doc> = {
  name: 'doc',
  version: 2,
  schema: Doc,
  upgraders: { 1: (data) => ({ n: (data as { count: number }).count }) },
};

const good = (n: number): string => JSON.stringify({ version: 2, data: { n } });
const open = (disk: CrashFs): Promise<Collection<Doc>> =>
  Collection.open(new DurableFile(disk, '/data', FORMAT, () => 777), { n: 0 });
const codes = (collection: Collection<Doc>): string[] => collection.notices.map(({ code }) => code);

/** Eleven shapes of a document that cannot be read. */
const BROKEN: Record<string, string | Uint8Array> = {
  empty: '',
  NUL: new Uint8Array(300),
  cut: good(1).slice(0, -3),
  'with a BOM': `\uFEFF${good(1)}`,
  null: 'null',
  'a list': '[]',
  'a number': '5',
  'without its version': '{"data":{"n":1}}',
  'without an upgrader': '{"version":0,"data":{"n":1}}',
  'of the wrong shape': '{"version":2,"data":{"n":"1"}}',
  'not UTF-8': Uint8Array.from([...Buffer.from('{"version":2,"data":{"n":1},"x":"'), 0xff, 0xfe, 34, 125]),
};

describe('a document that is', () => {
  it.each(Object.entries(BROKEN))(
    '%s is set aside, and the newest good copy takes its place',
    async (_, bytes) => {
      for (let copy = 1; copy <= 3; copy++) {
        const copies = Object.fromEntries(
          [1, 2, 3].map((k) => [`doc.json.${k}`, k < copy ? bytes : good(10 * k)] as const),
        );
        const disk = CrashFs.of({ 'doc.json': bytes, ...copies });
        const collection = await open(disk);
        expect(collection.data).toEqual({ n: 10 * copy });
        expect(codes(collection)).toEqual(['DOCUMENT_RECOVERED']);
        expect(disk.files['doc.json.corrupt-777']).toBe(Buffer.from(bytes as Uint8Array).toString());
        // No copy was spent on it: the same could happen again.
        expect(disk.files).toMatchObject({ 'doc.json.3': good(30) });
        expect((await open(disk)).notices).toEqual([]);
      }
    },
  );

  it.each(Object.entries(BROKEN))('%s and has no good copy starts empty, and says so', async (_, bytes) => {
    const disk = CrashFs.of({ 'doc.json': bytes, 'doc.json.1': bytes });
    const collection = await open(disk);
    expect(collection.data).toEqual({ n: 0 });
    expect(codes(collection)).toEqual(['DOCUMENT_LOST']);
    expect(disk.files).toHaveProperty(['doc.json.corrupt-777']);
  });

  it('there for the first time has no notice', async () => {
    const collection = await open(new CrashFs());
    expect(codes(collection)).toEqual([]);
    expect(collection.data).toEqual({ n: 0 });
  });

  it('missing beside its copy was lost between two renames: no notice', async () => {
    const collection = await open(CrashFs.of({ 'doc.json.1': good(4) }));
    expect([collection.data.n, codes(collection)]).toEqual([4, []]);
  });

  it('of an earlier version is brought up to date', async () => {
    const disk = CrashFs.of({ 'doc.json': '{"version":1,"data":{"count":7}}' });
    const collection = await open(disk);
    expect(collection.data).toEqual({ n: 7 });
    await collection.update(({ n }) => ({ n: n + 1 }));
    expect(JSON.parse(disk.files['doc.json']!)).toEqual({ version: 2, data: { n: 8 } });
    expect(disk.files['doc.json.1']).toBe('{"version":1,"data":{"count":7}}');
  });

  it('of a later version is left as it is', async () => {
    const later = '{"version":99,"data":{"other":1}}';
    const disk = CrashFs.of({ 'doc.json': later, 'doc.json.1': good(1) });
    const collection = await open(disk);
    expect(codes(collection)).toEqual(['DOCUMENT_TOO_NEW']);
    await collection.update(() => ({ n: 5 }));
    expect(collection.data).toEqual({ n: 5 });
    expect(disk.files).toEqual({ 'doc.json': later, 'doc.json.1': good(1) });
  });
});

describe('copies', () => {
  it('are the three before, made only of what was good', async () => {
    const disk = new CrashFs();
    const collection = await open(disk);
    for (let n = 1; n <= 5; n++) await collection.update(() => ({ n }));
    const numbers = Object.entries(disk.files)
      .sort()
      .map(([name, text]) => `${name} ${String((JSON.parse(text) as { data: Doc }).data.n)}`);
    expect(numbers).toEqual(['doc.json 5', 'doc.json.1 4', 'doc.json.2 3', 'doc.json.3 2']);
  });

  it('are still three generations after the document broke twice in a row', async () => {
    const disk = new CrashFs();
    const collection = await open(disk);
    for (let n = 1; n <= 5; n++) await collection.update(() => ({ n }));
    const first = CrashFs.of({ ...disk.files, 'doc.json': '' });
    expect((await open(first)).data.n).toBe(4);
    const second = CrashFs.of({ ...first.files, 'doc.json': '', 'doc.json.1': '' });
    expect((await open(second)).data.n).toBe(3);
    const third = CrashFs.of({ ...second.files, 'doc.json': '', 'doc.json.2': '' });
    expect((await open(third)).data.n).toBe(2);
  });
});

describe('changes', () => {
  it('that come while one is written go together into the next', async () => {
    const disk = new CrashFs();
    const collection = await open(disk);
    const before = disk.calls;
    await Promise.all(Array.from({ length: 100 }, () => collection.update(({ n }) => ({ n: n + 1 }))));
    expect(collection.data.n).toBe(100);
    expect(disk.calls - before).toBeLessThan(30);
    expect((await open(disk)).data.n).toBe(100);
  });

  it('that throw or make no valid document fail alone', async () => {
    const collection = await open(new CrashFs());
    const results = await Promise.allSettled([
      collection.update(() => ({ n: 1 })),
      collection.update(() => {
        throw new Error('no');
      }),
      collection.update(({ n }) => ({ n: n + 1 })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(collection.update(() => ({ n: 'x' }) as unknown as Doc)).rejects.toThrow();
    expect(collection.data).toEqual({ n: 2 });
  });

  it('live in memory where the folder cannot be written', async () => {
    const disk = new CrashFs();
    const collection = await open(disk);
    disk.create = () => Promise.reject(errno('EROFS'));
    await collection.update(() => ({ n: 3 }));
    expect([collection.data.n, collection.readOnly]).toEqual([3, true]);
    expect(disk.files).toEqual({});
  });

  it('are not acknowledged when the file is held for good', async () => {
    const disk = new CrashFs();
    const waits: number[] = [];
    const pause = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
    const file = new DurableFile(disk, '/data', FORMAT, () => 1, pause);
    const collection = await Collection.open(file, { n: 0 });
    await collection.update(() => ({ n: 1 }));
    disk.rename = () => Promise.reject(errno('EPERM'));
    await expect(collection.update(() => ({ n: 2 }))).rejects.toThrow('EPERM');
    expect(waits).toEqual([20, 40, 80, 160]);
    expect([collection.data.n, collection.readOnly]).toEqual([1, false]);
    expect(Object.keys(disk.files)).toEqual(['doc.json']);
  });
});

describe('on a real disk', () => {
  it('sweeps what a crash left, keeps the mode, and overwrites nothing through a link', async () => {
    const dir = tempFolder();
    fs.writeFileSync(path.join(dir, 'victim'), 'precious');
    fs.symlinkSync(path.join(dir, 'victim'), path.join(dir, '.doc.json.0123456789ab.tmp'));
    fs.writeFileSync(path.join(dir, '.doc.json.ba9876543210.tmp'), 'half');
    fs.writeFileSync(path.join(dir, '.other.json.x.tmp'), 'another store');
    const collection = await Collection.open(new DurableFile(nodeFs, dir, FORMAT), { n: 0 });
    for (let n = 1; n <= 2; n++) await collection.update(() => ({ n }));
    expect(fs.readdirSync(dir).sort()).toEqual(['.other.json.x.tmp', 'doc.json', 'doc.json.1', 'victim']);
    expect(fs.readFileSync(path.join(dir, 'victim'), 'utf8')).toBe('precious');
    for (const name of ['doc.json', 'doc.json.1'])
      expect(fs.statSync(path.join(dir, name)).mode & 0o777).toBe(0o600);
    expect(fs.readFileSync(path.join(dir, 'doc.json'), 'utf8')).toContain('"n": 2');
  });

  it('never creates through a planted link, and answers what is not there', async () => {
    const dir = tempFolder();
    fs.symlinkSync(path.join(dir, 'victim'), path.join(dir, 'planted'));
    await expect(nodeFs.create(path.join(dir, 'planted'))).rejects.toThrow('EEXIST');
    expect(await nodeFs.read(path.join(dir, 'nothing'))).toBeNull();
    await expect(nodeFs.read(dir)).rejects.toThrow();
    await nodeFs.remove(path.join(dir, 'nothing'));
    await expect(nodeFs.remove(dir)).rejects.toThrow();
  });

  it('gives up on a file system that takes nothing', async () => {
    const stuck = {
      write: () => Promise.resolve(0),
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    await expect(writeAll(stuck, Buffer.from('x'))).rejects.toThrow('no bytes');
  });
});
