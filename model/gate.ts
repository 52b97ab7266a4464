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

/** What an operator makes for an object and Kubernetes deletes with it: no release lists it. */
export interface SelectedLeftovers extends ObjectGroup {
  /** Label selector, such as `strimzi.io/cluster=millrace`. */
  readonly selector: string;
}

/** Volumes of a class that go with their claims; without their driver they would stay, and cost money. */
export interface VolumeLeftovers {
  readonly apiVersion: 'v1';
  readonly kind: 'PersistentVolume';
  /** Name of the class. A volume of it that was told to stay (`Retain`) is not meant. */
  readonly storageClass: string;
}

export type Leftovers = SelectedLeftovers | VolumeLeftovers;

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

/** Arguments of `aws` that make a token for it, of whoever runs it; it is good for a quarter of an hour. */
export const tokenArguments = ({ cluster, region }: Pick<EksAccess, 'cluster' | 'region'>): string[] => [
  'eks',
  'get-token',
  '--cluster-name',
  cluster,
  '--region',
  region,
  '--output',
  'json',
];

/** Every AWS CLI that knows `eks get-token` answers in it, when it is asked in it. */
export const tokenApiVersion = 'client.authentication.k8s.io/v1beta1';

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
  /**
   * Gone when none is left; of no meaning to `await-ready`. A Service of type LoadBalancer is there until its load
   * balancer is gone from AWS, a PersistentVolume until its disk is. @default - none
   */
  readonly leftovers?: readonly Leftovers[];
};
