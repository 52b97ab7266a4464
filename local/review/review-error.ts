/** The stable codes of this folder's errors. Decide by these, never by a message's text. */
export type ReviewErrorCode = 'REVIEW_NO_ACCOUNT' | 'REVIEW_NO_EVENT' | 'REVIEW_REFUSED' | 'REVIEW_NO_ANSWER';

/** Why the comment on a pull request could not be written. */
export class ReviewError extends Error {
  override readonly name = 'ReviewError';
  constructor(
    readonly code: ReviewErrorCode,
    message: string,
    /** Whether the same command may succeed when it is run again. */
    readonly canRetry = false,
    options?: ErrorOptions,
  ) {
    super(`${message} (${code})`, options);
  }
}
