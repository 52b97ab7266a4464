/** The stable codes of this folder's errors. Decide by these, never by a message's text. */
export type ScanErrorCode = 'SCAN_TOOL_MISSING' | 'SCAN_NO_ANSWER' | 'SCAN_NOTHING_SCANNED';

/** What could not be scanned, and so is neither right nor wrong. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  constructor(
    readonly code: ScanErrorCode,
    message: string,
    /** Whether the same command may succeed when it is run again. */
    readonly canRetry = false,
    options?: ErrorOptions,
  ) {
    super(`${message} (${code})`, options);
  }
}
