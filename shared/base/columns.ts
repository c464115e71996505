/** A column of numbers. 64-bit integers are kept exactly. */
export type Column = Int32Array | Uint32Array | Float64Array | BigInt64Array | Uint8Array;
type ColumnType = 'i32' | 'u32' | 'f64' | 'i64' | 'u8';

/** Columns with the strings they point into, and whatever else their reader must know. */
export interface ColumnFrame<Extra extends object = object> {
  columns: Record<string, Column>;
  strings: readonly string[];
  extra: Extra;
}

interface Head {
  columns: { name: string; type: ColumnType; offset: number; length: number }[];
  strings: readonly string[];
}

// Both hosts have them; neither host's types are seen here.
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

const WIDTH: Record<ColumnType, number> = { i32: 4, u32: 4, f64: 8, i64: 8, u8: 1 };
const MAKE: Record<ColumnType, (buffer: ArrayBufferLike, offset: number, length: number) => Column> = {
  i32: (buffer, offset, length) => new Int32Array(buffer, offset, length),
  u32: (buffer, offset, length) => new Uint32Array(buffer, offset, length),
  f64: (buffer, offset, length) => new Float64Array(buffer, offset, length),
  i64: (buffer, offset, length) => new BigInt64Array(buffer, offset, length),
  u8: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
};

function typeOf(column: Column): ColumnType {
  if (column instanceof Int32Array) return 'i32';
  if (column instanceof Uint32Array) return 'u32';
  if (column instanceof Float64Array) return 'f64';
  if (column instanceof BigInt64Array) return 'i64';
  return 'u8';
}

const to8 = (n: number): number => (n + 7) & ~7;

/**
 * One frame: `u32 header length | JSON header {columns: [{name, type, offset, length}], strings, …} | 8-aligned
 * little-endian data`, offsets in bytes from the start of the data, lengths in elements.
 */
export function encodeFrame({ columns, strings, extra }: ColumnFrame): Uint8Array {
  let size = 0;
  const heads = Object.entries(columns).map(([name, column]) => {
    const offset = size;
    size = to8(size + column.byteLength);
    return { name, type: typeOf(column), offset, length: column.length };
  });
  const header = new TextEncoder().encode(JSON.stringify({ ...extra, columns: heads, strings }));
  const dataAt = to8(4 + header.length);
  const bytes = new Uint8Array(dataAt + size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  for (const { name, offset } of heads) {
    const column = columns[name];
    if (column === undefined) continue;
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), dataAt + offset);
  }
  return bytes;
}

/** Reads a frame; its columns are views of `bytes` where alignment allows. Throws a RangeError on a frame that lies. */
export function decodeFrame<Extra extends object>(bytes: Uint8Array): ColumnFrame<Extra> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + headerLength));
  const { columns: heads, strings, ...extra } = JSON.parse(text) as Head & Extra;
  const dataAt = to8(4 + headerLength);
  const columns: Record<string, Column> = {};
  for (const { name, type, offset, length } of heads) {
    const from = dataAt + offset;
    const end = from + length * WIDTH[type];
    if (end > bytes.length) throw new RangeError(`column ${name} ends past the frame`);
    const start = bytes.byteOffset + from;
    const aligned = start % WIDTH[type] === 0;
    columns[name] = aligned
      ? MAKE[type](bytes.buffer, start, length)
      : MAKE[type](bytes.slice(from, end).buffer, 0, length);
  }
  return { columns, strings, extra: extra as unknown as Extra };
}
