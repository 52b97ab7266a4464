export type KubernetesTargetErrorCode =
  /** Nobody has said that this environment may be broken. */
  | 'PROOF_NOT_CONFIRMED'
  /** No platform is deployed under that name. */
  | 'PROOF_NOT_DEPLOYED'
  /** Another run is on in this environment. */
  | 'PROOF_ALREADY_RUNNING'
  /** A pod, topic or user was not ready in its time, or not gone. */
  | 'PROOF_NOT_READY'
  /** What the agents run in is gone: their journals are, too. */
  | 'PROOF_AGENTS_LOST'
  /** kubectl, or a program in a pod, ended with an error. */
  | 'PROOF_COMMAND_FAILED'
  /** A fault that this platform cannot have was asked for. */
  | 'PROOF_FAULT_UNAVAILABLE';

/** An error of the proof on Kubernetes: the value, the rule, what to do. `code` is stable. */
export class KubernetesTargetError extends Error {
  override readonly name = 'KubernetesTargetError';
  constructor(
    readonly code: KubernetesTargetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
