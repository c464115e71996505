import type { Labels } from '../../../shared/model/labels.js';

interface Named {
  name: string;
  labels: Labels;
}

/**
 * Series of one target by name and labels. Keyed by a 31-bit hash (a small integer costs V8 no object) with the
 * labels compared on a hit: a key string would be half of what a series weighs.
 */
export class SeriesTable<T extends Named> {
  private readonly buckets = new Map<number, T | T[]>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(name: string, labels: Labels): T | undefined {
    const found = this.buckets.get(hashOf(name, labels));
    if (found === undefined) return undefined;
    if (Array.isArray(found)) return found.find((series) => isSame(series, name, labels));
    return isSame(found, name, labels) ? found : undefined;
  }

  /** The series must not be there yet. */
  add(series: T): void {
    const hash = hashOf(series.name, series.labels);
    const found = this.buckets.get(hash);
    if (found === undefined) this.buckets.set(hash, series);
    else if (Array.isArray(found)) found.push(series);
    else this.buckets.set(hash, [found, series]);
    this.count++;
  }

  delete(series: T): void {
    const hash = hashOf(series.name, series.labels);
    const found = this.buckets.get(hash);
    if (found === series) this.buckets.delete(hash);
    else if (Array.isArray(found) && found.includes(series)) {
      this.buckets.set(
        hash,
        found.filter((other) => other !== series),
      );
    } else return;
    this.count--;
  }

  *values(): Generator<T> {
    for (const found of this.buckets.values()) {
      if (Array.isArray(found)) yield* found;
      else yield found;
    }
  }
}

/** FNV-1a of the name, and the labels' hashes added up so that their order does not matter. */
function hashOf(name: string, labels: Labels): number {
  let hash = hashText(name, 0x811c9dc5);
  for (const label in labels) {
    hash = (hash + hashText(labels[label] ?? '', hashText(label, 0x811c9dc5))) | 0;
  }
  return hash & 0x3fffffff;
}

function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // Keeps "ab" + "c" apart from "a" + "bc".
  return Math.imul(hash ^ text.length, 0x01000193);
}

function isSame(series: Named, name: string, labels: Labels): boolean {
  if (series.name !== name) return false;
  const own = Object.keys(series.labels);
  if (own.length !== Object.keys(labels).length) return false;
  return own.every((label) => series.labels[label] === labels[label]);
}
