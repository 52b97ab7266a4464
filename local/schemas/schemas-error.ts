/** The stable codes of this folder's errors. Decide by these, never by a message's text. */
export type SchemasErrorCode = 'SCHEMAS_NO_ANSWER' | 'SCHEMAS_NO_OBJECTS' | 'SCHEMAS_NOT_READ';

/** What could not be validated, and so is neither right nor wrong. Trying again does not help. */
export class SchemasError extends Error {
  override readonly name = 'SchemasError';
  readonly canRetry = false;
  constructor(
    readonly code: SchemasErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${message} (${code})`, options);
  }
}
