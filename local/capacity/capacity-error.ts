/** Every error of this folder and when it comes; docs/checks.md has them with what to do. */
export const capacityErrors = {
  CAPACITY_ENVIRONMENT_UNKNOWN: 'ENV names no environment of environments/',
  CAPACITY_TIMES_INVALID: 'TIMES is not a number above 0, up to 10,000',
  CAPACITY_WRONG_PLATFORM: 'the environment is not on EKS: nobody bills its machine',
} as const;

/** Stable: decide by these, never by a message's text. */
export type CapacityErrorCode = keyof typeof capacityErrors;

/** A plan that cannot be made. The message has the value and what to do. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
  /** The same command fails again. */
  readonly canRetry = false;

  constructor(
    readonly code: CapacityErrorCode,
    message: string,
  ) {
    super(message);
  }
}
