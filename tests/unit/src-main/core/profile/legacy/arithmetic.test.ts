import { describe, expect, it } from 'vitest';
import { goExp } from '../../../../../../src-main/core/profile/legacy/go-exp.js';
import {
  divide,
  fromDouble,
  hexAddresses,
  multiply,
  parseAnyBase,
  parseDecimal,
  trimSpace,
} from '../../../../../../src-main/core/profile/legacy/go-text.js';
import { scaleHeapSample } from '../../../../../../src-main/core/profile/legacy/heap.js';

const GO_EXP: [string, string][] = [
  ['4646953121437126643', '7652267807607400693'],
  ['13839416079563102072', '4581288905458037683'],
  ['4644897546799369643', '6892935319619938645'],
  ['4635492321768004683', '5141652670799797184'],
  ['13851772452031332354', '4428890192181317021'],
  ['13850959173205129943', '4447691686061928209'],
  ['13844877275972810490', '4545478752170580417'],
  ['4642828769451556035', '6199507353559228107'],
  ['13851623392201105793', '4432434757646699037'],
  ['4648917323770253769', '8821889214508660909'],
  ['4643590943186003302', '6410358834636783414'],
  ['13850399651787963746', '4460577162101001332'],
  ['13853976206752249486', '4357160247432954633'],
  ['13837811890066760261', '4585901999998595004'],
  ['4642416585898032996', '6123446875982012911'],
  ['13851784751119842093', '4428618473541859571'],
  ['4647958557577567595', '8113484458553926525'],
  ['4649322366433780883', '9120919480390312601'],
  ['4644887118459165922', '6889163505152708017'],
  ['13853108474323834401', '4397223937418201567'],
  ['13853111937108271688', '4397072902950611665'],
  ['13833517768690089701', '4596032298298523323'],
  ['4642006124674248295', '6047828034329463411'],
  ['13846037499041644540', '4532077021001404545'],
];

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

describe('int64 as Go has it', () => {
  it('wraps products', () => {
    expect(multiply(3, 4)).toBe(12);
    expect(multiply(MAX, 2)).toBe(-2);
    expect(multiply(2 ** 40, 2 ** 40)).toBe(0);
    expect(multiply(-0, 5)).toBe(0);
  });

  it('divides towards zero', () => {
    expect(divide(-7, 2)).toBe(-3);
    expect(divide(MIN, -1)).toBe(MIN);
  });

  it('takes doubles towards zero, and the smallest for what does not fit', () => {
    expect(fromDouble(-1.9)).toBe(-1);
    expect(fromDouble(2 ** 62)).toBe(2n ** 62n);
    expect([NaN, Infinity, 2 ** 63].map(fromDouble)).toEqual([MIN, MIN, MIN]);
  });
});

describe('numbers as strconv reads them', () => {
  it.each([
    ['010', 8],
    ['08', null],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['1__0', null],
    ['_1', null],
    ['0_7', 7],
    ['-0x8000000000000000', MIN],
    ['9223372036854775807', MAX],
    ['9223372036854775808', null],
    ['', null],
    ['9'.repeat(60_000), null],
  ])('%s of any base', (text, value) => {
    expect(parseAnyBase(text)).toBe(value);
  });

  it('decimal', () => {
    expect(['08', '-12', '9223372036854775808', '1_0'].map(parseDecimal)).toEqual([8, -12, null, null]);
  });

  it('addresses', () => {
    expect(hexAddresses(' 0x1 0x00000000000000000002 ffff')).toEqual([1n, 2n]);
    expect(hexAddresses('0x10000000000000000')).toBeNull();
  });

  it('spaces are unicode’s, without the byte order mark', () => {
    expect(trimSpace('\u0085\u3000 a \v\n')).toBe('a');
    expect(trimSpace('\ufeffa')).toBe('\ufeffa');
  });
});

describe('goExp', () => {
  // Bits of math.Exp in Go 1.26 on amd64; Math.exp of V8 differs in the last bit at each.
  it.each(GO_EXP)('of bits %s', (x, y) => {
    expect(bitsOf(goExp(doubleOf(BigInt(x))))).toBe(BigInt(y));
    expect(bitsOf(Math.exp(doubleOf(BigInt(x))))).not.toBe(BigInt(y));
  });

  it('at its ends', () => {
    expect([Infinity, NaN, 800, -800, 0].map(goExp)).toEqual([Infinity, NaN, Infinity, 0, 1]);
  });
});

describe('scaleHeapSample', () => {
  it('estimates what was allocated', () => {
    expect(scaleHeapSample(1, 524288, 524288)).toEqual([1, 829411]);
    expect(scaleHeapSample(100, 1600, 524288)).toEqual([3276850, 52429600]);
  });

  it('leaves a sample of everything', () => {
    expect(scaleHeapSample(3, 48, 1)).toEqual([3, 48]);
    expect(scaleHeapSample(0, 48, 512)).toEqual([0, 0]);
  });
});

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);
function doubleOf(pattern: bigint): number {
  bits[0] = pattern;
  return double[0]!;
}
function bitsOf(value: number): bigint {
  double[0] = value;
  return bits[0]!;
}
