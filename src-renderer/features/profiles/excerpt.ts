import type { SourceView } from '../../../shared/model/profile.js';

type Line = SourceView['lines'][number];
const BEFORE = 4;
const MOST = 12;

/** The lines around the dearest one, as far as the function's first: a dozen at most. */
export function excerpt(lines: readonly Line[], startLine: number): Line[] {
  if (lines.length <= MOST) return [...lines];
  let dearest = 0;
  lines.forEach((line, i) => {
    if (Number(line.cum) > Number(lines[dearest]?.cum ?? 0)) dearest = i;
  });
  const start = lines.findIndex(({ line }) => line >= startLine);
  const from = Math.max(
    start >= 0 && start <= dearest && dearest - start < MOST ? start : 0,
    dearest - BEFORE,
  );
  return lines.slice(Math.min(from, lines.length - MOST), Math.min(from, lines.length - MOST) + MOST);
}

/** Index of the line that costs most; -1 where none costs anything. */
export function dearestLine(lines: readonly Line[]): number {
  let best = -1;
  lines.forEach(({ cum }, i) => {
    if (Number(cum) > (best < 0 ? 0 : Number(lines[best]?.cum ?? 0))) best = i;
  });
  return best;
}

/** The lines around one, three before and three after it. */
export function around(lines: readonly Line[], at: number): Line[] {
  return lines.filter(({ line }) => Math.abs(line - at) <= 3);
}

/** Tabs and spaces that every line with text begins with; lines without any do not count. */
export function commonIndent(lines: readonly Line[]): number {
  const indents = lines
    .filter(({ text }) => text !== null && text.trim() !== '')
    .map(({ text }) => /^\s*/.exec(text ?? '')?.[0].length ?? 0);
  return indents.length === 0 ? 0 : Math.min(...indents);
}
