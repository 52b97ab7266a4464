/** A plan that cannot be made. Decisions read `code`; people read the message. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
  /** The same command fails again. */
  readonly canRetry = false;

  constructor(
    readonly code: 'CAPACITY_ENVIRONMENT_UNKNOWN' | 'CAPACITY_WRONG_PLATFORM' | 'CAPACITY_TIMES_INVALID',
    message: string,
  ) {
    super(message);
  }
}
