export type BenchErrorCode = 'BENCH_CONTENDER_FAILED' | 'BENCH_NO_CONTENDER' | 'BENCH_OPTION' | 'BENCH_RESULT_INVALID';

/** An error of the benchmark: the value, the rule, what to do. `code` is stable. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  constructor(
    readonly code: BenchErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
