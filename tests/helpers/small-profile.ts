/** Protobuf by hand, a field at a time. */
export const varint = (n: number): number[] =>
  n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))];
const bytes = (field: number, data: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(data.length),
  ...data,
];
const int = (field: number, n: number): number[] => [...varint(field * 8), ...varint(n)];
const text = (s: string): number[] => bytes(6, [...Buffer.from(s)]);

/** One CPU sample of 7 at main.work. */
export const SMALL_PROFILE = Buffer.from([
  ...bytes(1, [...int(1, 1), ...int(2, 2)]),
  ...bytes(2, [...bytes(1, [1]), ...bytes(2, [7])]),
  ...bytes(4, [...int(1, 1), ...bytes(4, [...int(1, 1), ...int(2, 5)])]),
  ...bytes(5, [...int(1, 1), ...int(2, 3), ...int(3, 3), ...int(4, 4)]),
  ...['', 'cpu', 'nanoseconds', 'main.work', 'main.go'].flatMap(text),
]);
