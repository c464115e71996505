export const CHARTS = 12;
export const SERIES = 4;
export const POINTS = 600;
const SECOND = 1000;

/** What a series shows at second `k`: a slow wave with noise, the same in every run and for both drawers. */
export function valueAt(chart: number, series: number, k: number): number {
  const noise = Math.abs(Math.sin(k * 12.9898 + chart * 78.233 + series * 37.719) * 43_758.5453) % 1;
  return 40 + 12 * series + 10 * Math.sin((k + chart * 17) / 40) + 8 * noise;
}

/** Calls `draw` with the newest second, at once and then once a second. */
export function everySecond(draw: (k: number) => void): void {
  const next = (): void => {
    draw(Math.floor(Date.now() / SECOND));
  };
  next();
  setInterval(next, SECOND);
}
