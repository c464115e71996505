/** Units of one kind, smallest first, with what each is of the smallest. */
interface Kind {
  names: RegExp;
  units: readonly (readonly [name: string, factor: number])[];
}

const K = 1024;
/** As google/pprof scales and names them. */
const KINDS: readonly Kind[] = [
  {
    names: /^(?:b|bytes?)$/i,
    units: [
      ['B', 1],
      ['kB', K],
      ['MB', K ** 2],
      ['GB', K ** 3],
      ['TB', K ** 4],
      ['PB', K ** 5],
    ],
  },
  {
    names: /^(?:ns|nanoseconds?)$/i,
    units: [
      ['ns', 1],
      ['us', 1e3],
      ['ms', 1e6],
      ['s', 1e9],
      ['hrs', 3600e9],
    ],
  },
];

const kindOf = (unit: string): Kind | undefined => KINDS.find(({ names }) => names.test(unit));

/** The largest unit that a value fills. */
function filled(value: number, { units }: Kind): readonly [string, number] {
  const smallest = units[0] ?? ['', 1];
  return units.reduce((best, unit) => (Math.abs(value) >= unit[1] ? unit : best), smallest);
}

/**
 * How values of a unit are written, as `go tool pprof -top` does: all in one unit, that of the smallest of
 * them, or of a hundred times it where the largest is far larger.
 */
export function writerFor(unit: string, smallest: number, largest: number): (value: number) => string {
  const kind = kindOf(unit);
  if (kind === undefined) {
    const name = unit === 'count' || unit === '' ? '' : unit;
    return (value) => label(value, name);
  }
  const low = filled(smallest, kind);
  const isFar = low !== filled(largest, kind) && smallest * 100 < largest;
  const [name, factor] = isFar ? filled(smallest * 100, kind) : low;
  return (value) => label(value / factor, name);
}

function label(value: number, unit: string): string {
  const text = value.toFixed(2).replace(/\.00$/, '');
  return text === '0' || text === '-0' ? '0' : text + unit;
}

/** A share of a whole as pprof writes it: `  5.2%`. */
export function percent(value: number, whole: number): string {
  const ratio = whole === 0 ? 0 : (Math.abs(value) / Math.abs(whole)) * 100;
  if (ratio >= 99.95 && ratio <= 100.05) return '  100%';
  return ratio >= 1 ? `${ratio.toFixed(2).padStart(5)}%` : `${significant(ratio).padStart(5)}%`;
}

const significant = (value: number): string => (value === 0 ? '0' : String(Number(value.toPrecision(2))));
