import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { EksCluster as Cluster } from '@cdktf/provider-aws/lib/eks-cluster';
import { Construct, type IDependable } from 'constructs';
import { controlPlaneLogGroup } from '../../model/aws-gate';
import { clusterNameOf, mayDestroy } from '../../model/aws-names';
import type { EnvironmentOn } from '../../model/environment';
import { serviceRange, type PerZone } from '../../model/subnets';
import { accept } from '../aws/accepted';
import { EncryptionKey, logsMayUse } from '../aws/key';
import { trustService } from '../aws/policy-document';
import { Role } from '../aws/role';
import { resourcesOf } from '../releases/gates';
import { Administrators } from './administrators';

export interface ControlPlaneProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** Where it has its interfaces. */
  readonly subnets: PerZone<string>;
  /** What outlives it on destroy. @default - nothing */
  readonly after?: readonly IDependable[];
}

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];
/** A year of who did what: an intruder is often found after months. */
const logRetentionDays = 365;

/** EKS's control plane, its log and its key, and who administers it. */
export class ControlPlane extends Construct {
  readonly cluster: Cluster;

  constructor(scope: Construct, id: string, { environment, subnets, after = [] }: ControlPlaneProps) {
    super(scope, id);
    const { account, region, apiServerCidrs, administrators } = environment.platform;
    const name = clusterNameOf(environment);
    const logGroup = controlPlaneLogGroup(name);
    const key = new EncryptionKey(this, 'key', {
      name: `${name}-eks`,
      description: `Secrets and control-plane logs of the EKS cluster ${name}`,
      account: account.id,
      statements: [logsMayUse(region, account.id, logGroup)],
    });
    // EKS would make it, without key, retention or tags, and leave it behind.
    const logs = new CloudwatchLogGroup(this, 'logs', {
      name: logGroup,
      kmsKeyId: key.arn,
      retentionInDays: logRetentionDays,
    });
    const role = this.role(name, key.arn);
    this.cluster = new Cluster(this, 'cluster', {
      ...clusterConfig(environment),
      roleArn: role.arn,
      encryptionConfig: { provider: { keyArn: key.arn }, resources: ['secrets'] },
      vpcConfig: {
        subnetIds: [...subnets],
        endpointPrivateAccess: true,
        endpointPublicAccess: apiServerCidrs.length > 0,
        ...(apiServerCidrs.length > 0 ? { publicAccessCidrs: [...apiServerCidrs] } : {}),
      },
      // What the role may do comes before the cluster and goes after it: EKS takes its interfaces away with it.
      dependsOn: resourcesOf([role, logs, ...after]),
    });
    if (apiServerCidrs.length > 0) {
      const reason = 'the environment names the addresses that may ask the API from outside; everybody is refused';
      accept(this.cluster, { check: 'CKV_AWS_39', reason });
    }
    new Administrators(this, 'administrators', { cluster: this.cluster.name, principals: administrators });
  }

  private role(name: string, keyArn: string): Role {
    return new Role(this, 'role', {
      name: `${name}-eks`,
      trust: trustService('eks.amazonaws.com'),
      managedPolicies: ['AmazonEKSClusterPolicy'],
      statements: [
        {
          sid: 'Secrets',
          actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ListGrants', 'kms:DescribeKey'],
          resources: [keyArn],
        },
      ],
    });
  }
}

/** What of the cluster depends on no other resource. */
function clusterConfig(environment: EnvironmentOn<'eks'>) {
  const expendable = mayDestroy(environment, 'cluster');
  return {
    name: clusterNameOf(environment),
    version: environment.versions.kubernetes,
    enabledClusterLogTypes: logTypes,
    // Whoever deploys first installs the platform in the same run: no access entry could name them before.
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
    // Ours are EKS's managed add-ons, with their versions pinned.
    bootstrapSelfManagedAddons: false,
    // Six times the price for extended support is nobody's default: EKS moves the cluster on by itself at the end of standard support.
    upgradePolicy: { supportType: 'STANDARD' },
    zonalShiftConfig: { enabled: true },
    kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: serviceRange.toString() },
    deletionProtection: !expendable,
    lifecycle: { preventDestroy: !expendable },
  };
}
