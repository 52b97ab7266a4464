/**
 * Milliseconds of a clock that nobody sets: for limits, spacings and deadlines. With `Date`, a clock that is put right
 * makes a wait of milliseconds one of hours.
 */
export const monotonicMs = (): number => performance.now();
