/** The topic could not be read to its end, so that there is nothing to judge by. `code` is stable. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  constructor(
    readonly code: 'SCAN_STALLED' | 'SCAN_FAILED' | 'SCAN_INTERRUPTED',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
