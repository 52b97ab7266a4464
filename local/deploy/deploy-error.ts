/** Every error of `local/deploy` and when it comes; docs/deploy-errors.md has them with what to do. */
export const deployErrors = {
  DEPLOY_ADD_ON_UNKNOWN: 'EKS has no add-on of a version that is pinned, for the Kubernetes version',
  DEPLOY_API_CIDR_EXAMPLE: 'platform.apiServerCidrs still has the networks of the examples',
  DEPLOY_API_DENIED: 'the Kubernetes API of EKS answers, and lets whoever asks not administer it',
  DEPLOY_API_UNREACHABLE: 'the Kubernetes API of EKS does not answer from here',
  DEPLOY_COMMAND_FAILED: 'terraform, kubectl, minikube, helm or aws ended with an error',
  DEPLOY_CONTEXT_MISSING: 'the kubeconfig has no context of the name that the environment says',
  DEPLOY_CREDENTIALS_MISSING: 'the AWS CLI has no credentials, or they are no longer good',
  DEPLOY_ENVIRONMENT_UNKNOWN: 'ENV names no environment of environments/',
  DEPLOY_GATE_INVALID: "a release's gate was started without its request",
  DEPLOY_IMAGES_FILE_INVALID: 'environments/images.json is not as `make images` writes it',
  DEPLOY_IMAGES_NOT_PUSHED: 'environments/images.json has no digest of an image that the environment runs',
  DEPLOY_IMAGE_UNFIT: "the registry's image of the tag is for other processors than the nodes have",
  DEPLOY_IMAGE_UNUSED: 'IMAGEID is another tag than the one that the environment runs',
  DEPLOY_LOG_GROUP_LEFT: "a log group of an earlier cluster of the name is in the place of the new one's",
  DEPLOY_NETWORK_NOT_EMPTY: 'the cluster is gone, and what is not of the network is still in its VPC',
  DEPLOY_NOT_BOOTSTRAPPED: "the account's bucket for Terraform's states is not there",
  DEPLOY_NOT_GONE: 'objects were still there when the time for their removal was over',
  DEPLOY_NOT_READY: 'objects were not ready when their time was over',
  DEPLOY_NOT_THERE: 'what a command needs is not deployed, or not synthesized',
  DEPLOY_OIDC_PROVIDER_THERE: "the account has GitHub's OIDC provider, which the account's stack would make",
  DEPLOY_PORT_BUSY: 'another program listens on the port of this machine',
  DEPLOY_PROTECTED: 'a destroy would take away what the environment does not name, or what an account keeps',
  DEPLOY_PROTECTION_KEPT: "EKS did not switch the cluster's deletion protection off",
  DEPLOY_QUOTA_TOO_SMALL: 'the account may run fewer vCPUs than the nodes have at the least',
  DEPLOY_TOOL_MISSING: 'a program is not installed, or too old',
  DEPLOY_UNREACHABLE: 'the cluster of the context does not answer',
  DEPLOY_WRONG_ACCOUNT: "the AWS credentials are of another account than the environment's",
  DEPLOY_WRONG_PLATFORM: 'the environment is not of the kind that the command is for',
  DEPLOY_ZONE_UNUSABLE: 'EKS cannot be in a zone that the environment names, in this account',
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
