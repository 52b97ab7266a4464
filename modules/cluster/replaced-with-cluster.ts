import { EksAccessEntry } from '@cdktf/provider-aws/lib/eks-access-entry';
import { EksAccessPolicyAssociation } from '@cdktf/provider-aws/lib/eks-access-policy-association';
import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import type { EksCluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group';
import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association';
import { Aspects, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';

/** What stands in a cluster and cannot outlive it. */
const parts = [EksNodeGroup, EksAddon, EksPodIdentityAssociation, EksAccessEntry, EksAccessPolicyAssociation] as const;

/**
 * Whatever of the stack stands in the cluster is replaced with it. They know it by its name, which a replacement keeps: a
 * plan would leave them, and EKS deletes no cluster that has node groups. This way the brokers' groups are in the plan,
 * and it is refused unless the environment names them too.
 */
export function replacedWithCluster(cluster: EksCluster): void {
  // EKS gives each cluster another; nothing else changes it.
  const endpoint = `${cluster.terraformResourceType}.${cluster.friendlyUniqueId}.endpoint`;
  const followers: IAspect = {
    visit(node: IConstruct): void {
      const part = parts.map((type) => (node instanceof type ? node : undefined)).find((found) => found !== undefined);
      if (part !== undefined) part.lifecycle = { ...part.lifecycle, replaceTriggeredBy: [endpoint] };
    },
  };
  Aspects.of(TerraformStack.of(cluster)).add(followers);
}
