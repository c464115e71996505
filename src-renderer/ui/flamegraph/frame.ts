import { decodeFrame, type Column } from '../../../shared/base/columns.js';
import type { TreeExtra } from '../../../shared/model/profile.js';
import type { TreeColumns } from './tree.js';

const empty = new Uint32Array(0);

/** 64-bit integers become doubles: a picture is wide in pixels, exact values stand in the tables. */
function doubles(column: Column | undefined): Float64Array {
  if (column instanceof Float64Array) return column;
  return column === undefined
    ? new Float64Array(0)
    : Float64Array.from(column as Iterable<number | bigint>, Number);
}

/** The columns of a call tree, as the core sends them. Throws a RangeError on a frame that lies. */
export function readTree(bytes: Uint8Array): { columns: TreeColumns; extra: TreeExtra } {
  const { columns, strings, extra } = decodeFrame<TreeExtra>(bytes);
  const { parent, name, file, line, flat, cum, flags } = columns;
  if (!(parent instanceof Int32Array) || !(name instanceof Uint32Array) || !(flags instanceof Uint8Array))
    throw new RangeError('not a call tree');
  const tree: TreeColumns = {
    parent,
    name,
    file: file instanceof Uint32Array ? file : empty,
    line: line instanceof Uint32Array ? line : empty,
    flat: doubles(flat),
    cum: doubles(cum),
    flags,
    strings,
  };
  return { columns: tree, extra };
}
