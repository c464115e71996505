import type { FunctionDetail, SourceView } from '../../../shared/model/profile.js';
import type { Found } from './read.js';

/** Lines above and below what has a cost. */
const BEFORE = 3;
const AFTER = 12;
const MAX_LINES = 3000;

type Costs = Pick<FunctionDetail, 'name' | 'file' | 'line' | 'lines' | 'total' | 'sampleType'>;

/** The lines of one function with what each costs; without source those that cost something. */
export function annotate(
  { name, file, line, lines: costs, total, sampleType }: Costs,
  found: Found,
): SourceView {
  const byLine = new Map(costs.map((cost) => [cost.line, cost]));
  const [first, last] = found.path === null ? [0, -1] : span(line, [...byLine.keys()], found.lines);
  const listed =
    found.path === null
      ? costs.map((cost) => ({ ...cost, text: null })).sort((a, b) => a.line - b.line)
      : Array.from({ length: last - first + 1 }, (_, i) => {
          const at = first + i;
          const cost = byLine.get(at);
          return { line: at, text: found.lines[at - 1] ?? '', flat: cost?.flat ?? 0, cum: cost?.cum ?? 0 };
        });
  return {
    function: name,
    file,
    resolvedPath: found.path,
    tried: found.tried,
    why: found.why,
    sampleType,
    total,
    lines: listed.slice(0, MAX_LINES),
    truncated: listed.length > MAX_LINES,
  };
}

/** First and last line to show: from the head of the function to the brace that closes it. */
function span(
  head: number,
  costly: readonly number[],
  lines: readonly string[],
): [first: number, last: number] {
  const inFile = costly.filter((line) => line > 0 && line <= lines.length);
  const known = head > 0 ? [head, ...inFile] : inFile;
  if (known.length === 0) return [1, Math.min(lines.length, AFTER)];
  const lowest = known.reduce((a, b) => Math.min(a, b));
  const highest = known.reduce((a, b) => Math.max(a, b));
  const begin = opening(lowest, lines);
  const close = lines.findIndex((text, i) => i + 1 >= highest && text.startsWith('}'));
  const last = close === -1 ? highest + AFTER : close + 2;
  return [Math.max(1, begin - BEFORE), Math.min(lines.length, last)];
}

/** The line `func …` above a line, within reason; the line itself where there is none. */
function opening(line: number, lines: readonly string[]): number {
  for (let at = line; at > Math.max(0, line - 500); at--)
    if ((lines[at - 1] ?? '').startsWith('func ')) return at;
  return line;
}
