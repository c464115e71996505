/** One measured figure beside what it is judged by. */
export interface Figure {
  what: string;
  ours: number;
  unit: string;
  /** The peer or limit measured or set in the same run; a figure that is only stated has none. */
  against?: { what: string; value: number };
  /** Conditions worth knowing: sizes, settings raised. */
  note?: string;
}

const short = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();

export function formatFigure({ what, ours, unit, against, note }: Figure): string {
  const judge =
    against === undefined ? 'stated, no limit' : `${against.what} ${short(against.value)} ${unit}`;
  const tail = note === undefined ? '' : ` (${note})`;
  return `${what}: ${short(ours)} ${unit}, ${judge}${tail}`;
}
