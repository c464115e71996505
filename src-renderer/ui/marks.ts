export type MarkKind =
  | 'critical'
  | 'warning'
  | 'info'
  | 'up'
  | 'down'
  | 'stale'
  | 'restart'
  | 'deploy'
  | 'flag'
  | 'capture'
  | 'owner'
  | 'gap'
  | 'paused'
  | 'done';

export interface MarkPath {
  d: string;
  /** Token name of the fill; none = not filled. */
  fill?: string;
  stroke?: string;
  width?: number;
  dash?: string;
}

const circle = (r: number): string =>
  `M${String(6 - r)} 6a${String(r)} ${String(r)} 0 1 0 ${String(2 * r)} 0a${String(r)} ${String(r)} 0 1 0 ${String(-2 * r)} 0Z`;

/** Severity and state marks in a 12 x 12 box: each has a shape of its own, colour is the second cue. */
export const MARKS: Record<MarkKind, MarkPath[]> = {
  critical: [
    { d: 'M6 0 12 6 6 12 0 6Z', fill: 'sev-critical' },
    { d: 'M6 3v3.600M6 8v1.200', stroke: 'text-on-signal', width: 1.4 },
  ],
  warning: [
    { d: 'M6 1.200 11.400 10.800H.6Z', stroke: 'sev-warning', width: 1.4 },
    { d: 'M6 4.800v2.600M6 8.600v1', stroke: 'sev-warning', width: 1.3 },
  ],
  info: [
    { d: circle(5.2), stroke: 'sev-info', width: 1.3 },
    { d: 'M6 5.400v3.400M6 3.200v1.200', stroke: 'sev-info', width: 1.3 },
  ],
  up: [{ d: circle(3.2), fill: 'state-up' }],
  down: [{ d: 'M2 2 10 10M10 2 2 10', stroke: 'state-down', width: 2 }],
  stale: [{ d: circle(4.2), stroke: 'state-unknown', width: 1.3, dash: '2 1.600' }],
  restart: [
    {
      d: 'M9.600 3.200A4.400 4.400 0 1 0 10.400 6M9.800.8v2.600H7.200',
      stroke: 'sev-warning',
      width: 1.4,
    },
  ],
  deploy: [{ d: 'M1.500 2.500h9L6 10Z', stroke: 'text-2', width: 1.3 }],
  flag: [{ d: 'M2.500 11.500V1h7l-1.800 2.600L9.500 6.200H2.500', stroke: 'text-2', width: 1.3 }],
  capture: [
    { d: 'M1.500 1.500h9v9h-9Z', stroke: 'text-2', width: 1.3 },
    { d: 'M4.500 4.500h3v3h-3Z', fill: 'text-2' },
  ],
  owner: [{ d: 'M1 4h9M7.500 1.500 10 4M11 8H2M4.500 10.500 2 8', stroke: 'text-2', width: 1.3 }],
  gap: [{ d: 'M1 6h2.500M8.500 6H11M4.500 2v8M7.500 2v8', stroke: 'text-2', width: 1.3 }],
  paused: [{ d: 'M4 2.500v7M8 2.500v7', stroke: 'sev-info', width: 1.6 }],
  done: [{ d: 'M1.500 6.500 4.500 9.500 10.500 2.500', stroke: 'state-up', width: 1.6 }],
};
