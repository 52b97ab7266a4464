/** The stable codes of this folder's errors. Decide by these, never by a message's text. */
export type CrdsErrorCode =
  | 'CRDS_OUTDATED'
  | 'CRDS_TOOL_MISSING'
  | 'CRDS_TOOL_FAILED'
  | 'CRDS_SOURCE_INCOMPLETE'
  | 'CRDS_SCHEMA_UNKNOWN'
  | 'CRDS_TEMPLATE_UNSAFE';

/** What the codes share: a message that says the value, the rule and what to do, and whether trying again can help. */
export class CrdsError extends Error {
  readonly code: CrdsErrorCode;
  readonly canRetry: boolean;

  constructor(
    code: CrdsErrorCode,
    message: string,
    options: { readonly canRetry?: boolean; readonly cause?: unknown } = {},
  ) {
    super(`${message} (${code})`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CrdsError';
    this.code = code;
    this.canRetry = options.canRetry ?? false;
  }
}
