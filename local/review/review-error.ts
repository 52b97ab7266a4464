/** Every error of this folder and when it comes; docs/checks.md has them with what to do. */
export const reviewErrors = {
  REVIEW_ENVIRONMENT_UNKNOWN: 'ENV names no environment of environments/',
  REVIEW_NO_ACCOUNT: "the environment's account is the one of AWS's examples",
  REVIEW_NO_ANSWER: 'GitHub did not answer, or not with what was asked for',
  REVIEW_NO_EVENT: 'a variable that GitHub Actions sets for each job is not there',
  REVIEW_NO_REPOSITORY: "the environment's account names no GitHub repository, so no workflow has a role there",
  REVIEW_REFUSED: 'GitHub does not let the job write to the pull request',
  REVIEW_WRONG_PLATFORM: 'the environment is not on EKS: it has no registry to push to',
} as const;

/** Stable: decide by these, never by a message's text. */
export type ReviewErrorCode = keyof typeof reviewErrors;

/** Why a job of GitHub Actions cannot plan, push images or write its comment. */
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
