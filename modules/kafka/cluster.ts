import { brokerMetrics } from '../../model/broker-metrics';
import { kafkaCluster, namespaces } from '../../model/cluster-names';
import type { Kafka as KafkaModel, Versions } from '../../model/environment';
import { platformPods } from '../../model/platform-pods';
import type { DataRate } from '../../model/units';
import type { Kafka } from '../kubernetes/generated/strimzi';
import { labelsOf } from '../kubernetes/object';
import { strimziAuthentication } from './authentication';
import { cruiseControl, metricsTopicConfig } from './cruise-control';
import { kafkaClientLabel } from './names';
import { remoteMetadataConfig, remoteStorage, type RemoteStorage } from './tiered-storage';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';

type Listener = Kafka['spec']['kafka']['listeners'][number];
/** A part of the cluster that may be left out. */
type Part<K extends 'entityOperator' | 'kafkaExporter'> = NonNullable<Kafka['spec'][K]>;

/** A listener asks its clients who they are, over TLS, and names those whose pods or addresses may reach it. */
export type KafkaListener = Omit<Listener, 'tls' | 'authentication' | 'networkPolicyPeers'> & {
  readonly tls: true;
  readonly authentication: NonNullable<Listener['authentication']>;
  readonly networkPolicyPeers: readonly [
    NonNullable<Listener['networkPolicyPeers']>[number],
    ...NonNullable<Listener['networkPolicyPeers']>,
  ];
};

export interface ClusterObjectProps {
  readonly versions: Pick<Versions, 'kafka' | 'metadata'>;
  readonly kafka: Pick<KafkaModel, 'authentication' | 'config' | 'cruiseControl' | 'maxReplicasPerBroker' | 'volume'>;
  /** Label of a node that says its zone; the broker's rack. */
  readonly zoneKey: string;
  /** For clients elsewhere than in the platform's own namespace. @default - none */
  readonly extraListeners?: readonly KafkaListener[];
  /** When certificates may be renewed, which rolls the cluster: cron expressions of Quartz, UTC. @default - at any time */
  readonly maintenanceWindows?: readonly string[];
  /** Is there a Drain Cleaner, which has the operator move pods where nodes are drained? @default false */
  readonly drainCleaner?: boolean;
  /** What a broker's network carries, each way. @default - Cruise Control's default */
  readonly network?: DataRate;
  /** @default - none: all segments stay on the volumes */
  readonly tieredStorage?: RemoteStorage;
}

/**
 * Certificates last a year and are renewed two months before their end, which leaves clients that read the CA at their
 * start two months of restarts. The key stays, so that who still trusts the old certificate trusts the new one too.
 */
const certificates = {
  validityDays: 365,
  renewalDays: 60,
  certificateExpirationPolicy: 'renew-certificate',
} as const satisfies Kafka['spec']['clusterCa'];

/** Topics of Kafka and Cruise Control themselves; their lag is nobody's. */
const internalTopics = '^(__|strimzi\\.).*$';

function listeners({ kafka, extraListeners = [] }: ClusterObjectProps): KafkaListener[] {
  return [
    {
      ...kafkaCluster.listener,
      type: 'internal',
      tls: true,
      authentication: { type: strimziAuthentication(kafka.authentication) },
      networkPolicyPeers: [{ podSelector: { matchLabels: kafkaClientLabel } }],
    },
    ...extraListeners,
  ];
}

function brokers(props: ClusterObjectProps): Kafka['spec']['kafka'] {
  const { versions, kafka, zoneKey, tieredStorage, drainCleaner = false } = props;
  return {
    version: versions.kafka,
    metadataVersion: versions.metadata,
    listeners: listeners(props),
    // No superUsers: the operators have certificates of their own, which the brokers know.
    authorization: { type: 'simple' },
    config: {
      ...kafka.config,
      ...(kafka.cruiseControl ? metricsTopicConfig(kafka) : {}),
      ...(tieredStorage === undefined ? {} : remoteMetadataConfig(kafka)),
    },
    ...(tieredStorage === undefined ? {} : { tieredStorage: remoteStorage(tieredStorage) }),
    rack: { type: 'topology-label', topologyKey: zoneKey },
    metricsConfig: { type: 'strimziMetricsReporter', values: { allowList: brokerMetrics } },
    template: {
      // Of all pools together: one node at a time, whoever drains; or none, where the operator is asked to move the pod.
      podDisruptionBudget: { maxUnavailable: drainCleaner ? 0 : 1 },
    },
  };
}

function entityOperator(): Part<'entityOperator'> {
  return {
    topicOperator: { resources: resourcesOf(platformPods.topicOperator) },
    userOperator: { resources: resourcesOf(platformPods.userOperator) },
    template: {
      pod: { securityContext: podSecurity },
      topicOperatorContainer: { securityContext: containerSecurity },
      userOperatorContainer: { securityContext: containerSecurity },
    },
  };
}

function kafkaExporter(): Part<'kafkaExporter'> {
  return {
    topicRegex: '.*',
    topicExcludeRegex: internalTopics,
    groupRegex: '.*',
    resources: resourcesOf(platformPods.kafkaExporter),
    template: { pod: { securityContext: podSecurity }, container: { securityContext: containerSecurity } },
  };
}

/** The cluster itself; its nodes are the pools'. */
export function kafkaClusterObject(props: ClusterObjectProps): Kafka {
  const { kafka, network, maintenanceWindows } = props;
  const capacity = network === undefined ? {} : { network };
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'Kafka',
    metadata: {
      name: kafkaCluster.name,
      namespace: namespaces.platform,
      labels: labelsOf({ name: 'kafka', component: 'broker' }),
    },
    spec: {
      kafka: brokers(props),
      entityOperator: entityOperator(),
      ...(kafka.cruiseControl ? { cruiseControl: cruiseControl({ kafka, ...capacity }) } : {}),
      kafkaExporter: kafkaExporter(),
      clusterCa: certificates,
      clientsCa: certificates,
      ...(maintenanceWindows === undefined ? {} : { maintenanceTimeWindows: maintenanceWindows }),
    },
  };
}
