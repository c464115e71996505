import { open } from 'node:fs/promises';
import { fail, ok } from '../../../shared/base/result.js';
import type { Result } from '../../../shared/base/result.js';
import { byteReader } from './byte-reader.js';
import type { ByteReader } from './byte-reader.js';
import { dataSegment, fieldReader, offsetOfAddress, readElf } from './elf.js';
import type { Elf, Range } from './elf.js';
import { buildVersion, parseModuleInfo } from './module-info.js';
import type { ModuleInfo } from './module-info.js';
import { errnoOf } from './procfs.js';

/** What the Go linker says about an executable. */
export interface BuildInfo extends ModuleInfo {
  /** As `go version` prints it: `go1.26.8`, or of a toolchain built from source `devel go1.27-…`. */
  goVersion: string;
  /** One name for the build, see buildVersion in module-info.ts; null = the executable does not say. */
  buildVersion: string | null;
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGNMENT = 16;
const HEADER_BYTES = 32;
const SCAN_CHUNK_BYTES = 1 << 20;
/** The linker puts the information near the start of the data, so most of this is room for doubt. */
const MAX_SCAN_BYTES = 16 << 20;
/** Sentinels before and after the module information, 16 bytes each. */
const FRAME_BYTES = 16;

/**
 * Reads the build information of a Go executable, stripped, position-independent or deleted (`/proc/PID/exe`), in
 * the format of the standard library's debug/buildinfo. ELF only: what runs on Linux, where we find processes.
 * Fails with NOT_GO, PROC_PERMISSION or EXE_UNREADABLE.
 */
export async function readBuildInfo(path: string): Promise<Result<BuildInfo>> {
  try {
    const file = await open(path, 'r');
    try {
      const info = await parse(byteReader(file));
      return info === null ? fail('NOT_GO', `${path} is not a Go executable`, { path }) : ok(info);
    } finally {
      await file.close();
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EACCES' || errno === 'EPERM')
      return fail('PROC_PERMISSION', `no permission to read ${path}`, { path });
    return fail('EXE_UNREADABLE', `${path} cannot be read: ${errno}`, { path, errno });
  }
}

async function parse(file: ByteReader): Promise<BuildInfo | null> {
  const elf = await readElf(file);
  const range = elf === null ? null : (elf.buildInfo ?? dataSegment(elf));
  if (elf === null || range === null) return null;
  const start = await findMagic(file, range);
  const header = start === null ? null : await file.exactly(start, HEADER_BYTES);
  if (start === null || header === null) return null;
  const flags = header[15] ?? 0;
  const strings =
    (flags & 2) !== 0
      ? await inlineStrings(file, start + HEADER_BYTES)
      : await pointedStrings(file, elf, header, (flags & 1) === 0);
  const goVersion = strings?.[0]?.toString('utf8') ?? '';
  if (goVersion === '') return null;
  const framed = strings?.[1] ?? Buffer.alloc(0);
  const isFramed = framed.length > 2 * FRAME_BYTES && framed.at(-FRAME_BYTES - 1) === 10; // a line end
  const text = isFramed ? framed.toString('utf8', FRAME_BYTES, framed.length - FRAME_BYTES) : '';
  const info = parseModuleInfo(text);
  return { goVersion, ...info, buildVersion: buildVersion(info) };
}

/** Offset of the header; null = none in the first 16 MiB. As it is aligned it never lies across two chunks. */
async function findMagic(file: ByteReader, range: Range): Promise<number | null> {
  const start = Math.ceil(range.offset / ALIGNMENT) * ALIGNMENT;
  const end = Math.min(range.offset + range.size, start + MAX_SCAN_BYTES);
  for (let offset = start; offset < end; offset += SCAN_CHUNK_BYTES) {
    const chunk = await file.upTo(offset, Math.min(SCAN_CHUNK_BYTES, end - offset));
    let at = chunk.indexOf(MAGIC);
    while (at >= 0 && at % ALIGNMENT !== 0) at = chunk.indexOf(MAGIC, at + 1);
    if (at >= 0) return offset + at;
  }
  return null;
}

/** Since Go 1.18 two strings follow the header, each after its length as a varint. */
async function inlineStrings(file: ByteReader, offset: number): Promise<Buffer[] | null> {
  const strings: Buffer[] = [];
  for (let at = offset; strings.length < 2;) {
    const length = uvarint(await file.upTo(at, 10));
    if (length === null) return null;
    const text = length.value === 0 ? Buffer.alloc(0) : await file.exactly(at + length.bytes, length.value);
    if (text === null) return null;
    strings.push(text);
    at += length.bytes + length.value;
  }
  return strings;
}

/** Before Go 1.18 the header holds the addresses of two Go strings, each a pointer and a length. */
async function pointedStrings(
  file: ByteReader,
  elf: Elf,
  header: Buffer,
  littleEndian: boolean,
): Promise<Buffer[] | null> {
  const pointerBytes = header[14] ?? 0;
  if (pointerBytes !== 4 && pointerBytes !== 8) return null;
  const { word } = fieldReader(littleEndian, pointerBytes === 8);
  const stringAt = async (address: number): Promise<Buffer> => {
    const pointer = await loaded(file, elf, address, 2 * pointerBytes);
    const text =
      pointer === null ? null : await loaded(file, elf, word(pointer, 0), word(pointer, pointerBytes));
    return text ?? Buffer.alloc(0);
  };
  return [await stringAt(word(header, 16)), await stringAt(word(header, 16 + pointerBytes))];
}

async function loaded(file: ByteReader, elf: Elf, address: number, length: number): Promise<Buffer | null> {
  const offset = offsetOfAddress(elf, address);
  return offset === null ? null : file.exactly(offset, length);
}

/** Strings here are far shorter than 2^28 bytes: a longer varint is a broken file. */
function uvarint(bytes: Buffer): { value: number; bytes: number } | null {
  let value = 0;
  for (let i = 0; i < 4 && i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return { value, bytes: i + 1 };
  }
  return null;
}
