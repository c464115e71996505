import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { ExpositionReader, type SeriesSink } from '../../src-main/core/scrape/exposition.js';
import type { Figure } from '../support/figure.js';
import { seriesBody } from '../support/series-app.js';

const SERIES = 200;
const ROUNDS = 400;

/** ns a sample, bodies that change as an app's do, the median of 15 rounds each; the peer on the same bodies. */
export function benchParse(): Promise<Figure[]> {
  const bodies = Array.from({ length: 20 }, (_, k) => seriesBody(1, k + 1000, SERIES));
  const buffers = bodies.map((body) => Buffer.from(body));
  const reader = new ExpositionReader();
  let slots = 0;
  const sink: SeriesSink = { slot: () => slots++, stamped: () => undefined };
  const ours = median(15, () => {
    for (let i = 0; i < ROUNDS; i++)
      reader.read(buffers[i % buffers.length] ?? Buffer.alloc(0), sink, false, 10_000);
  });
  if (reader.count !== SERIES || slots !== SERIES)
    throw new Error('the reader did not read what it was given');
  const peer = median(5, () => {
    for (let i = 0; i < ROUNDS / 20; i++) parsePrometheusTextFormat(bodies[i % bodies.length] ?? '');
  });
  const perOurs = (ours * 1e6) / (ROUNDS * SERIES);
  const perPeer = (peer * 1e6) / ((ROUNDS / 20) * SERIES);
  const bytes = Math.round((buffers[0]?.length ?? 0) / SERIES);
  const note = `${SERIES.toString()} series, ${bytes.toString()} bytes a sample; ${(perPeer / perOurs).toFixed(0)} times faster`;
  return Promise.resolve([
    {
      what: 'parse a sample',
      ours: perOurs,
      unit: 'ns',
      against: { what: 'parse-prometheus-text-format', value: perPeer },
      note,
    },
    { what: 'parse a sample', ours: perOurs, unit: 'ns', against: { what: 'limit', value: 250 } },
  ]);
}

/** Median time of `rounds` runs, ms, after two runs to warm up. */
function median(rounds: number, run: () => void): number {
  run();
  run();
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
}
