import { createApp, defineComponent, h, nextTick, ref } from 'vue';
import '../../../src-renderer/ui/styles/tokens.css';
import '../../../src-renderer/ui/styles/base.css';
import './page.css';
import { encodeFrame } from '../../../shared/base/columns.js';
import { FRAME_FLAGS } from '../../../shared/model/profile.js';
import { packageHues } from '../../../src-renderer/ui/flamegraph/colours.js';
import FlameGraph from '../../../src-renderer/ui/flamegraph/FlameGraph.vue';
import { Boxes } from '../../../src-renderer/ui/flamegraph/layout.js';
import { flameTree, type FlameTree } from '../../../src-renderer/ui/flamegraph/tree.js';
import { readTree } from '../../../src-renderer/ui/flamegraph/frame.js';
import { installTheme } from '../../../src-renderer/ui/theme.js';
import { PACKAGES, syntheticTree } from './synthetic.js';

type Kind = 'zoom' | 'pan' | 'search';

/** What the bench calls from outside. */
interface Bench {
  /** Makes the bytes of an answer with so many nodes. */
  prepare: (count: number) => Promise<void>;
  /** From the bytes to the picture. */
  paint: () => Promise<void>;
  run: (kind: Kind, frames: number) => Promise<void>;
  /** The same steps, only counted: boxes drawn a frame. */
  boxes: (kind: Kind, frames: number) => Promise<number>;
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const sought = ref('');
const selected = ref(0);
const host = (): HTMLElement => document.querySelector<HTMLElement>('.flame') ?? document.body;

let bytes: Uint8Array = new Uint8Array(0);

async function prepare(count: number): Promise<void> {
  installTheme();
  const { strings, ...columns } = syntheticTree(count);
  bytes = encodeFrame({ columns, strings, extra: {} });
  await document.fonts.ready;
}

async function paint(): Promise<void> {
  const drawn = firstDrawing();
  await frame();
  performance.mark('step paint');
  const tree = flameTree(readTree(bytes).columns);
  mount(tree);
  await drawn;
  // this frame begins when that of the drawing is done
  await frame();
  performance.mark('step end');
}

/** When a label is first written on a canvas: frames are painted before their labels. */
function firstDrawing(): Promise<void> {
  const { prototype } = CanvasRenderingContext2D;
  const real = Object.getOwnPropertyDescriptor(prototype, 'fillText');
  return new Promise((resolve) => {
    prototype.fillText = function (...text) {
      if (real) Object.defineProperty(prototype, 'fillText', real);
      this.fillText(...text);
      resolve();
    };
  });
}

function mount(tree: FlameTree): void {
  const own = PACKAGES.filter(([, flag]) => flag === FRAME_FLAGS.own);
  const hues = packageHues(
    own.map(([name], i) => ({ name, flat: own.length - i, cum: own.length - i })),
    own.length,
  );
  const Page = defineComponent({
    setup: () => () =>
      h(
        FlameGraph,
        {
          tree,
          total: tree.size[0] ?? 1,
          hues,
          colourBy: 'package',
          sought: sought.value,
          selected: selected.value,
          'onUpdate:selected': (node: number) => (selected.value = node),
          label: 'bench',
          say: (node: number) => String(node),
          foldWords: (_: number, n: number) => [`${String(n)} frames`],
        },
        { card: () => 'card' },
      ),
  });
  createApp(Page).mount('#app');
}

const STEPS = {
  /** Nearer and back around a point that moves: every frame has another scale. */
  zoom: (i: number): void => {
    wheel({ deltaY: i % 20 < 10 ? -60 : 60, ctrlKey: true, clientX: 100 + ((i * 37) % 900) });
  },
  /** Nearer once, then sideways and up and down all the way. */
  pan: (i: number): void => {
    if (i === 0) wheel({ deltaY: -400, ctrlKey: true, clientX: 300 });
    wheel({ deltaX: i % 60 < 30 ? 23 : -23, deltaY: i % 80 < 40 ? 17 : -17 });
  },
  /** Another text every time, as it is typed: of one letter, of some functions, of one. */
  search: (i: number): void => {
    sought.value = ['m', `method${String((i * 7) % 100)}`, `method${String(1000 + i)}`][i % 3] ?? '';
  },
};

function wheel(init: WheelEventInit): void {
  host().dispatchEvent(new WheelEvent('wheel', { clientY: 300, bubbles: true, cancelable: true, ...init }));
}

async function run(kind: Kind, frames: number): Promise<void> {
  // all of it, whatever was looked at before
  host().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
  for (let i = 0; i < frames; i++) {
    await frame();
    performance.mark(`step ${kind}`);
    STEPS[kind](i);
    await nextTick();
    // one to draw in, one while raster workers end
    await frame();
    await frame();
  }
  performance.mark(`step end`);
  sought.value = '';
}

async function boxes(kind: Kind, frames: number): Promise<number> {
  const add: (this: Boxes, ...box: Parameters<Boxes['add']>) => void = Reflect.get(Boxes.prototype, 'add');
  let count = 0;
  Boxes.prototype.add = function (...box) {
    count += 1;
    add.apply(this, box);
  };
  await run(kind, frames);
  Boxes.prototype.add = add;
  return count / frames;
}

const bench: Bench = { prepare, paint, run, boxes };
Object.assign(window, { bench });
