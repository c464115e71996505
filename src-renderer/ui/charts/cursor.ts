import { shallowRef } from 'vue';

export interface Cursor {
  /** Position in the window: 0 = its start, 1 = its end. A share, so that the line stands still while time moves. */
  share: number;
  /** The panel the pointer or the focus is in; it carries the tooltip. */
  panel: string;
}

/** One hairline at the same time in every chart of the window. */
export const cursor = shallowRef<Cursor | null>(null);
