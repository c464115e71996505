const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Steps a person can read off an axis, ascending, in ms. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((n) => n * HOUR),
];

/** The smallest readable step (ms) with which `spanMs` holds at most `maxPoints` steps. */
export function chooseStep(spanMs: number, maxPoints: number): number {
  const least = spanMs / Math.max(1, maxPoints);
  for (const step of STEPS_MS) if (step >= least) return step;
  const day = 24 * HOUR;
  return Math.ceil(least / day) * day;
}
