export interface CsvSeries {
  name: string;
  /** Epoch ms, ascending. */
  t: Float64Array;
  /** NaN = no sample: an empty cell. */
  v: Float64Array;
}

/** A cell that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV injection). */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const value = (v: number | undefined): string => {
  if (v === undefined || Number.isNaN(v)) return '';
  if (v === Infinity) return '+Inf';
  return v === -Infinity ? '-Inf' : String(v);
};

/**
 * RFC 4180: a row for every moment any series has, RFC 3339 in UTC, every digit of each value. Lines end in
 * CRLF.
 */
export function toCsv(series: readonly CsvSeries[]): string {
  const rows = new Map<number, (number | undefined)[]>();
  series.forEach(({ t, v }, k) => {
    t.forEach((time, i) => {
      const x = v[i] ?? NaN;
      if (Number.isNaN(x)) return;
      const row = rows.get(time) ?? new Array<number | undefined>(series.length).fill(undefined);
      row[k] = x;
      rows.set(time, row);
    });
  });
  const head = ['time', ...series.map((s) => s.name)].map(cell).join(',');
  const lines = [...rows.entries()]
    .sort(([a], [b]) => a - b)
    .map(([t, row]) => [new Date(t).toISOString(), ...row.map(value)].join(','));
  return [head, ...lines, ''].join('\r\n');
}

/** RFC 4180: rows of cells as they are, the first the head. */
export const toTable = (rows: readonly (readonly string[])[]): string =>
  [...rows.map((row) => row.map(cell).join(',')), ''].join('\r\n');
