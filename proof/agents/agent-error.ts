export type AgentErrorCode =
  | 'AGENT_SPEC_INVALID'
  | 'AGENT_ORDER_INVALID'
  | 'AGENT_FAILED'
  /** It ended and nobody had asked it to. */
  | 'AGENT_ENDED'
  /** It did not end in its time after `stop`, and was killed. */
  | 'AGENT_STUCK';

/** `code` is stable. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  constructor(
    readonly code: AgentErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
