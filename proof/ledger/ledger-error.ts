export type LedgerErrorCode =
  /** A line in the middle of a journal is none. */
  | 'LEDGER_JOURNAL_BROKEN'
  /** What is to be noted would not be read back as what it is. */
  | 'LEDGER_ENTRY_INVALID'
  /** One number of a key was attempted twice: a loss could hide behind it. */
  | 'LEDGER_NUMBER_REUSED'
  /** A key's numbers have a hole: lines of a journal are gone. */
  | 'LEDGER_NUMBER_MISSING'
  | 'LEDGER_ANSWERED_TWICE'
  | 'LEDGER_ANSWER_UNATTEMPTED';

/** The ledger itself cannot be trusted, so that no verdict is possible. `code` is stable. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  constructor(
    readonly code: LedgerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
