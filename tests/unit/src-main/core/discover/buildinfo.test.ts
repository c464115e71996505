import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBuildInfo } from '../../../../../src-main/core/discover/buildinfo.js';
import { tempFolder } from './fake-proc.js';

const FRAME = 'x'.repeat(16);
const MODULE_INFO = `${FRAME}path\texample.com/a\nmod\texample.com/a\tv0.1.0\t\n${FRAME}`;
const DATA_OFFSET = 256;
const DATA_ADDRESS = 0x40_0000 + DATA_OFFSET;

/** An ELF file without a section table, as some strippers leave it: one writable segment with `data` in it. */
function elf(wide: boolean, little: boolean, data: Buffer): Buffer {
  const file = Buffer.alloc(DATA_OFFSET + data.length);
  const half = (at: number, value: number): unknown =>
    little ? file.writeUInt16LE(value, at) : file.writeUInt16BE(value, at);
  const int = (at: number, value: number): unknown =>
    little ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at);
  const word = (at: number, value: number): unknown => {
    if (!wide) return int(at, value);
    return little ? file.writeBigUInt64LE(BigInt(value), at) : file.writeBigUInt64BE(BigInt(value), at);
  };
  file.write('\x7fELF', 0, 'latin1');
  file[4] = wide ? 2 : 1;
  file[5] = little ? 1 : 2;
  const table = 64;
  word(wide ? 32 : 28, table);
  half(wide ? 54 : 42, wide ? 56 : 32);
  half(wide ? 56 : 44, 1);
  int(table, 1);
  int(table + (wide ? 4 : 24), 6);
  word(table + (wide ? 8 : 4), DATA_OFFSET);
  word(table + (wide ? 16 : 8), DATA_ADDRESS);
  word(table + (wide ? 32 : 16), data.length);
  data.copy(file, DATA_OFFSET);
  return file;
}

function header(pointerBytes: number, flags: number): Buffer {
  return Buffer.concat([
    Buffer.from('\xff Go buildinf:', 'latin1'),
    Buffer.from([pointerBytes, flags]),
    Buffer.alloc(16),
  ]);
}

function inline(moduleInfo: string): Buffer {
  const version = 'go1.22.1';
  const length =
    moduleInfo.length < 128 ? [moduleInfo.length] : [(moduleInfo.length & 127) | 128, moduleInfo.length >> 7];
  return Buffer.concat([
    header(8, 2),
    Buffer.from([version.length]),
    Buffer.from(version),
    Buffer.from(length),
    Buffer.from(moduleInfo),
  ]);
}

/** The form of Go before 1.18: the header points to Go strings, those to text. */
function pointed(wide: boolean, little: boolean): Buffer {
  const size = wide ? 8 : 4;
  const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    const cut = bytes.subarray(8 - size);
    return little ? Buffer.from(cut).reverse() : cut;
  };
  const version = 'go1.17.5';
  const strings = DATA_ADDRESS + 32;
  const text = strings + 4 * size;
  const head = header(size, little ? 0 : 1);
  word(strings).copy(head, 16);
  word(strings + 2 * size).copy(head, 16 + size);
  return Buffer.concat([
    head,
    ...[text, version.length, text + version.length, MODULE_INFO.length].map(word),
    Buffer.from(version + MODULE_INFO),
  ]);
}

async function read(file: Buffer) {
  const path = join(tempFolder(), 'exe');
  writeFileSync(path, file);
  return readBuildInfo(path);
}

describe('readBuildInfo', () => {
  test.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('pointers of old Go: 64 bit %s, little-endian %s', async (wide, little) => {
    expect(await read(elf(wide, little, pointed(wide, little)))).toMatchObject({
      ok: true,
      value: {
        goVersion: 'go1.17.5',
        module: 'example.com/a',
        moduleVersion: 'v0.1.0',
        buildVersion: 'v0.1.0',
      },
    });
  });

  test('the header may stand far into the data, behind one that is not aligned', async () => {
    const before = Buffer.alloc((1 << 20) + 16);
    Buffer.from('\xff Go buildinf:', 'latin1').copy(before, 5);
    expect(await read(elf(true, true, Buffer.concat([before, inline(MODULE_INFO)])))).toMatchObject({
      ok: true,
      value: { goVersion: 'go1.22.1', path: 'example.com/a' },
    });
  });

  test('module information without its frame counts as none', async () => {
    expect(await read(elf(true, true, inline('')))).toMatchObject({ ok: true, value: { module: null } });
    expect(await read(elf(true, true, inline('nonsense')))).toMatchObject({
      ok: true,
      value: { module: null },
    });
  });

  test('other files are not Go', async () => {
    for (const file of [
      Buffer.alloc(0),
      Buffer.from('#!/bin/sh\n'),
      Buffer.alloc(4096),
      elf(true, true, Buffer.alloc(64)),
    ]) {
      expect(await read(file)).toMatchObject({ ok: false, error: { code: 'NOT_GO' } });
    }
    expect(await readBuildInfo('/nowhere/exe')).toMatchObject({
      ok: false,
      error: { code: 'EXE_UNREADABLE' },
    });
  });

  test('cut or changed files give an answer, never an exception', async () => {
    const path = join(tempFolder(), 'exe');
    const good = elf(true, true, pointed(true, true));
    for (let i = 0; i < good.length; i++) {
      const changed = Buffer.from(good);
      changed[i] = 0xff;
      for (const file of [good.subarray(0, i), changed]) {
        writeFileSync(path, file);
        const answer = await readBuildInfo(path);
        expect(answer.ok || answer.error.code === 'NOT_GO').toBe(true);
      }
    }
  });
});
