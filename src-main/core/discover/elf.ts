import type { ByteReader } from './byte-reader.js';

/** Bytes of the file, by offset. */
export interface Range {
  offset: number;
  size: number;
}

interface Segment extends Range {
  type: number;
  flags: number;
  address: number;
}

/** What we need of an ELF file. */
export interface Elf {
  segments: Segment[];
  /** The section .go.buildinfo; null where it or the section table is missing. */
  buildInfo: Range | null;
}

const MAGIC = '\x7fELF';
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const PT_LOAD = 1;
const FLAGS_MASK = 3; // PF_X | PF_W
const WRITABLE = 2;
const MAX_HEADERS = 4096;
const BUILDINFO = '.go.buildinfo';

/** Reads the header tables of an ELF file, 32 or 64 bit, either byte order; null = it is none, or a broken one. */
export async function readElf(file: ByteReader): Promise<Elf | null> {
  const ident = await file.exactly(0, 64);
  if (ident?.toString('latin1', 0, 4) !== MAGIC) return null;
  const wide = ident[4] === CLASS_64;
  const view = fieldReader(ident[5] === LITTLE_ENDIAN, wide);
  const header = {
    segments: view.word(ident, wide ? 32 : 28),
    sections: view.word(ident, wide ? 40 : 32),
    segmentSize: view.half(ident, wide ? 54 : 42),
    segmentCount: view.half(ident, wide ? 56 : 44),
    sectionSize: view.half(ident, wide ? 58 : 46),
    sectionCount: view.half(ident, wide ? 60 : 48),
    namesIndex: view.half(ident, wide ? 62 : 50),
  };
  const segmentTable = await table(
    file,
    header.segments,
    header.segmentSize,
    header.segmentCount,
    wide ? 56 : 32,
  );
  if (segmentTable === null) return null;
  const segments = segmentTable.map((entry) => ({
    type: view.int(entry, 0),
    flags: view.int(entry, wide ? 4 : 24),
    offset: view.word(entry, wide ? 8 : 4),
    address: view.word(entry, wide ? 16 : 8),
    size: view.word(entry, wide ? 32 : 16),
  }));
  const sectionTable = await table(
    file,
    header.sections,
    header.sectionSize,
    header.sectionCount,
    wide ? 64 : 40,
  );
  const sections = (sectionTable ?? []).map((entry) => ({
    name: view.int(entry, 0),
    offset: view.word(entry, wide ? 24 : 16),
    size: view.word(entry, wide ? 32 : 20),
  }));
  const names = sections[header.namesIndex];
  const nameTable = names === undefined ? null : await file.exactly(names.offset, names.size);
  const buildInfo =
    nameTable === null
      ? undefined
      : sections.find((section) => nameAt(nameTable, section.name) === BUILDINFO);
  return {
    segments,
    buildInfo: buildInfo === undefined ? null : { offset: buildInfo.offset, size: buildInfo.size },
  };
}

/** The first writable data segment, where the linker puts build information; null without one. */
export function dataSegment(elf: Elf): Range | null {
  return elf.segments.find((s) => s.type === PT_LOAD && (s.flags & FLAGS_MASK) === WRITABLE) ?? null;
}

/** Offset in the file of what is loaded at `address`; null = nothing of the file. */
export function offsetOfAddress(elf: Elf, address: number): number | null {
  const segment = elf.segments.find(
    (s) => s.type === PT_LOAD && address >= s.address && address < s.address + s.size,
  );
  return segment === undefined ? null : segment.offset + (address - segment.address);
}

async function table(
  file: ByteReader,
  offset: number,
  entrySize: number,
  count: number,
  leastSize: number,
): Promise<Buffer[] | null> {
  if (count === 0 || count > MAX_HEADERS || entrySize < leastSize) return null;
  const bytes = await file.exactly(offset, entrySize * count);
  if (bytes === null) return null;
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * entrySize, (i + 1) * entrySize));
}

function nameAt(names: Buffer, offset: number): string {
  const end = names.indexOf(0, offset);
  return end < 0 ? '' : names.toString('latin1', offset, end);
}

/** Numbers as this file writes them; `word` is 4 or 8 bytes by its class. */
export function fieldReader(littleEndian: boolean, wide: boolean) {
  const int = (bytes: Buffer, at: number): number =>
    littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  return {
    half: (bytes: Buffer, at: number): number =>
      littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at),
    int,
    /** Beyond 2^53 it is rounded: no file is that large, so readers refuse it anyway. */
    word: (bytes: Buffer, at: number): number =>
      wide ? Number(littleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at)) : int(bytes, at),
  };
}
