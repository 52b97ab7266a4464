/**
 * What a release's gates and the program behind them (`local/deploy`) agree on: Terraform keeps it as plain data, and
 * hands it over as JSON in an environment variable.
 */

/** Environment variable that holds a `GateRequest` as JSON. */
export const gateVariable = 'MILLRACE_GATE';

/** Commands of `local/deploy`. */
export type GateCommand = 'await-ready' | 'await-gone' | 'release-topics';

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for what stands in no namespace. */
  readonly namespace?: string;
  readonly name: string;
}

/** All of one kind in a namespace. */
export type ObjectGroup = Omit<ObjectRef, 'name'>;

/** Pods that one of the objects brings forth. */
export interface PodsRef {
  readonly namespace: string;
  /** Label selector, such as `app.kubernetes.io/name=producer`. */
  readonly selector: string;
}

/** An EKS cluster as a gate reaches it, with a token that the AWS CLI makes. Nothing of it is secret. */
export interface EksAccess {
  readonly cluster: string;
  readonly region: string;
  readonly endpoint: string;
  /** PEM in Base64, as EKS gives it. */
  readonly certificateAuthority: string;
}

/** How a cluster is reached: by a context of the kubeconfig, or as EKS. */
export type ClusterAccess = { readonly context: string } | { readonly eks: EksAccess };

export type GateRequest = ClusterAccess & {
  /** Name of the Helm release, for what is printed. */
  readonly release: string;
  readonly timeoutSeconds: number;
  readonly objects: readonly ObjectRef[];
  /**
   * Of a published chart, whose objects' names only Helm knows: those that Helm has marked as this release's. Ready needs at
   * least one of each group, gone none. @default - none
   */
  readonly groups?: readonly ObjectGroup[];
  /** Of no meaning to `await-ready`. */
  readonly pods: readonly PodsRef[];
};
