/** What a page may ask of the flame graph that it shows. */
export interface FlameHandle {
  /** Takes back the last zoom; false where there is none. */
  back: () => boolean;
  nextHit: (way: 1 | -1) => void;
}
