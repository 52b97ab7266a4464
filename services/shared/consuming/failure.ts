import type { DecodeIssue } from '../../../contracts/events/codec';
import type { DeadLetterKind } from '../metrics';

/** Processing failed in a way that no repetition will mend, so none is made. */
export class UnprocessableEventError extends Error {
  override readonly name = 'UnprocessableEventError';
  constructor(
    /** Stable, in upper case: `UNKNOWN_ACCOUNT`. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Why a record is given up. */
export interface Failure {
  readonly kind: DeadLetterKind;
  /** The error's stable code. */
  readonly cause: string;
  readonly reason: string;
  /** How often the handler was tried. */
  readonly attempts: number;
}

const STABLE_CODE = /^[A-Z][A-Z0-9_]{2,63}$/;

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' && STABLE_CODE.test(code) ? code : 'PROCESSING_FAILED';
}

export function failureOf(error: unknown, attempts: number): Failure {
  return {
    kind: error instanceof UnprocessableEventError ? 'refused' : 'exhausted',
    cause: codeOf(error),
    reason: error instanceof Error ? error.message : String(error),
    attempts,
  };
}

export function undecodable(issues: readonly DecodeIssue[]): Failure {
  const reason = issues.map(({ path, reason: why }) => `${path}: ${why}`).join('; ');
  return { kind: 'undecodable', cause: 'EVENT_UNDECODABLE', reason, attempts: 0 };
}
