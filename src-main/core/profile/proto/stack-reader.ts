import type { StackTrie } from '../model/stack-trie.js';
import type { IdIndex } from './ids.js';
import { WireError, type Wire } from './wire.js';

/** Bytes of ids taken at once; one more where a number begins just before. */
const BLOCK = 8;
/** Blocks remembered, a power of two. */
const JUMPS = 1 << 14;
/** Columns of a remembered block: node before, its bytes in three numbers, node behind. */
const WIDTH = 5;

/**
 * Finds the node of a stack from the bytes of its ids, without reading most of them: the way a block of bytes goes
 * from a node is remembered, and stacks of one program go the same ways again and again. Ids stand leaf first,
 * so blocks are cut from the end. A table of fixed size, newest first come: it is a memory, never the truth.
 */
export class StackReader {
  private readonly trie: StackTrie;
  private readonly ids: IdIndex;
  private readonly wire: Wire;
  private readonly jumps = new Int32Array(JUMPS * WIDTH).fill(-1);

  constructor(trie: StackTrie, ids: IdIndex, wire: Wire) {
    this.trie = trie;
    this.ids = ids;
    this.wire = wire;
  }

  /** The node of packed location ids, `buffer` from `from` to `to`. Throws WireError where they are no varints. */
  node(buffer: Uint8Array, from: number, to: number): number {
    const { jumps } = this;
    if (to > from && (buffer[to - 1] as number) >= 0x80) throw new WireError('a number does not end', to);
    let node = 0;
    let end = to;
    while (end - from > BLOCK) {
      let start = end - BLOCK;
      while (start > from && (buffer[start - 1] as number) >= 0x80) start--;
      if (end - start > BLOCK + 1) {
        node = this.walk(node, buffer, start, end);
        end = start;
        continue;
      }
      const at = end - BLOCK;
      const a = word(buffer, at);
      const b = word(buffer, at + 4);
      const before = start === at ? -1 : (buffer[start] as number);
      const slot = slotOf(node, a, b) * WIDTH;
      if (
        jumps[slot] === node &&
        jumps[slot + 1] === a &&
        jumps[slot + 2] === b &&
        jumps[slot + 3] === before
      ) {
        node = jumps[slot + 4] as number;
      } else {
        const next = this.walk(node, buffer, start, end);
        jumps[slot] = node;
        jumps[slot + 1] = a;
        jumps[slot + 2] = b;
        jumps[slot + 3] = before;
        jumps[slot + 4] = next;
        node = next;
      }
      end = start;
    }
    return this.walk(node, buffer, from, end);
  }

  /** Step by step over whole varints, the last of them first. */
  private walk(from: number, buffer: Uint8Array, start: number, end: number): number {
    const { trie, ids } = this;
    let node = from;
    let pos = end;
    while (pos > start) {
      const behind = pos;
      let id = buffer[--pos] as number;
      while (pos > start && (buffer[pos - 1] as number) >= 0x80)
        id = (id << 7) | ((buffer[--pos] as number) & 0x7f);
      // Four bytes are 28 bits, which no shift has lost.
      node = trie.child(node, behind - pos <= 4 ? ids.index(id, 0) : this.long(buffer, pos, behind));
    }
    return node;
  }

  private long(buffer: Uint8Array, from: number, to: number): number {
    const { wire } = this;
    wire.open(buffer, from, to);
    wire.varint();
    return this.ids.index(wire.low, wire.high);
  }
}

function word(buffer: Uint8Array, at: number): number {
  return (
    (buffer[at] as number) |
    ((buffer[at + 1] as number) << 8) |
    ((buffer[at + 2] as number) << 16) |
    ((buffer[at + 3] as number) << 24)
  );
}

function slotOf(node: number, a: number, b: number): number {
  let h = Math.imul(node, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) & (JUMPS - 1);
}
