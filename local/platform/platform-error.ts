export type PlatformErrorCode =
  | 'PLATFORM_BODY_INVALID'
  | 'PLATFORM_INTERRUPTED'
  | 'PLATFORM_NOT_LOCAL'
  | 'PLATFORM_NOT_RUNNING'
  | 'PLATFORM_PORT_OFFSET'
  | 'PLATFORM_REQUEST_FAILED'
  | 'PLATFORM_SERVICE_DIED'
  | 'PLATFORM_UNKNOWN_ENVIRONMENT'
  | 'PLATFORM_UNKNOWN_SERVICE';

/** An error of the local platform: the value, the rule, what to do. `code` is stable. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  constructor(
    readonly code: PlatformErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
