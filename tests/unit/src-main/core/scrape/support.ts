import { labelsKey } from '../../../../../shared/model/labels.js';
import { ExpositionReader, type ExpositionResult } from '../../../../../src-main/core/scrape/exposition.js';
import { formatSeries } from '../../../../../src-main/core/export/exposition-text.js';

/** Reads bodies as a writer would, with a slot for each series, and tells what came of it in words. */
export class ReaderBench {
  readonly reader = new ExpositionReader();
  readonly names: string[] = [];
  readonly metadata = new Map<string, string>();
  readonly asked: string[] = [];
  private readonly slots = new Map<string, number>();
  private stamps: string[] = [];
  private readonly limit: number;

  constructor(limit = 10_000) {
    this.limit = limit;
  }

  read(body: string | Buffer, openMetrics = false): { result: ExpositionResult; text: string } {
    this.stamps = [];
    this.asked.length = 0;
    const result = this.reader.read(
      typeof body === 'string' ? Buffer.from(body) : body,
      {
        slot: (name, labels, { type, unit, help }) => {
          const series = formatSeries({ ...labels, __name__: name });
          this.asked.push(series);
          this.metadata.set(name, [type, unit, help].filter((part) => part !== '').join(' '));
          const key = name + labelsKey(labels);
          const slot = this.slots.get(key) ?? this.names.push(series) - 1;
          this.slots.set(key, slot);
          return slot;
        },
        stamped: (name, labels, _, tMs, value) => {
          this.stamps.push(`${formatSeries({ ...labels, __name__: name })} ${value} @${tMs}`);
        },
      },
      openMetrics,
      this.limit,
    );
    const { reader } = this;
    const samples = Array.from(
      { length: reader.count },
      (_, i) => `${this.names[reader.slots[i]!]!} ${reader.values[i]!}`,
    );
    return { result, text: [...samples, ...this.stamps].join('\n') };
  }
}
