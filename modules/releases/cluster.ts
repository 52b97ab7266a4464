import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

export interface ClusterProps {
  /** Files of the kubeconfig; more than one are merged, as KUBECONFIG has it. @default ['~/.kube/config'] */
  readonly kubeconfig?: readonly string[];
  /** Context of the kubeconfig. */
  readonly context: string;
}

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

  readonly context: string;

  constructor(stack: TerraformStack, { context, kubeconfig = ['~/.kube/config'] }: ClusterProps) {
    super(stack, Cluster.id);
    this.context = context;
    const [configPath = '', ...more] = kubeconfig;
    new HelmProvider(this, 'helm', {
      kubernetes: {
        ...(more.length === 0 ? { configPath } : { configPaths: [...kubeconfig] }),
        configContext: context,
      },
    });
  }
}
