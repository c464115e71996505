import { token } from '../theme.js';
import { heatStep } from './heat-step.js';
import type { HeatMap, Projection } from './model.js';

function mostOf(heat: HeatMap): number {
  let most = 0;
  for (const { v } of heat.rows) for (const x of v) if (x > most) most = x;
  return most;
}

/** Paints the cells; whole pixels, so that no hairline stands between them. */
export function paintHeat(canvas: HTMLCanvasElement, heat: HeatMap, p: Projection): void {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  if (canvas.width !== clientWidth * ratio || canvas.height !== clientHeight * ratio) {
    canvas.width = clientWidth * ratio;
    canvas.height = clientHeight * ratio;
  }
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, clientWidth, clientHeight);
  const most = mostOf(heat);
  for (const { from, to, v } of heat.rows) {
    const top = Math.round(Math.max(p.y1, p.y(to)));
    const bottom = Math.round(Math.min(p.y0, p.y(from)));
    v.forEach((count, i) => {
      const step = heatStep(count, most);
      if (step === 0) return;
      // a step's value covers the time before it, as far as the one before; the newest may stand off the grid
      const end = heat.t[i] ?? 0;
      const start = Math.max(end - heat.stepMs, i > 0 ? (heat.t[i - 1] ?? 0) : -Infinity);
      const x0 = Math.round(Math.max(p.x0, p.x(start)));
      const x1 = Math.round(Math.min(p.x1, p.x(end)));
      if (x1 <= x0) return;
      ctx.fillStyle = token(`heat-${String(step - 1)}`);
      ctx.fillRect(x0, top, Math.max(1, x1 - x0 - 1), Math.max(1, bottom - top - 1));
    });
  }
}
