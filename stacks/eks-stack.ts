import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct, IDependable } from 'constructs';
import { loadBalancersOf } from '../model/load-balancers';
import { clusterNameOf, tagsOf } from '../model/aws-names';
import { metricsVolume } from '../model/disks';
import type { EnvironmentOn } from '../model/environment';
import { aws } from '../modules/aws/aws';
import { boundRoles } from '../modules/aws/bounded-roles';
import { stateInBucket } from '../modules/aws/state-bucket';
import { ApiReady } from '../modules/aws-gates/api-ready';
import { NetworkEmptied } from '../modules/aws-gates/network-emptied';
import { ProtectionLifted } from '../modules/aws-gates/protection-lifted';
import { VolumesTold } from '../modules/aws-gates/volumes-told';
import { EksCluster } from '../modules/cluster/eks-cluster';
import { ClusterControllers } from '../modules/controllers/controllers';
import { DrainCleaner } from '../modules/controllers/drain-cleaner';
import { classesThatDelete, generalStorageClass } from '../modules/controllers/storage';
import { monitoringTarget, onSystemNodes } from '../modules/controllers/system-nodes';
import { eksKafkaTarget } from '../modules/kafka-on-eks/target';
import { TieredStorage } from '../modules/kafka-on-eks/tiered-storage';
import { Namespaces } from '../modules/namespaces/namespaces';
import { Network } from '../modules/network/network';
import { Cluster } from '../modules/releases/cluster';
import { platform } from './platform';

export interface EksStackProps {
  readonly environment: EnvironmentOn<'eks'>;
}

/**
 * A network over three zones, an EKS cluster in it, and the platform on that: one apply. What stands in `after` is there
 * before, and goes after.
 */
export class EksStack extends TerraformStack {
  constructor(scope: Construct, { environment }: EksStackProps) {
    super(scope, environment.name);
    const { account, region, tags } = environment.platform;
    aws(this, { account: account.id, region, tags: tagsOf(environment.name, tags) });
    stateInBucket(this, account);
    boundRoles(this, account);
    const told = new VolumesTold(this, 'kept-volumes', { environment: environment.name, region });
    const network = new Network(this, 'network', { environment, after: [told] });
    const cluster = this.cluster(environment, network);
    const api = this.api(environment, cluster);
    this.platform(environment, { network, cluster, api });
    this.outputs(environment, cluster);
  }

  /** The cluster between what must be done on destroy behind it and before it. */
  private cluster(environment: EnvironmentOn<'eks'>, network: Network): EksCluster {
    const { region } = environment.platform;
    const place = { cluster: clusterNameOf(environment), region };
    const emptied = new NetworkEmptied(this, 'emptied-network', { ...place, vpcId: network.vpcId, after: [network] });
    return new EksCluster(this, 'eks', { environment, network, after: [emptied] });
  }

  /** All that goes to the cluster comes behind this. */
  private api(environment: EnvironmentOn<'eks'>, cluster: EksCluster): IDependable {
    const { region } = environment.platform;
    new Cluster(this, { eks: cluster.access });
    const lifted = new ProtectionLifted(this, 'lifted-protection', {
      cluster: clusterNameOf(environment),
      region,
      endpoint: cluster.access.endpoint,
      after: [cluster],
    });
    return new ApiReady(this, 'api', { access: cluster.access, after: [cluster, lifted] });
  }

  private platform(
    environment: EnvironmentOn<'eks'>,
    { network, cluster, api }: { readonly network: Network; readonly cluster: EksCluster; readonly api: IDependable },
  ): void {
    const { tieredStorage } = environment.platform;
    const controllers = new ClusterControllers(this, 'controllers', {
      environment,
      network,
      controlPlane: cluster,
      after: [api],
    });
    const loadBalancers = loadBalancersOf(environment);
    const namespaces = new Namespaces(this, 'namespaces', {
      environment,
      loadBalancers,
      deletedVolumes: classesThatDelete,
      after: [api],
    });
    const drainCleaner = new DrainCleaner(this, { environment, after: [namespaces] });
    const segments =
      tieredStorage === undefined ? [] : [new TieredStorage(this, 'tiered-storage', { environment, cluster })];
    platform(this, {
      environment,
      after: [namespaces],
      beforeKafka: [controllers, drainCleaner, ...segments],
      beforeMonitoring: [controllers],
      operatorNodes: onSystemNodes,
      kafka: eksKafkaTarget(environment, network),
      monitoring: {
        storage: { kind: 'volume', size: metricsVolume, storageClass: generalStorageClass },
        target: monitoringTarget,
      },
      stores: { kind: 'volume', storageClass: generalStorageClass },
    });
  }

  private outputs({ platform: { region } }: EnvironmentOn<'eks'>, { name }: EksCluster): void {
    new TerraformOutput(this, 'kubeconfig', {
      description: 'What brings the cluster into your kubeconfig',
      value: `aws eks update-kubeconfig --name ${name} --region ${region}`,
    }).overrideLogicalId('kubeconfig');
  }
}
