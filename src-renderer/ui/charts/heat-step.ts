const STEPS = 10;
/** Few counts must be seen beside many: the share is bent by this power. */
const BEND = 0.55;

/** The colour step of a count, 1-10; 0 = none. */
export function heatStep(v: number, most: number): number {
  if (!(v > 0) || !(most > 0)) return 0;
  return Math.min(STEPS, Math.max(1, Math.ceil((v / most) ** BEND * STEPS)));
}
