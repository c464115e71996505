import { inject, provide, shallowReactive, type ComputedRef, type InjectionKey } from 'vue';
import type { Target } from '../../../shared/model/target.js';
import type { SeriesView } from '../../stores/columns.js';
import type { Frame } from '../../stores/live.js';
import type { ChartMarker } from '../../ui/charts/model.js';
import type { Problem } from '../../widgets/target-state.js';
import type { SeriesId } from './queries.js';

export interface ReadoutRow {
  name: string;
  text: string;
  /** Token of its colour; none = plain. */
  color?: string;
}

/** What a panel says about one moment: to the tooltip of whichever panel the pointer is in. */
export interface Readout {
  order: number;
  rows: (t: number) => ReadoutRow[];
  brief: (t: number) => ReadoutRow | null;
}

/** What all panels of a section share, whatever they draw. */
export interface PanelContext {
  target: ComputedRef<Target>;
  frame: ComputedRef<Frame>;
  markers: ComputedRef<ChartMarker[]>;
  /** Down, stale or lost: what is drawn is no longer true. */
  dim: ComputedRef<boolean>;
  readouts: Map<string, Readout>;
}

/** What the panels of the summary share besides: its batch of expressions. */
export interface SummaryContext extends PanelContext {
  problem: ComputedRef<Problem>;
  /** The series of an expression in the frame now shown; redrawn with it. */
  read: (id: SeriesId) => SeriesView[];
  one: (id: SeriesId) => SeriesView | undefined;
  /** The same one span earlier, at the times of now; undefined unless the window compares. */
  before: (id: SeriesId) => SeriesView | undefined;
  /** How the expressions of a panel stand. */
  stateOf: (ids: SeriesId[]) => PanelState;
}

export type PanelState =
  | { kind: 'loading'; askedAt: number }
  | { kind: 'ready' }
  | { kind: 'empty' }
  | { kind: 'error'; code: string; message: string; params: Record<string, string | number> };

const PANELS: InjectionKey<PanelContext> = Symbol('panels');
const SUMMARY: InjectionKey<SummaryContext> = Symbol('summary');

export function providePanels(context: Omit<PanelContext, 'readouts'>): PanelContext {
  const full = { ...context, readouts: shallowReactive(new Map<string, Readout>()) };
  provide(PANELS, full);
  return full;
}

export function usePanels(): PanelContext {
  const context = inject(PANELS);
  if (!context) throw new Error('a panel stands outside of a section');
  return context;
}

export function provideSummary(context: Omit<SummaryContext, 'readouts'>): SummaryContext {
  const full = { ...context, ...providePanels(context) };
  provide(SUMMARY, full);
  return full;
}

export function useSummary(): SummaryContext {
  const context = inject(SUMMARY);
  if (!context) throw new Error('a panel stands outside of the summary');
  return context;
}
