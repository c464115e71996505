import { readLabels } from '../legacy/quoted.js';

export interface GoroutineHeader {
  id: number;
  /** `chan receive`, `select (no cases)` …, without the marks below. */
  state: string;
  /** Whole minutes it has been waiting; 0 below one. */
  minutes: number;
  /** Found unreachable by the leak detector of Go 1.27. */
  leaked: boolean;
  lockedToThread: boolean;
  labels: { key: string; text: string }[];
}

// `gp=… m=… mp=…` stands there at GOTRACEBACK=system.
const START = /^goroutine (\d{1,19})(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[/;
const MARKS = / \((leaked|scan|durable)\)/g;

/**
 * The line that a goroutine of a dump or traceback begins with:
 * `goroutine 7 [chan receive, 5 minutes, locked to thread]:`. Labels are in the brackets as `labels:{"k": "v"}`
 * (Go 1.26) or behind them as `{k: v}` (Go 1.27). Null for any other line.
 */
export function readHeader(line: string): GoroutineHeader | null {
  if (!line.startsWith('goroutine ')) return null;
  const start = START.exec(line);
  if (start === null || !line.endsWith(':')) return null;
  const from = start[0].length;
  const close = line.indexOf(']', from);
  if (close === -1) return null;
  const inside = line.lastIndexOf(' labels:{', close);
  const labelsAt = inside === -1 ? line.indexOf('{', close) : inside + ' labels:'.length;
  const [status = '', ...notes] = line.slice(from, inside === -1 ? close : inside).split(', ');
  return {
    id: Number(start[1]),
    state: status.replace(MARKS, ''),
    minutes: Number(notes.find((note) => note.endsWith(' minutes'))?.slice(0, -' minutes'.length) ?? 0),
    leaked: status.includes(' (leaked)'),
    lockedToThread: notes.includes('locked to thread'),
    labels: labelsAt === -1 ? [] : readLabels(line, labelsAt),
  };
}
