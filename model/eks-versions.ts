/**
 * Versions of EKS's managed add-ons for each Kubernetes version that Millrace can have on EKS. Nothing is taken because it
 * is the newest: to move one, read its notes, change it here and deploy.
 *
 * Source: public repositories that noted the answers of `aws eks describe-addon-versions --kubernetes-version 1.35` in
 * September and October 2026. All but two are EKS's defaults of 2 October; the EBS CSI driver and metrics-server are the
 * newest of then, noted as running on clusters of 1.35 and 1.36. We have not asked EKS ourselves.
 */

/** EKS's own names of them. */
export const addOns = {
  vpcCni: 'vpc-cni',
  kubeProxy: 'kube-proxy',
  podIdentityAgent: 'eks-pod-identity-agent',
  coreDns: 'coredns',
  ebsCsiDriver: 'aws-ebs-csi-driver',
  metricsServer: 'metrics-server',
} as const;

export type AddOnName = (typeof addOns)[keyof typeof addOns];
export type AddOnVersions = Readonly<Record<AddOnName, string>>;

const byKubernetes: Readonly<Record<string, AddOnVersions>> = {
  '1.35': {
    'vpc-cni': 'v1.22.4-eksbuild.3',
    'kube-proxy': 'v1.35.3-eksbuild.29',
    'eks-pod-identity-agent': 'v1.3.10-eksbuild.3',
    coredns: 'v1.13.2-eksbuild.31',
    // From v1.58.0 the driver tags volumes with the cluster, which its policy asks for.
    'aws-ebs-csi-driver': 'v1.66.0-eksbuild.1',
    'metrics-server': 'v0.9.0-eksbuild.11',
  },
};

/** Kubernetes versions that an EKS environment may have. */
export const eksKubernetesVersions: readonly string[] = Object.keys(byKubernetes);

/** A Kubernetes version without add-ons: the rules refuse it before. */
export class AddOnsUnknownError extends RangeError {
  override readonly name = 'AddOnsUnknownError';
  readonly code = 'EKS_ADD_ONS_UNKNOWN';
  readonly canRetry = false;
  constructor(kubernetes: string) {
    super(`No EKS add-ons are known for Kubernetes ${kubernetes}; known: ${eksKubernetesVersions.join(', ')}.`);
  }
}

/** @throws AddOnsUnknownError */
export function addOnVersionsOf(kubernetes: string): AddOnVersions {
  const versions = Object.hasOwn(byKubernetes, kubernetes) ? byKubernetes[kubernetes] : undefined;
  if (versions === undefined) throw new AddOnsUnknownError(kubernetes);
  return versions;
}
