export type ProofErrorCode = 'PROOF_OPTION' | 'PROOF_SETTING_UNKNOWN' | 'PROOF_NOTHING_TO_DO' | 'PROOF_NOT_HERE';

/** What was asked of the proof and cannot be done. Decide by `code`, never by the message's text. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  constructor(
    readonly code: ProofErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
