import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFs } from '../../../../../src-main/core/docstore/fs.js';
import { decodeLines, encodeLine, Journal } from '../../../../../src-main/core/journal/journal.js';
import { CrashFs } from '../../../../helpers/crash-fs.js';
import { tempFolder } from '../../../../helpers/temp-folder.js';

interface Record {
  n: number;
}
const isRecord = (value: unknown): value is Record =>
  typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number';
const lines = (...numbers: number[]): string => numbers.map((n) => encodeLine({ n })).join('');
const numbersIn = (text: string): number[] => decodeLines(text, isRecord).records.map(({ n }) => n);

describe('lines of a journal', () => {
  it('are JSON, a tab and a checksum', () => {
    expect(encodeLine({ n: 1 })).toMatch(/^\{"n":1\}\t[0-9a-f]{8}\n$/);
    expect(numbersIn(lines(1, 2, 3))).toEqual([1, 2, 3]);
    expect(numbersIn('')).toEqual([]);
  });

  it('that are cut at any byte of the end lose that line alone', () => {
    const text = lines(1, 2, 3);
    const last = text.length - lines(3).length;
    for (let end = last; end < text.length; end++) {
      const { records, tornBytes, damaged } = decodeLines(text.slice(0, end), isRecord);
      expect([records.length, tornBytes, damaged]).toEqual([2, end - last, []]);
    }
  });

  it('with any bit flipped are told from good ones, and the others stay', () => {
    const text = Buffer.from(lines(1, 2, 3));
    const first = lines(1).length;
    for (let bit = 8 * first; bit < 8 * (first + lines(2).length - 1); bit++) {
      const flipped = Buffer.from(text);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const { records, damaged } = decodeLines(flipped.toString('utf8'), isRecord);
      expect(records.map(({ n }) => n)).toEqual([1, 3]);
      expect(damaged.length).toBeGreaterThan(0);
    }
  });

  it('of another shape are damaged too', () => {
    expect(decodeLines(encodeLine({ other: 1 }) + encodeLine(null), isRecord).damaged).toHaveLength(2);
  });
});

describe('a journal', () => {
  const open = (disk: CrashFs) => Journal.open(disk, '/d', 'log', isRecord, (records) => records.slice(-3));

  it('keeps what is wanted when it is opened, and sets damaged lines aside', async () => {
    const disk = CrashFs.of({ 'log.ndjson': `${lines(1, 2, 3, 4)}rubbish\n${lines(5)}{"n":6` });
    const { journal, contents } = await open(disk);
    expect(contents).toMatchObject({
      records: [{ n: 3 }, { n: 4 }, { n: 5 }],
      damaged: ['rubbish'],
      tornBytes: 6,
    });
    await Promise.all([journal.append({ n: 6 }), journal.append({ n: 7 })]);
    await journal.close();
    expect(disk.files).toEqual({ 'log.ndjson': lines(3, 4, 5, 6, 7), 'log.quarantine': 'rubbish\n' });
  });

  it('writes appends that come together at once', async () => {
    const disk = new CrashFs();
    const { journal } = await open(disk);
    const before = disk.calls;
    await Promise.all(Array.from({ length: 50 }, (_, n) => journal.append({ n })));
    expect(disk.calls - before).toBeLessThanOrEqual(4);
    expect(numbersIn(disk.files['log.ndjson']!)).toHaveLength(50);
  });

  it('finishes what is under way before it closes, on a real disk', async () => {
    const dir = tempFolder();
    fs.symlinkSync(path.join(dir, 'victim'), path.join(dir, '.log.ndjson.tmp'));
    const { journal } = await Journal.open(nodeFs, dir, 'log', isRecord, (records) => records);
    const appended = journal.append({ n: 1 });
    await journal.close();
    await appended;
    expect(fs.readdirSync(dir)).toEqual(['log.ndjson']);
    expect(fs.statSync(path.join(dir, 'log.ndjson')).mode & 0o777).toBe(0o600);
    expect(numbersIn(fs.readFileSync(path.join(dir, 'log.ndjson'), 'utf8'))).toEqual([1]);
  });
});
