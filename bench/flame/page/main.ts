import { createApp, defineComponent, h, nextTick, ref } from 'vue';
import '../../../src-renderer/ui/styles/tokens.css';
import '../../../src-renderer/ui/styles/base.css';
import './page.css';
import { encodeFrame } from '../../../shared/base/columns.js';
import { packageHues } from '../../../src-renderer/ui/flamegraph/colours.js';
import FlameGraph from '../../../src-renderer/ui/flamegraph/FlameGraph.vue';
import { flameTree, type FlameTree } from '../../../src-renderer/ui/flamegraph/tree.js';
import { readTree } from '../../../src-renderer/ui/flamegraph/frame.js';
import { installTheme } from '../../../src-renderer/ui/theme.js';
import { syntheticTree } from './synthetic.js';

/** What the bench calls from outside. */
interface Bench {
  /** ms from the bytes of an answer to the picture. */
  paint: (count: number) => Promise<number>;
  run: (kind: 'zoom' | 'pan' | 'search', frames: number) => Promise<void>;
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const sought = ref('');
const selected = ref(0);
let tree: FlameTree | null = null;
const host = (): HTMLElement => document.querySelector<HTMLElement>('.flame') ?? document.body;

async function paint(count: number): Promise<number> {
  installTheme();
  const { strings, ...columns } = syntheticTree(count);
  const bytes = encodeFrame({ columns, strings, extra: {} });
  await document.fonts.ready;
  await frame();
  const from = performance.now();
  const shown = flameTree(readTree(bytes).columns);
  tree = shown;
  const hues = packageHues(
    [
      { name: 'example.com/shop/internal/catalog', flat: 2, cum: 2 },
      { name: 'example.com/shop/internal/pricing', flat: 1, cum: 1 },
    ],
    3,
  );
  const Page = defineComponent({
    setup: () => () =>
      h(
        FlameGraph,
        {
          tree: shown,
          total: shown.size[0] ?? 1,
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
  // drawn in the next frame, once the size is known; the one after it begins when that is on screen
  await frame();
  await frame();
  await frame();
  return performance.now() - from;
}

const STEPS = {
  /** Nearer and back around a point that moves: every frame has another scale. */
  zoom: (i: number): void => {
    wheel({ deltaY: i % 40 < 20 ? -60 : 60, ctrlKey: true, clientX: 100 + ((i * 37) % 900) });
  },
  pan: (i: number): void => {
    if (i === 0) wheel({ deltaY: -400, ctrlKey: true, clientX: 300 });
    wheel({ deltaX: i % 60 < 30 ? 23 : -23, deltaY: i % 20 < 10 ? 7 : -7 });
  },
  search: (i: number): void => {
    sought.value = `method${String((i * 7) % 100)}`;
  },
};

function wheel(init: WheelEventInit): void {
  host().dispatchEvent(new WheelEvent('wheel', { clientY: 300, bubbles: true, cancelable: true, ...init }));
}

const bench: Bench = {
  paint,
  async run(kind, frames) {
    for (let i = 0; i < frames; i++) {
      await frame();
      performance.mark(`step ${kind} ${String(i)}`);
      STEPS[kind](i);
      await nextTick();
      await frame();
      await frame();
    }
    performance.mark(`step end`);
    sought.value = '';
    if (tree === null) throw new Error('painted first');
  },
};
Object.assign(window, { bench });
