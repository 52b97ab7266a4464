export type DeployErrorCode =
  | 'DEPLOY_BENCH_FAILED'
  | 'DEPLOY_COMMAND_FAILED'
  | 'DEPLOY_GATE_INVALID'
  | 'DEPLOY_NOT_GONE'
  | 'DEPLOY_NOT_READY'
  | 'DEPLOY_NOT_THERE'
  | 'DEPLOY_PORT_BUSY'
  | 'DEPLOY_TOOL_MISSING'
  | 'DEPLOY_WRONG_PLATFORM';

/** An error of `local/deploy`: the value, the rule, what to do. `code` is stable. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
  constructor(
    readonly code: DeployErrorCode,
    message: string,
    /** Whether the same command may succeed when it is run again. */
    readonly canRetry = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
