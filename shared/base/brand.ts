/** A number or string that the compiler will not mix up with another of the same kind. */
export type Brand<T, B extends string> = T & { readonly __brand: B };

/** Handle of one series in the head; stable while the series lives, never reused. */
export type SeriesRef = Brand<number, 'SeriesRef'>;
