import type { Figure } from '../support/figure.js';
import { startChild } from '../support/child.js';

/** The same flag as our launcher's. */
const FLAGS = ['--max-semi-space-size=2'];
const SIZES = [
  { apps: 10, series: 200, limit: 100 },
  { apps: 5, series: 4000, limit: 130 },
];

interface Measured {
  rssMb: number;
  peakMb: number;
  idleMb: number;
  headMb: number;
  windowSeconds: number;
  samples: number;
  series: number;
}

/** RSS of the core after an hour at 1 Hz, fed over HTTP through the real scrape path on a clock turned by hand. */
export async function benchMemory(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { apps, series, limit } of SIZES) {
    const app = await startChild('bench/support/series-app.ts', ['0', series.toString()]);
    const port = app.line.replace('port ', '');
    const core = await startChild('bench/core/memory-child.ts', [port, apps.toString(), '3600'], FLAGS);
    const measured = JSON.parse(core.line) as Measured;
    app.child.kill();
    core.child.kill();
    const { rssMb, peakMb, idleMb, headMb, windowSeconds, samples } = measured;
    figures.push({
      what: `RSS of the core, ${measured.series.toString()} series x 1 Hz, an hour`,
      ours: rssMb,
      unit: 'MB',
      against: { what: 'limit', value: limit },
      note: `peak ${peakMb.toFixed(0)}, before ${idleMb.toFixed(0)}; head ${headMb.toFixed(1)} of 33.6 MB reaching ${(windowSeconds / 60).toFixed(0)} min back, ${((headMb * 1e6) / Math.min(samples, measured.series * windowSeconds)).toFixed(2)} bytes a sample kept`,
    });
  }
  return figures;
}
