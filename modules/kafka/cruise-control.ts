import { namespaces } from '../../model/cluster-names';
import type { Kafka as KafkaModel } from '../../model/environment';
import { platformPods } from '../../model/platform-pods';
import { DataRate } from '../../model/units';
import type { Kafka, KafkaRebalance } from '../kubernetes/generated/strimzi';
import { labelsOf } from '../kubernetes/object';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';
import { heapOf } from './pods';

/** Cruise Control: moves replicas to brokers that are added, and off those that are removed. */

export interface CruiseControlProps {
  readonly kafka: Pick<KafkaModel, 'config' | 'maxReplicasPerBroker' | 'volume'>;
  /** What a broker's network carries, each way. @default 10 MB/s */
  readonly network?: DataRate;
}

type CruiseControl = NonNullable<Kafka['spec']['cruiseControl']>;

const goal = (name: string): string => `com.linkedin.kafka.cruisecontrol.analyzer.goals.${name}`;

/**
 * A proposal that breaks one of these is refused. RackAwareDistributionGoal spreads a topic with more replicas than there
 * are racks too (`survives-two-losses` on three zones), which RackAwareGoal refuses. The processor's capacity is
 * none of them: it is estimated, and on small machines too coarse to refuse by.
 */
const hardGoals = [
  'RackAwareDistributionGoal',
  'ReplicaCapacityGoal',
  'DiskCapacityGoal',
  'NetworkInboundCapacityGoal',
  'NetworkOutboundCapacityGoal',
].map(goal);

/** Cruise Control looks for breaches of these by itself, and logs them: whatever endangers data or fills a disk. */
const watchedGoals = ['RackAwareDistributionGoal', 'ReplicaCapacityGoal', 'DiskCapacityGoal'].map(goal);

const softGoals = [
  'ReplicaDistributionGoal',
  'PotentialNwOutGoal',
  'DiskUsageDistributionGoal',
  'NetworkInboundUsageDistributionGoal',
  'NetworkOutboundUsageDistributionGoal',
  'CpuUsageDistributionGoal',
  'LeaderReplicaDistributionGoal',
].map(goal);

/** What a KafkaRebalance of an operator's own may ask for beyond the defaults. */
const onRequest = [
  'RackAwareGoal',
  'CpuCapacityGoal',
  'TopicReplicaDistributionGoal',
  'LeaderBytesInDistributionGoal',
  'PreferredLeaderElectionGoal',
].map(goal);

/** By Cruise Control's own names; the first must hold all others, the second the last two. */
const goalLists = {
  goals: [...hardGoals, ...softGoals, ...onRequest].join(','),
  'default.goals': [...hardGoals, ...softGoals].join(','),
  'hard.goals': hardGoals.join(','),
  'anomaly.detection.goals': watchedGoals.join(','),
} as const;

export const rebalances = { 'add-brokers': 'brokers-added', 'remove-brokers': 'brokers-removed' } as const;
type RebalanceMode = keyof typeof rebalances;
const modes = Object.keys(rebalances) as RebalanceMode[];

/** Strimzi's own is 10,000 KiB/s. */
const defaultNetwork = DataRate.megabytesPerSecond(10);

/** Replicas that are added to a broker's load while it serves: half of its network at most. */
const throttleOf = (network: DataRate): DataRate => network.times(0.5);

/** As Strimzi writes it, in whole kB, rounded down: `10000KB/s`. */
const quantityOf = (rate: DataRate): string => `${Math.floor(rate.toBytesPerSecond() / 1e3)}KB/s`;

export function cruiseControl({ kafka, network = defaultNetwork }: CruiseControlProps): CruiseControl {
  const { memory } = platformPods.cruiseControl;
  return {
    resources: resourcesOf(platformPods.cruiseControl),
    // The rest is threads, metaspace and the network's buffers.
    jvmOptions: heapOf(memory.times(0.5)),
    brokerCapacity: { inboundNetwork: quantityOf(network), outboundNetwork: quantityOf(network) },
    config: {
      ...goalLists,
      'max.replicas.per.broker': String(kafka.maxReplicasPerBroker),
      // What the model keeps free is kept free by a rebalance too.
      'disk.capacity.threshold': String(Math.round((1 - kafka.volume.headroom) * 100) / 100),
      // Cruise Control's own are 2 copies, which a broker's roll would leave below the cluster's min ISR.
      'sample.store.topic.replication.factor': kafka.config['default.replication.factor'],
    },
    autoRebalance: modes.map((mode) => ({ mode, template: { name: rebalances[mode] } })),
    template: { pod: { securityContext: podSecurity }, cruiseControlContainer: { securityContext: containerSecurity } },
  };
}

/** Settings of the brokers for the topic that their metrics go to: as safe as the cluster's own topics. */
export const metricsTopicConfig = ({ config }: Pick<KafkaModel, 'config'>): Record<string, string | undefined> => ({
  'cruise.control.metrics.topic.num.partitions': '1',
  'cruise.control.metrics.topic.replication.factor': config['default.replication.factor'],
  'cruise.control.metrics.topic.min.insync.replicas': config['min.insync.replicas'],
});

/** Patterns of the rebalances that the operator makes when brokers are added or removed; nothing happens to them alone. */
export const rebalanceTemplates = (network: DataRate = defaultNetwork): KafkaRebalance[] =>
  modes.map((mode) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaRebalance',
    metadata: {
      name: rebalances[mode],
      namespace: namespaces.platform,
      labels: labelsOf({ name: 'cruise-control', component: 'broker' }),
      annotations: { 'strimzi.io/rebalance-template': 'true' },
    },
    spec: { replicationThrottle: throttleOf(network).toBytesPerSecond() },
  }));
