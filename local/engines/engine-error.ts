export type EngineErrorCode =
  /** This system is none that the build was tried on. */
  | 'ENGINE_SYSTEM_UNSUPPORTED'
  /** A compiler or a library's development package is missing. */
  | 'ENGINE_TOOLS_MISSING'
  /** A step of the build ended with an error. */
  | 'ENGINE_BUILD_FAILED'
  /** It was built, and lacks a feature or can not be loaded. */
  | 'ENGINE_BUILD_UNUSABLE'
  | 'ENGINE_USAGE';

/** Decide by `code`, never by the message's text. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    readonly canRetry = false,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }
}
