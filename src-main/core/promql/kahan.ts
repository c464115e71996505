/**
 * A sum whose rounding errors are carried along and added at the end (Kahan, with Neumaier's improvement), as
 * Prometheus sums. util/kahansum/kahansum.go.
 */
export class KahanSum {
  sum = 0;
  c = 0;

  add(value: number): void {
    const t = this.sum + value;
    if (t === Infinity || t === -Infinity) this.c = 0;
    else if (Math.abs(this.sum) >= Math.abs(value)) this.c += this.sum - t + value;
    else this.c += value - t + this.sum;
    this.sum = t;
  }

  get total(): number {
    return this.sum + this.c;
  }
}

/**
 * A mean: of the sum while that is finite, else brought up to date value by value, so that large values do not
 * overflow. engine.go aggregation (AVG), functions.go funcAvgOverTime.
 */
export class KahanMean {
  private readonly kahan = new KahanSum();
  private count = 0;
  private incremental = false;

  add(value: number): void {
    this.count += 1;
    const { kahan, count } = this;
    if (count === 1) {
      kahan.sum = value;
      return;
    }
    if (!this.incremental) {
      const { sum, c } = kahan;
      kahan.add(value);
      if (kahan.sum !== Infinity && kahan.sum !== -Infinity) return;
      this.incremental = true;
      kahan.sum = sum / (count - 1);
      kahan.c = c / (count - 1);
    }
    const q = (count - 1) / count;
    kahan.sum *= q;
    kahan.c *= q;
    kahan.add(value / count);
  }

  get mean(): number {
    const { sum, c } = this.kahan;
    return this.incremental ? sum + c : sum / this.count + c / this.count;
  }
}
