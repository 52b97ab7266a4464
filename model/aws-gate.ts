import type { EksAccess } from './gate';

/** What the gates around an EKS cluster and the program behind them (`local/deploy/aws`) agree on; handed over as `model/gate.ts` has it. */

/** Waits until the Kubernetes API answers, to whom deploys. */
export interface ApiRequest {
  readonly eks: EksAccess;
  readonly timeoutSeconds: number;
}

/** Switches EKS's own protection off, which no plan does on the way to a destruction. */
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

/** Says which volumes stay. */
export interface VolumesRequest {
  /** Name of the environment, which the volumes have as their tag `millrace:environment`. */
  readonly environment: string;
  readonly region: string;
}

/** By the command of `local/deploy` that takes it. */
export interface AwsGateRequests {
  readonly 'await-api': ApiRequest;
  readonly 'lift-protection': ProtectionRequest;
  readonly 'empty-network': NetworkRequest;
  readonly 'tell-volumes': VolumesRequest;
}

export type AwsGateCommand = keyof AwsGateRequests;
