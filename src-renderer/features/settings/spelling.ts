/** How durations and sizes are typed here; the file takes the same spellings. */

export const MINUTE_UNITS = '500ms, 5s, 2m';

const DURATION: Record<string, number> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 };

/** `5s`, `500 ms`, `2m` or bare seconds → seconds; null = not a duration. */
export function parseSeconds(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
  if (!match) return null;
  return Number((Number(match[1]) * (DURATION[match[2] ?? 's'] ?? 1)).toFixed(3));
}

export function writeSeconds(s: number): string {
  return s < 1 ? `${String(Math.round(s * 1000))}ms` : `${String(s)}s`;
}

const SIZE: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** `64MB`, `32 MiB`, `1GiB` or bare bytes → bytes; null = not a size. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?i?b)?$/i.exec(text.trim());
  const unit = SIZE[(match?.[2] ?? 'b').toLowerCase()];
  return match && unit !== undefined ? Math.round(Number(match[1]) * unit) : null;
}

/** In the unit that needs no fraction; powers of two as MiB. */
export function writeBytes(bytes: number): string {
  for (const [unit, factor] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const)
    if (bytes >= factor && bytes % factor === 0) return `${String(bytes / factor)} ${unit}`;
  return `${String(bytes)} B`;
}
