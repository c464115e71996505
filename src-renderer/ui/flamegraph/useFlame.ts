import {
  computed,
  onBeforeUnmount,
  ref,
  shallowRef,
  triggerRef,
  watch,
  type Ref,
  type ShallowRef,
} from 'vue';
import { theme } from '../theme.js';
import { Boxes, layout, WHOLE, type Span } from './layout.js';
import { Painter, type Scene } from './paint.js';
import { isHit, type Hits } from './search.js';
import type { FlameTree } from './tree.js';

export interface FlameInput {
  tree: FlameTree;
  fills: Uint8Array;
  hits: Hits | null;
  fold: boolean;
  /** Node that is selected; never folds. */
  selected: number;
  total: number;
  /** Up: the root stands at the bottom. */
  up: boolean;
  rowHeight: number;
  foldWords: Scene['foldWords'];
}

export interface Size {
  width: number;
  height: number;
}

/** Narrowest part of the whole that can be looked at: past it doubles lose whole pixels. */
const LEAST_SPAN = 1e-9;

/** The picture behind a flame graph: what part is on screen, and when it is drawn anew. Draws on demand only. */
export function useFlame(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  size: Readonly<ShallowRef<Size>>,
  input: () => FlameInput,
) {
  const span = shallowRef<Span>(WHOLE);
  const scroll = ref(0);
  /** Spans before this one, for going back. */
  const past = shallowRef<readonly { span: Span; scroll: number }[]>([]);
  const opened = shallowRef<ReadonlySet<number>>(new Set());
  /** The same object all along; told anew with every drawing, so that what lies over the canvas is placed by it. */
  const drawn = shallowRef(new Boxes());
  let painter: Painter | null = null;
  let asked = 0;

  const fullHeight = computed(() => drawn.value.depth * input().rowHeight);
  const most = (): number => Math.max(0, drawn.value.depth * input().rowHeight - size.value.height);
  const top = (row: number): number => {
    const { up, rowHeight } = input();
    if (!up) return row * rowHeight - scroll.value;
    return size.value.height - (row + 1) * rowHeight + scroll.value;
  };

  function draw(): void {
    asked = 0;
    const element = canvas.value;
    const { width, height } = size.value;
    if (element === null || width === 0 || height === 0) return;
    const { tree, fills, hits, fold, selected, total, rowHeight, foldWords } = input();
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (element.width !== w || element.height !== h) {
      element.width = w;
      element.height = h;
    }
    painter ??= new Painter(element);
    const place = (): Scene['rows'] => {
      const from = Math.floor(scroll.value / rowHeight);
      const rows = { from, to: from + Math.ceil(height / rowHeight) + 1 };
      const keep = (node: number): boolean =>
        node === 0 || node === selected || (hits !== null && isHit(hits, node));
      const rule = fold ? { keep, opened: opened.value } : null;
      layout(tree, { width, span: span.value, rows, fold: rule }, drawn.value);
      return rows;
    };
    let rows = place();
    if (scroll.value > most()) {
      scroll.value = most();
      rows = place();
    }
    const boxes = drawn.value;
    painter.draw({ tree, boxes, fills, hits, total, rows, width, height, rowHeight, top, foldWords }, ratio);
    triggerRef(drawn);
  }

  function ask(): void {
    if (asked === 0) asked = requestAnimationFrame(draw);
  }

  function clamp({ from, to }: Span): Span {
    const wide = Math.min(1, Math.max(LEAST_SPAN, to - from));
    const start = Math.min(1 - wide, Math.max(0, from));
    return { from: start, to: start + wide };
  }

  /** Goes to a part of the whole; `remember` lets {@link back} return. */
  function show(next: Span, remember: boolean): void {
    if (remember) past.value = [...past.value.slice(-99), { span: span.value, scroll: scroll.value }];
    span.value = clamp(next);
    ask();
  }

  /** Moves the picture by CSS px. */
  function pan(dx: number, dy: number): void {
    const { from, to } = span.value;
    const by = (dx / Math.max(1, size.value.width)) * (to - from);
    span.value = clamp({ from: from + by, to: to + by });
    scroll.value = Math.min(most(), Math.max(0, scroll.value + (input().up ? -dy : dy)));
    ask();
  }

  /** Widens or narrows around a point of the screen; factor below 1 goes nearer. */
  function zoomAt(x: number, factor: number): void {
    const { from, to } = span.value;
    const at = from + (x / Math.max(1, size.value.width)) * (to - from);
    span.value = clamp({ from: at - (at - from) * factor, to: at + (to - at) * factor });
    ask();
  }

  /** Brings a row onto the screen. */
  function reveal(row: number): void {
    const { rowHeight } = input();
    if (row * rowHeight < scroll.value) scroll.value = row * rowHeight;
    else if ((row + 1) * rowHeight > scroll.value + size.value.height)
      scroll.value = (row + 1) * rowHeight - size.value.height;
    ask();
  }

  /** False where there is nothing to go back to. */
  function back(): boolean {
    const last = past.value.at(-1);
    if (!last && span.value.from === 0 && span.value.to === 1) return false;
    past.value = past.value.slice(0, -1);
    span.value = last?.span ?? WHOLE;
    scroll.value = last?.scroll ?? 0;
    ask();
    return true;
  }

  function open(node: number): void {
    opened.value = new Set([...opened.value, node]);
    ask();
  }

  watch(
    () => input().tree,
    () => {
      span.value = WHOLE;
      scroll.value = 0;
      past.value = [];
      opened.value = new Set();
      painter?.forget();
    },
    { flush: 'sync' },
  );
  // the size is known after a frame's script and before its paint: the first picture still goes into that frame
  const change = (): void => {
    if (painter === null) draw();
    else ask();
  };
  watch([() => ({ ...input() }), size, theme, canvas], change, { immediate: true, flush: 'post' });
  // the first drawing may come before the font has
  if (document.fonts.status !== 'loaded')
    void document.fonts.ready.then(() => {
      painter = null;
      ask();
    });
  onBeforeUnmount(() => {
    cancelAnimationFrame(asked);
  });

  const zoomed = computed(() => past.value.length > 0 || span.value.from > 0 || span.value.to < 1);
  return { span, scroll, drawn, fullHeight, zoomed, top, show, pan, zoomAt, reveal, back, open, ask };
}
