/**
 * Indices of the points a line needs where it has more of them than pixels: of each `bucketMs` the least and the
 * greatest, where there is a gap its start and what stands beside it, and the newest of all, so that no spike and
 * no gap is lost. Buckets lie on the clock, not on the window: a line that moves keeps its shape.
 */
export function outline(t: Float64Array, v: Float64Array, bucketMs: number): number[] {
  const kept: number[] = [];
  for (let from = 0; from < t.length;) {
    const bucket = Math.floor((t[from] ?? 0) / bucketMs);
    let least = from;
    let most = from;
    let gap = -1;
    let to = from;
    for (; to < t.length && Math.floor((t[to] ?? 0) / bucketMs) === bucket; to += 1) {
      const value = v[to] ?? NaN;
      if (Number.isNaN(value)) {
        if (gap < 0) gap = to;
        continue;
      }
      if (!(value >= (v[least] ?? NaN))) least = to;
      if (!(value <= (v[most] ?? NaN))) most = to;
    }
    const ends = gap < 0 ? [least, most] : [from, least, gap, most, to - 1];
    for (const at of ends.sort((a, b) => a - b)) if (kept.at(-1) !== at) kept.push(at);
    from = to;
  }
  if (t.length > 0 && kept.at(-1) !== t.length - 1) kept.push(t.length - 1);
  return kept;
}
