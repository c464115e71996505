import { FRAME_FLAGS } from '../../../shared/model/profile.js';
import { format } from '../format/number.js';
import { token } from '../theme.js';
import { FILLS, FOLD_FILL, HIT_FILL } from './colours.js';
import { fit, letterWidths, spellings } from './labels.js';
import type { Boxes } from './layout.js';
import { Pixels, pixelOf } from './pixels.js';
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
  /** Rows that boxes stand in. */
  rows: { from: number; to: number };
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

/** How labels are written, by what a box shows. Text of one style after the other: setting a font or colour is dear. */
const STYLES: readonly { weight: Weight; colour: string }[] = [
  { weight: 400, colour: 'text-2' },
  { weight: 400, colour: 'flame-text' },
  { weight: 560, colour: 'flame-text' },
  { weight: 560, colour: 'text-on-ink' },
];
const [QUIET, DEPENDENCY, OWN, HIT] = [0, 1, 2, 3];

/** Paints frames on a canvas: as pixels, then labels over them. Labels are measured by letter, their spellings kept. */
export class Painter {
  private readonly ctx: CanvasRenderingContext2D;
  private readonly measure: Record<Weight, (text: string) => number>;
  private readonly pixels = new Pixels();
  private ways = new Map<number, readonly string[]>();
  private words = new Map<number, { frames: number; ways: readonly string[] }>();
  /** The font that is set; a canvas whose size changes forgets it. */
  private weight: Weight | null = null;
  private wordsOf: Scene['foldWords'] | null = null;

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
    this.words = new Map();
  }

  draw(scene: Scene, ratio: number): void {
    this.weight = null;
    this.frames(scene, ratio);
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.labels(scene);
  }

  private font(weight: Weight): void {
    if (this.weight === weight) return;
    this.weight = weight;
    this.ctx.font = FONT(weight);
    this.ctx.fontStretch = 'semi-condensed';
  }

  /** A token's colour, whatever way it is written in. */
  private pixel(name: string): number {
    this.ctx.fillStyle = token(name);
    return pixelOf(this.ctx.fillStyle);
  }

  private frames(scene: Scene, ratio: number): void {
    const { pixels } = this;
    const { boxes, rows, rowHeight } = scene;
    const fills = FILLS.map((name) => this.pixel(name));
    const { width, height } = this.ctx.canvas;
    pixels.begin(width, height, rows.to - rows.from, this.pixel('surface-base'));
    for (let i = 0; i < boxes.count; i++) {
      const x = boxes.x[i] as number;
      const w = boxes.w[i] as number;
      const right = x + Math.max(0.6, w - (w > 3 ? GAP : 0.3));
      const row = (boxes.row[i] as number) - rows.from;
      pixels.bar(row, x * ratio, right * ratio, fills[this.fillOf(scene, i)] as number);
    }
    const line = (css: number): number => Math.round(css * ratio);
    for (let row = rows.from; row < rows.to; row++) {
      const top = scene.top(row);
      pixels.spread(row - rows.from, line(top), line(top + rowHeight - GAP));
    }
    const mark = this.pixel('border-strong');
    for (let i = 0; i < boxes.count; i++) {
      if (boxes.frames[i] === 1 || (boxes.w[i] as number) < 4) continue;
      const left = line(boxes.x[i] as number);
      const right = line((boxes.x[i] as number) + (boxes.w[i] as number) - GAP);
      const top = scene.top(boxes.row[i] as number);
      for (const at of [0, rowHeight - 2, rowHeight - 4])
        pixels.rect(left, line(top + at), right, line(top + at + 1), mark);
    }
    pixels.show(this.ctx);
  }

  private fillOf({ boxes, fills, hits }: Scene, i: number): number {
    const node = boxes.node[i] as number;
    if (boxes.frames[i] !== 1) return FOLD_FILL;
    return hits !== null && node > 0 && isHit(hits, node) ? HIT_FILL : (fills[node] as number);
  }

  private styleOf(scene: Scene, i: number): number {
    const flags = scene.tree.flags[scene.boxes.node[i] as number] as number;
    const fill = this.fillOf(scene, i);
    if (fill === FOLD_FILL) return QUIET;
    if (fill === HIT_FILL) return HIT;
    if ((flags & FRAME_FLAGS.own) !== 0) return OWN;
    return (flags & FRAME_FLAGS.dependency) !== 0 ? DEPENDENCY : QUIET;
  }

  private labels(scene: Scene): void {
    const { ctx } = this;
    const { boxes } = scene;
    ctx.textBaseline = 'middle';
    STYLES.forEach(({ weight, colour }, style) => {
      this.font(weight);
      ctx.fillStyle = token(colour);
      for (let i = 0; i < boxes.count; i++)
        if ((boxes.w[i] as number) >= LABEL_FROM && this.styleOf(scene, i) === style)
          this.label(scene, i, this.measure[weight]);
    });
  }

  private label(scene: Scene, i: number, measure: (text: string) => number): void {
    const { tree, boxes, rowHeight, width } = scene;
    const node = boxes.node[i] as number;
    const frames = boxes.frames[i] as number;
    const left = Math.max(0, boxes.x[i] as number);
    const w = Math.min(width, (boxes.x[i] as number) + (boxes.w[i] as number)) - left - GAP;
    const ways = frames > 1 || node === 0 ? this.folded(scene, node, frames) : this.spell(tree, node);
    const text = fit(ways, w - 2 * PAD, measure);
    if (text === '') return;
    const middle = scene.top(boxes.row[i] as number) + rowHeight / 2 + (frames > 1 ? -0.5 : 0.5);
    this.ctx.fillText(text, left + PAD, middle);
    if (w < SHARE_FROM) return;
    const share = format((tree.cum[node] as number) / scene.total, 'share');
    const need = measure(share);
    if (measure(text) + need + 24 < w) this.ctx.fillText(share, left + w - PAD - need, middle);
  }

  private spell(tree: FlameTree, node: number): readonly string[] {
    const key = tree.name[node] as number;
    let ways = this.ways.get(key);
    if (ways === undefined) {
      ways = spellings(nameOf(tree, node));
      this.ways.set(key, ways);
    }
    return ways;
  }

  private folded({ foldWords }: Scene, node: number, frames: number): readonly string[] {
    if (this.wordsOf !== foldWords) this.words = new Map();
    this.wordsOf = foldWords;
    let known = this.words.get(node);
    if (known?.frames !== frames) {
      known = { frames, ways: foldWords(node, frames) };
      this.words.set(node, known);
    }
    return known.ways;
  }
}
