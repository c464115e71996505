import { inject, onBeforeUnmount, type Ref } from 'vue';
import { brush, CHART_ZOOM } from './cursor.js';
import type { Projection } from './model.js';

/** Shorter than this it was a click, px. */
const LEAST_PX = 6;

export interface BrushHandlers {
  down: (event: PointerEvent) => void;
  move: (event: PointerEvent) => void;
  up: (event: PointerEvent) => void;
  cancel: () => void;
  back: () => void;
}

/** Drawing a span over a chart zooms into it; a double click goes back. */
export function useBrush(
  host: Ref<HTMLElement | null>,
  view: () => { p: Projection; start: number; end: number },
): BrushHandlers {
  const answer = inject(CHART_ZOOM, null);
  let from: { x: number; t: number } | null = null;

  function timeAt(event: PointerEvent): { x: number; t: number } {
    const { p, start, end } = view();
    const x = event.clientX - (host.value?.getBoundingClientRect().left ?? 0);
    const share = Math.min(1, Math.max(0, (x - p.x0) / (p.x1 - p.x0)));
    return { x, t: start + share * (end - start) };
  }

  function down(event: PointerEvent): void {
    if (!answer || event.button !== 0) return;
    from = timeAt(event);
    host.value?.setPointerCapture(event.pointerId);
  }
  function move(event: PointerEvent): void {
    if (!from) return;
    const to = timeAt(event);
    brush.value = Math.abs(to.x - from.x) < LEAST_PX ? null : { from: from.t, to: to.t };
  }
  function up(event: PointerEvent): void {
    move(event);
    const drawn = brush.value;
    cancel();
    if (drawn && answer) answer.zoom(Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to));
  }
  function cancel(): void {
    from = null;
    brush.value = null;
  }
  onBeforeUnmount(cancel);
  return { down, move, up, cancel, back: () => answer?.back() };
}
