import { FRAME_FLAGS } from '../../../shared/model/profile.js';
import { format } from '../format/number.js';
import { token } from '../theme.js';
import { FILLS, FOLD_FILL, HIT_FILL } from './colours.js';
import { fit, letterWidths, spellings } from './labels.js';
import type { Boxes } from './layout.js';
import { isHit, type Hits } from './search.js';
import { nameOf, type FlameTree } from './tree.js';

/** Narrower frames have no label, and from here on the share stands at the right end, CSS px. */
const LABEL_FROM = 26;
const SHARE_FROM = 150;
const PAD = 4;
const GAP = 1;

export interface Scene {
  tree: FlameTree;
  boxes: Boxes;
  /** By node, as {@link FILLS} has them. */
  fills: Uint8Array;
  hits: Hits | null;
  /** What shares are of. */
  total: number;
  width: number;
  height: number;
  rowHeight: number;
  /** Top of a row, CSS px. */
  top: (row: number) => number;
  /** Full and short words for a fold, or for the root (node 0, one frame), longest first. */
  foldWords: (node: number, frames: number) => readonly string[];
}

type Weight = 400 | 560;
const FONT = (weight: Weight): string => `${String(weight)} 11px "Archivo Variable", system-ui, sans-serif`;

/** Paints frames on a canvas. Labels are measured by letter and their spellings kept, so a frame costs no text layout. */
export class Painter {
  private readonly ctx: CanvasRenderingContext2D;
  private readonly measure: Record<Weight, (text: string) => number>;
  private ways = new Map<number, readonly string[]>();
  private order = new Int32Array(0);

  constructor(canvas: HTMLCanvasElement) {
    const ctx = canvas.getContext('2d', { alpha: false });
    if (ctx === null) throw new Error('no 2d canvas');
    this.ctx = ctx;
    const asker = (weight: Weight): ((text: string) => number) =>
      letterWidths((letter) => {
        this.font(weight);
        return ctx.measureText(letter).width;
      });
    this.measure = { 400: asker(400), 560: asker(560) };
  }

  /** Spellings belong to one tree. */
  forget(): void {
    this.ways = new Map();
  }

  draw(scene: Scene, ratio: number): void {
    const { ctx } = this;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = token('surface-base');
    ctx.fillRect(0, 0, scene.width, scene.height);
    this.rects(scene);
    this.labels(scene);
  }

  private font(weight: Weight): void {
    this.ctx.font = FONT(weight);
    this.ctx.fontStretch = 'semi-condensed';
  }

  /** By fill, so that it changes a few times and not at every frame. */
  private rects(scene: Scene): void {
    const { ctx } = this;
    const { boxes, width, rowHeight } = scene;
    const ends = this.sortByFill(scene);
    let from = 0;
    ends.forEach((to, fill) => {
      if (to > from) ctx.fillStyle = token(FILLS[fill] ?? 'flame-std');
      for (let k = from; k < to; k++) {
        const i = this.order[k] ?? 0;
        const w = boxes.w[i] ?? 0;
        const left = Math.max(0, boxes.x[i] ?? 0);
        const right = Math.min(width, (boxes.x[i] ?? 0) + Math.max(0.6, w - (w > 3 ? GAP : 0.3)));
        ctx.fillRect(left, scene.top(boxes.row[i] ?? 0), right - left, rowHeight - GAP);
      }
      from = to;
    });
    ctx.fillStyle = token('border-strong');
    for (let i = 0; i < boxes.count; i++) {
      if ((boxes.frames[i] ?? 1) === 1 || (boxes.w[i] ?? 0) < 4) continue;
      const left = Math.max(0, boxes.x[i] ?? 0);
      const w = Math.min(width, (boxes.x[i] ?? 0) + (boxes.w[i] ?? 0) - GAP) - left;
      const top = scene.top(boxes.row[i] ?? 0);
      ctx.fillRect(left, top, w, 1);
      ctx.fillRect(left, top + rowHeight - 2, w, 1);
      ctx.fillRect(left, top + rowHeight - 4, w, 1);
    }
  }

  private fillOf({ tree, boxes, fills, hits }: Scene, i: number): number {
    const node = boxes.node[i] ?? 0;
    if ((boxes.frames[i] ?? 1) > 1) return FOLD_FILL;
    return hits !== null && node > 0 && isHit(tree, hits, node) ? HIT_FILL : (fills[node] ?? 0);
  }

  /** Counting sort of the boxes into `order`; answers where each fill ends. */
  private sortByFill(scene: Scene): number[] {
    const { count } = scene.boxes;
    if (this.order.length < count) this.order = new Int32Array(scene.boxes.node.length);
    const sizes = new Array<number>(FILLS.length).fill(0);
    for (let i = 0; i < count; i++) {
      const fill = this.fillOf(scene, i);
      sizes[fill] = (sizes[fill] ?? 0) + 1;
    }
    let sum = 0;
    const next = sizes.map((n) => (sum += n) - n);
    for (let i = 0; i < count; i++) {
      const fill = this.fillOf(scene, i);
      const at = next[fill] ?? 0;
      this.order[at] = i;
      next[fill] = at + 1;
    }
    return next;
  }

  private labels(scene: Scene): void {
    const { ctx } = this;
    const { tree, boxes, rowHeight, width } = scene;
    ctx.textBaseline = 'middle';
    // text of one weight after the other: setting a font is dear
    for (const weight of [400, 560] as const) {
      this.font(weight);
      for (let i = 0; i < boxes.count; i++) {
        if ((boxes.w[i] ?? 0) < LABEL_FROM) continue;
        const node = boxes.node[i] ?? 0;
        const frames = boxes.frames[i] ?? 1;
        const fill = this.fillOf(scene, i);
        const own = frames === 1 && ((tree.flags[node] ?? 0) & FRAME_FLAGS.own) !== 0;
        if ((own || fill === HIT_FILL ? 560 : 400) !== weight) continue;
        const left = Math.max(0, boxes.x[i] ?? 0);
        const w = Math.min(width, (boxes.x[i] ?? 0) + (boxes.w[i] ?? 0)) - left - GAP;
        const ways = frames > 1 || node === 0 ? scene.foldWords(node, frames) : this.spell(tree, node);
        const measure = this.measure[weight];
        const text = fit(ways, w - 2 * PAD, measure);
        if (text === '') continue;
        const quiet = frames > 1 || (!own && ((tree.flags[node] ?? 0) & FRAME_FLAGS.dependency) === 0);
        ctx.fillStyle = token(fill === HIT_FILL ? 'text-on-ink' : quiet ? 'text-2' : 'flame-text');
        const middle = scene.top(boxes.row[i] ?? 0) + rowHeight / 2 + (frames > 1 ? -0.5 : 0.5);
        ctx.fillText(text, left + PAD, middle);
        if (w < SHARE_FROM) continue;
        const share = format((tree.cum[node] ?? 0) / scene.total, 'share');
        const need = measure(share);
        if (measure(text) + need + 24 < w) ctx.fillText(share, left + w - PAD - need, middle);
      }
    }
  }

  private spell(tree: FlameTree, node: number): readonly string[] {
    const key = tree.name[node] ?? 0;
    let ways = this.ways.get(key);
    if (ways === undefined) {
      ways = spellings(nameOf(tree, node));
      this.ways.set(key, ways);
    }
    return ways;
  }
}
