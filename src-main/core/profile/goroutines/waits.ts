const MOST_BARS = 200;

/** Whole minutes by how many goroutines wait so long. */
export class Waits {
  private readonly counts = new Map<number, number>();
  private all = 0;

  add(minutes: number, goroutines: number): void {
    this.all += goroutines;
    this.counts.set(minutes, (this.counts.get(minutes) ?? 0) + goroutines);
  }

  /** Longest and median; null when none waits for a minute. The median is over all, also those below a minute. */
  summary(): { longestMinutes: number | null; medianMinutes: number | null } {
    const sorted = this.sorted();
    const longest = sorted.at(-1)?.[0] ?? 0;
    if (longest === 0) return { longestMinutes: null, medianMinutes: null };
    let passed = 0;
    const middle = sorted.find(([, goroutines]) => (passed += goroutines) * 2 >= this.all);
    return { longestMinutes: longest, medianMinutes: middle?.[0] ?? 0 };
  }

  /** [minutes, goroutines] from short to long; where there are too many, a bar stands for several minutes from its own. */
  bars(): [number, number][] {
    const sorted = this.sorted();
    const longest = sorted.at(-1)?.[0] ?? 0;
    if (longest === 0) return [];
    if (sorted.length <= MOST_BARS) return sorted;
    const width = Math.ceil((longest + 1) / MOST_BARS);
    const bars = new Map<number, number>();
    for (const [minutes, goroutines] of sorted) {
      const bar = Math.floor(minutes / width) * width;
      bars.set(bar, (bars.get(bar) ?? 0) + goroutines);
    }
    return [...bars];
  }

  private sorted(): [number, number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }
}
