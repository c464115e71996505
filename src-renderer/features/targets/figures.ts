import type { Unit } from '../../ui/format/number.js';
import type { SeriesId } from './queries.js';

/** What the strip above the panels says, and the panel that shows more of it. */
export interface KeyFigure {
  id: SeriesId;
  unit: Unit;
  whole?: boolean;
  panel: string;
}

export const FIGURES: readonly KeyFigure[] = [
  { id: 'cpu', unit: 'cores', panel: 'cpu' },
  { id: 'live', unit: 'bytes', panel: 'memory' },
  { id: 'rss', unit: 'bytes', panel: 'bridge' },
  { id: 'goroutines', unit: 'count', whole: true, panel: 'goroutines' },
  { id: 'threads', unit: 'count', whole: true, panel: 'goroutines' },
  { id: 'gcshare', unit: 'share', panel: 'gc' },
];
