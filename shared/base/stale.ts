/**
 * The stale marker: "this series has ended here", written when a series vanishes from a scrape, a scrape
 * fails or the target restarts. Same bits as Prometheus' StaleNaN (model/value/value.go), a signalling NaN.
 *
 * JavaScript may rewrite the payload of a NaN that passes through a number, so these bits are only ever
 * written, tested and moved through a Uint32Array view or a typed-array copy, never as a number.
 */
const STALE_LOW = 0x00000002;
const STALE_HIGH = 0x7ff00000;

/** The bits of a float64 column, two words a value, for {@link isStale} and {@link setStale}. */
export function bitsOf(column: Float64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

export function isStale(bits: Uint32Array, index: number): boolean {
  return bits[2 * index] === STALE_LOW && bits[2 * index + 1] === STALE_HIGH;
}

export function setStale(bits: Uint32Array, index: number): void {
  bits[2 * index] = STALE_LOW;
  bits[2 * index + 1] = STALE_HIGH;
}
