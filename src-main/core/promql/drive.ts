/** How {@link drive} shares the thread; the module itself knows neither clock nor event loop. */
export interface DriveOptions {
  /** Milliseconds that never jump. */
  now: () => number;
  /** Resolves once others had their turn, e.g. after setImmediate. Rejecting ends the evaluation. */
  pause: () => Promise<void>;
  /** Longest stretch without a pause, ms. */
  budgetMs: number;
}

/** Runs an evaluation to its end, pausing whenever the budget is used up. */
export async function drive<T>(evaluation: Generator<undefined, T>, options: DriveOptions): Promise<T> {
  const { now, pause, budgetMs } = options;
  let startedMs = now();
  for (;;) {
    const next = evaluation.next();
    if (next.done === true) return next.value;
    if (now() - startedMs < budgetMs) continue;
    await pause();
    startedMs = now();
  }
}

/** Runs an evaluation at one go: for tests and for the command line. */
export function finish<T>(evaluation: Generator<undefined, T>): T {
  for (;;) {
    const next = evaluation.next();
    if (next.done === true) return next.value;
  }
}
