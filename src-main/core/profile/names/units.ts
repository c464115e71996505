/** Units that one quantity may be given in, as google/pprof reads them: powers of 1024 for bytes. */
const FACTORS: Record<string, { base: 'B' | 'ns'; factor: number }> = {};
const BYTES = ['', 'k', 'm', 'g', 't', 'p'];
BYTES.forEach((prefix, power) => {
  const entry = { base: 'B' as const, factor: 1024 ** power };
  const names = [`${prefix}b`, `${prefix}byte`, ...(prefix === '' ? [] : [`${prefix}ib`])];
  for (const name of names) FACTORS[name] = entry;
});
const LONG = ['', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'];
LONG.forEach((name, power) => {
  if (name !== '') FACTORS[name] = { base: 'B', factor: 1024 ** power };
});
const TIMES: [string[], number][] = [
  [['ns', 'nanosecond'], 1],
  [['us', 'μs', 'microsecond'], 1e3],
  [['ms', 'millisecond'], 1e6],
  [['s', 'sec', 'second'], 1e9],
  [['m', 'min', 'minute'], 60e9],
  [['h', 'hr', 'hour'], 3600e9],
];
for (const [names, factor] of TIMES) for (const name of names) FACTORS[name] = { base: 'ns', factor };

/** What a unit means, singular or plural; null = a unit of its own, comparable with itself alone. */
export function unitOf(unit: string): { base: 'B' | 'ns'; factor: number } | null {
  const lower = unit.toLowerCase();
  return FACTORS[lower] ?? (lower.length > 2 ? FACTORS[lower.replace(/s$/, '')] : undefined) ?? null;
}
