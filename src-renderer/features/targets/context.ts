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

/** What the panels of a section with one batch of expressions share besides; `Id` names its expressions. */
export interface SectionContext<Id extends string = string> extends PanelContext {
  problem: ComputedRef<Problem>;
  /** The sources that fill this section fell silent before the window began. */
  ended: ComputedRef<boolean>;
  /** The series of an expression in the frame now shown, redrawn with it; they end where its sources fell silent. */
  read: (id: Id) => SeriesView[];
  one: (id: Id) => SeriesView | undefined;
  /** The same one span earlier, at the times of now; undefined unless the window compares. */
  before: (id: Id) => SeriesView | undefined;
  /** All series of it then; empty unless the window compares. */
  beforeAll: (id: Id) => SeriesView[];
  /** As a person would ask it. */
  exprOf: (id: Id) => string;
  /** Time between the points of an expression, ms. */
  stepOf: (id: Id) => number;
  /** How the expressions of a panel stand. */
  stateOf: (ids: readonly Id[]) => PanelState;
}

export type PanelState =
  | { kind: 'loading'; askedAt: number }
  | { kind: 'ready' }
  | { kind: 'empty' }
  | { kind: 'error'; code: string; message: string; params: Record<string, string | number> };

const PANELS: InjectionKey<PanelContext> = Symbol('panels');
const SECTION: InjectionKey<SectionContext> = Symbol('section');

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

export function provideSection<Id extends string>(context: Omit<SectionContext<Id>, 'readouts'>): void {
  // panels ask by ids of their own section only: a key of `provide` cannot say which those are
  provide(SECTION, { ...context, ...providePanels(context) } as SectionContext);
}

/** The section a panel stands in; its ids are those of the batch that section asks. */
export function useSection<Id extends string = string>(): SectionContext<Id> {
  const context = inject(SECTION);
  if (!context) throw new Error('a panel stands outside of a section with expressions');
  return context;
}

export const useSummary = (): SectionContext<SeriesId> => useSection<SeriesId>();
