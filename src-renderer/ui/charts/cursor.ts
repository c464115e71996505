import { shallowRef, type InjectionKey } from 'vue';

export interface Cursor {
  /** Position in the window: 0 = its start, 1 = its end. A share, so that the line stands still while time moves. */
  share: number;
  /** The panel the pointer or the focus is in; it carries the tooltip. */
  panel: string;
}

/** One hairline at the same time in every chart of the window. */
export const cursor = shallowRef<Cursor | null>(null);

/** The span being drawn with the pointer, as epoch ms; in every chart alike. */
export const brush = shallowRef<{ from: number; to: number } | null>(null);

export interface ChartZoom {
  /** A span was drawn. */
  zoom: (start: number, end: number) => void;
  /** A double click: back to what was before. */
  back: () => void;
}

/** Who answers a zoom; without one, charts cannot be brushed. */
export const CHART_ZOOM: InjectionKey<ChartZoom> = Symbol('chart-zoom');
