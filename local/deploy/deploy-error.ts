/** Every error of `local/deploy` and when it comes; docs/deploy-errors.md has them with what to do. */
export const deployErrors = {
  DEPLOY_COMMAND_FAILED: 'terraform, kubectl, minikube or helm ended with an error',
  DEPLOY_CONTEXT_MISSING: 'the kubeconfig has no context of the name that the environment says',
  DEPLOY_ENVIRONMENT_UNKNOWN: 'ENV names no environment of environments/',
  DEPLOY_GATE_INVALID: "a release's gate was started without its request",
  DEPLOY_IMAGE_UNUSED: 'IMAGEID is another tag than the one that the environment runs',
  DEPLOY_NOT_GONE: 'objects were still there when the time for their removal was over',
  DEPLOY_NOT_READY: 'objects were not ready when their time was over',
  DEPLOY_NOT_THERE: 'what a command needs is not deployed, or not synthesized',
  DEPLOY_PORT_BUSY: 'another program listens on the port of this machine',
  DEPLOY_TOOL_MISSING: 'a program is not installed, or too old',
  DEPLOY_UNREACHABLE: 'the cluster of the context does not answer',
  DEPLOY_WRONG_PLATFORM: 'the environment is not of the kind that the command is for',
} as const;

export type DeployErrorCode = keyof typeof deployErrors;

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
