import { chainAt, foldedChildren, type FoldRule } from './fold.js';
import type { FlameTree } from './tree.js';

/** Narrower frames are not drawn, CSS px. */
export const LEAST_WIDTH = 0.8;
const START = 4096;

/** Part of the whole that is on screen, as fractions of the root's width. */
export interface Span {
  from: number;
  to: number;
}
export const WHOLE: Span = { from: 0, to: 1 };

export interface LayoutOptions {
  /** CSS px. */
  width: number;
  span: Span;
  /** Rows that are not on screen get no boxes, but count as depth. */
  rows: { from: number; to: number };
  /** null = every frame stands for itself. */
  fold: FoldRule | null;
}

/** Frames on screen, in columns; grown as needed and used again for every frame. */
export class Boxes {
  count = 0;
  /** Rows of the whole picture at this width, those off screen too. */
  depth = 0;
  x = new Float64Array(START);
  w = new Float64Array(START);
  row = new Int32Array(START);
  node = new Int32Array(START);
  /** Frames it stands for; above 1 it is a fold that starts at `node`. */
  frames = new Int32Array(START);

  add(node: number, row: number, x: number, w: number, frames: number): void {
    if (this.count === this.node.length) this.grow();
    const at = this.count;
    this.x[at] = x;
    this.w[at] = w;
    this.row[at] = row;
    this.node[at] = node;
    this.frames[at] = frames;
    this.count = at + 1;
  }

  private grow(): void {
    const length = this.node.length * 2;
    const more = <A extends Float64Array | Int32Array>(old: A, fresh: A): A => {
      fresh.set(old);
      return fresh;
    };
    this.x = more(this.x, new Float64Array(length));
    this.w = more(this.w, new Float64Array(length));
    this.row = more(this.row, new Int32Array(length));
    this.node = more(this.node, new Int32Array(length));
    this.frames = more(this.frames, new Int32Array(length));
  }
}

/** Nodes still to be placed. */
class Pending {
  length = 0;
  node = new Int32Array(START);
  row = new Int32Array(START);
  /** Frames of a chain that were found to stay plain, this one among them. */
  plain = new Int32Array(START);
  x = new Float64Array(START);

  push(node: number, row: number, x: number, plain: number): void {
    if (this.length === this.node.length) {
      const length = this.length * 2;
      const [n, r, p, f] = [this.node, this.row, this.plain, this.x];
      (this.node = new Int32Array(length)).set(n);
      (this.row = new Int32Array(length)).set(r);
      (this.plain = new Int32Array(length)).set(p);
      (this.x = new Float64Array(length)).set(f);
    }
    const at = this.length;
    this.node[at] = node;
    this.row[at] = row;
    this.x[at] = x;
    this.plain[at] = plain;
    this.length = at + 1;
  }
}

const pending = new Pending();

/**
 * Places what is on screen. Only frames of at least {@link LEAST_WIDTH} within the span are looked at, and below
 * them no others, so that the work is bound by the width of the screen and not by the tree.
 */
export function layout(tree: FlameTree, { width, span, rows, fold }: LayoutOptions, boxes: Boxes): Boxes {
  boxes.count = 0;
  boxes.depth = 0;
  const whole = tree.size[0] ?? 0;
  if (tree.count === 0 || whole <= 0 || width <= 0) return boxes;
  const scale = width / ((span.to - span.from) * whole);
  pending.length = 0;
  pending.push(0, 0, -span.from * whole * scale, 1);
  while (pending.length > 0) {
    const at = (pending.length -= 1);
    const node = pending.node[at] ?? 0;
    const row = pending.row[at] ?? 0;
    const x = pending.x[at] ?? 0;
    let plain = pending.plain[at] ?? 0;
    let frames = 1;
    if (fold !== null && plain <= 0) {
      const chain = chainAt(tree, node, fold);
      plain = chain.plain;
      frames = Math.max(1, chain.fold);
    }
    if (row >= boxes.depth) boxes.depth = row + 1;
    if (row >= rows.from && row < rows.to) boxes.add(node, row, x, (tree.size[node] ?? 0) * scale, frames);
    if (frames > 1)
      placeAll(tree, foldedChildren(tree, node, frames, LEAST_WIDTH / scale), row + 1, x, scale, width);
    else placeChildren(tree, node, row + 1, x, scale, width, plain - 1);
  }
  return boxes;
}

function placeChildren(
  tree: FlameTree,
  node: number,
  row: number,
  start: number,
  scale: number,
  width: number,
  plain: number,
): void {
  let x = start;
  const from = tree.first[node] ?? 0;
  const to = tree.first[node + 1] ?? 0;
  for (let i = from; i < to; i++) {
    const child = tree.child[i] ?? 0;
    const w = (tree.size[child] ?? 0) * scale;
    // largest first: none after it is wide enough, or on screen
    if (w < LEAST_WIDTH || x >= width) return;
    if (x + w > 0) pending.push(child, row, x, i === from ? plain : 0);
    x += w;
  }
}

function placeAll(
  tree: FlameTree,
  children: readonly number[],
  row: number,
  start: number,
  scale: number,
  width: number,
): void {
  let x = start;
  for (const child of children) {
    const w = (tree.size[child] ?? 0) * scale;
    if (w < LEAST_WIDTH || x >= width) return;
    if (x + w > 0) pending.push(child, row, x, 0);
    x += w;
  }
}

/** Index of the box at a row and x; -1 = none. */
export function boxAt(boxes: Boxes, row: number, x: number): number {
  for (let i = 0; i < boxes.count; i++)
    if (boxes.row[i] === row && (boxes.x[i] ?? 0) <= x && x < (boxes.x[i] ?? 0) + (boxes.w[i] ?? 0)) return i;
  return -1;
}

/** Index of the box that shows a node, by itself or in a fold; -1 = it is not on screen. */
export function boxOf(tree: FlameTree, boxes: Boxes, node: number): number {
  let folded = -1;
  for (let i = 0; i < boxes.count; i++) {
    const start = boxes.node[i] ?? 0;
    if (start === node) return i;
    const frames = boxes.frames[i] ?? 1;
    if (frames > 1 && isWithin(tree, node, start, frames)) folded = i;
  }
  return folded;
}

function isWithin(tree: FlameTree, node: number, start: number, frames: number): boolean {
  let at = node;
  for (let i = 1; i < frames && at > start; i++) {
    at = tree.parent[at] ?? 0;
    if (at === start) return true;
  }
  return false;
}

export type Way = 'parent' | 'child' | 'before' | 'after';

/** The box that arrows lead to; -1 = there is none that way. */
export function neighbour(boxes: Boxes, from: number, way: Way): number {
  const row = boxes.row[from] ?? 0;
  const left = boxes.x[from] ?? 0;
  const right = left + (boxes.w[from] ?? 0);
  let best = -1;
  let nearest = Infinity;
  for (let i = 0; i < boxes.count; i++) {
    const r = boxes.row[i] ?? 0;
    const x = boxes.x[i] ?? 0;
    const end = x + (boxes.w[i] ?? 0);
    let distance: number;
    if (way === 'parent') {
      if (r !== row - 1 || x > left + 0.01 || end < right - 0.01) continue;
      distance = 0;
    } else if (way === 'child') {
      // the widest stands first
      if (r !== row + 1 || x < left - 0.01 || end > right + 0.01) continue;
      distance = x - left;
    } else if (r !== row || i === from) continue;
    else if (way === 'before') distance = left - x;
    else distance = x - left;
    if (distance < 0 || distance >= nearest) continue;
    best = i;
    nearest = distance;
  }
  return best;
}
