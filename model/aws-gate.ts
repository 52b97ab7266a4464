import type { EksAccess } from './gate';

/** What the gates around an EKS cluster and the program behind them (`local/deploy/aws`) agree on; handed over as `model/gate.ts` has it. */

/** Waits until the Kubernetes API answers, to whom deploys. */
export interface ApiRequest {
  readonly eks: EksAccess;
  readonly timeoutSeconds: number;
}

/** Switches EKS's own protection and the control plane's log off, which no plan does on the way to a destruction. */
export interface ProtectionRequest {
  readonly cluster: string;
  readonly region: string;
  readonly timeoutSeconds: number;
}

/** Waits until nothing of the cluster is left in its network. */
export interface NetworkRequest {
  readonly cluster: string;
  readonly region: string;
  readonly vpcId: string;
  readonly timeoutSeconds: number;
}

/** Deletes the log group that EKS has made again, and says which volumes stay. */
export interface VolumesRequest {
  /** Name of the environment and of its cluster; the volumes have it as their tag `millrace:environment`. */
  readonly environment: string;
  readonly region: string;
}

/** Where EKS writes a control plane's log; the name is EKS's own. */
export const controlPlaneLogGroup = (cluster: string): string => `/aws/eks/${cluster}/cluster`;

/** By the command of `local/deploy` that takes it. */
export interface AwsGateRequests {
  readonly 'await-api': ApiRequest;
  readonly 'lift-protection': ProtectionRequest;
  readonly 'empty-network': NetworkRequest;
  readonly 'tell-volumes': VolumesRequest;
}

export type AwsGateCommand = keyof AwsGateRequests;
