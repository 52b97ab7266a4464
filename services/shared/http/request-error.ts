/** A refusal with its reason; `code` is stable, `details` go into the answer's body. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    /** When asking again makes sense. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}
