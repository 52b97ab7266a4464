import { HelmProvider, type HelmProviderKubernetes } from '@cdktf/provider-helm/lib/provider';
import { Fn, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { tokenApiVersion, tokenArguments, type ClusterAccess, type EksAccess } from '../../model/gate';

/** A cluster by its kubeconfig's context, or EKS by what Terraform knows of it once it is there. */
export type ClusterProps =
  | {
      readonly context: string;
      /** Files of the kubeconfig; more than one are merged, as KUBECONFIG has it. @default ['~/.kube/config'] */
      readonly kubeconfig?: readonly string[];
    }
  | { readonly eks: EksAccess };

/** Stack without a cluster. */
export class ClusterMissingError extends Error {
  override readonly name = 'ClusterMissingError';
  readonly code = 'RELEASES_NO_CLUSTER';
  readonly canRetry = false;
  constructor(stack: string) {
    super(`The stack "${stack}" has releases and no cluster: make a Cluster in it before the first release.`);
  }
}

/** The cluster that a stack's releases go to: one for each stack. */
export class Cluster extends Construct {
  private static readonly id = 'cluster';

  /** @throws ClusterMissingError when the stack has none (yet) */
  static of(scope: Construct): Cluster {
    const stack = TerraformStack.of(scope);
    const found = stack.node.tryFindChild(Cluster.id);
    if (found instanceof Cluster) return found;
    throw new ClusterMissingError(stack.node.id);
  }

  readonly access: ClusterAccess;

  constructor(stack: TerraformStack, props: ClusterProps) {
    super(stack, Cluster.id);
    this.access = 'eks' in props ? { eks: props.eks } : { context: props.context };
    new HelmProvider(this, 'helm', { kubernetes: 'eks' in props ? byToken(props.eks) : byKubeconfig(props) });
  }
}

function byKubeconfig({ context, kubeconfig = ['~/.kube/config'] }: Exclude<ClusterProps, { eks: EksAccess }>) {
  const [configPath = '', ...more] = kubeconfig;
  return { ...(more.length === 0 ? { configPath } : { configPaths: [...kubeconfig] }), configContext: context };
}

/** A token is made when it is needed, of whoever deploys: none is in the plan or the state, and none runs out half-way. */
function byToken(eks: EksAccess): HelmProviderKubernetes {
  return {
    host: eks.endpoint,
    clusterCaCertificate: Fn.base64decode(eks.certificateAuthority),
    exec: { apiVersion: tokenApiVersion, command: 'aws', args: tokenArguments(eks) },
  };
}
