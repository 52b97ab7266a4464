/** Every error of this folder and when it comes; docs/checks.md has them with what to do. */
export const scanErrors = {
  SCAN_NOTHING_SCANNED: 'checkov has not a word to say of a stack that it has checks for',
  SCAN_NO_ANSWER: 'checkov ended with an error of its own, or could not read a file',
  SCAN_TOOL_MISSING: 'checkov cannot be installed here',
} as const;

/** Stable: decide by these, never by a message's text. */
export type ScanErrorCode = keyof typeof scanErrors;

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
