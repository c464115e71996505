import type { Figure } from '../support/figure.js';
import { CORE_ENV, CORE_FLAGS } from '../../scripts/lib/run-core.mjs';
import { addApps } from '../support/apps.js';
import { firstLine, startChild } from '../support/child.js';

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
    const core = await startChild(
      'bench/core/memory-child.ts',
      [apps.toString(), '3600'],
      CORE_FLAGS,
      CORE_ENV,
    );
    const url = `http://127.0.0.1:${core.line.replace('port ', '')}`;
    const ended = firstLine(core.child);
    await addApps(url, port, apps);
    const rss = JSON.parse(await ended) as Pick<Measured, 'rssMb' | 'peakMb' | 'idleMb'>;
    const measured: Measured = { ...rss, ...(await readStatus(url)) };
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

async function readStatus(
  url: string,
): Promise<Pick<Measured, 'headMb' | 'windowSeconds' | 'series' | 'samples'>> {
  const status = (await (await fetch(`${url}/api/v1/status`)).json()) as {
    series: number;
    head: { usedBytes: number; windowSeconds: number };
  };
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return {
    headMb: status.head.usedBytes / 1e6,
    windowSeconds: status.head.windowSeconds,
    series: status.series,
    samples: Number(/^gopherscope_samples_total (\d+)/m.exec(metrics)?.[1]),
  };
}
