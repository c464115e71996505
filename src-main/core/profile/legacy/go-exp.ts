/**
 * math.Exp of Go on amd64 with FMA, to the last bit: what it returns decides where a scaled heap sample is cut
 * to an integer. Method and constants are those of Go's exp_amd64.s (after SLEEF, public domain).
 */
export function goExp(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x > 7.09782712893384e2) return Infinity;
  // Below, the answer is less than half a unit in the last place of 1, and callers take it from 1.
  if (x < -60) return 0;
  const exponent = roundToEven(x * LOG2E);
  let r = fma(-LN2_UPPER, exponent, x);
  r = fma(-LN2_LOWER, exponent, r) * 0.0625;
  let series = TAYLOR[0];
  for (const term of TAYLOR.slice(1)) series = fma(series, r, term);
  r *= series;
  // Four times (1+r)² - 1 undoes the division by 16.
  for (let i = 0; i < 3; i++) r *= r + 2;
  r = fma(r, r + 2, 1);
  return r * 2 ** Math.min(exponent, 1023) * (exponent > 1023 ? 2 : 1);
}

const LOG2E = 1.4426950408889634;
const LN2_UPPER = 0.6931471805596629565116018;
const LN2_LOWER = 0.28235290563031577122588448175013436025525412068e-12;
const TAYLOR: readonly [number, ...number[]] = [
  2.480158730158730158e-5, 1.984126984126984127e-4, 1.3888888888888888889e-3, 8.3333333333333333333e-3,
  4.1666666666666666667e-2, 1.6666666666666666667e-1, 0.5, 1,
];

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const part = x - floor;
  if (part !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** a·b + c rounded once (Boldo and Melquiond: errors summed rounding to odd); not for values near the ends of the range. */
function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const productError = multiplyError(a, b, product);
  const low = c + productError;
  const lowError = sumError(c, productError, low);
  const high = product + low;
  const highError = sumError(product, low, high);
  return high + addToOdd(lowError, highError);
}

const SPLITTER = 2 ** 27 + 1;

function multiplyError(a: number, b: number, product: number): number {
  const [aHigh, bHigh] = [upper(a), upper(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upper(a: number): number {
  const scaled = SPLITTER * a;
  return scaled - (scaled - a);
}

function sumError(a: number, b: number, sum: number): number {
  const b2 = sum - a;
  return a - (sum - b2) + (b - b2);
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The sum, or of its two neighbouring doubles the one with an odd last bit. */
function addToOdd(a: number, b: number): number {
  const sum = a + b;
  const error = sumError(a, b, sum);
  if (error === 0) return sum;
  double[0] = sum;
  const pattern = bits[0] ?? 0n;
  if ((pattern & 1n) === 1n) return sum;
  bits[0] = pattern + (error > 0 === sum > 0 ? 1n : -1n);
  return double[0];
}
