import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import { services } from '../../../contracts/services';
import type { Manifest } from '../../../local/deploy/kafka-ui-objects';
import { kafkaCluster, kubernetesNameOf, namespaces } from '../../../model/cluster-names';
import type { Environment } from '../../../model/environment';
import type { LedgerTopic } from '../../run/target';
import { clusterLabel, groupPrefix, labels, ledgerName, topicPrefix } from './names';

/** What a run needs of the platform, as objects of its own: topics, a user that may use them and nothing else, a policy. */

export const manifest = (
  kind: readonly [apiVersion: string, kind: string],
  name: string,
  spec: object,
  more: Readonly<Record<string, string>> = {},
): Manifest => ({
  apiVersion: kind[0],
  kind: kind[1],
  metadata: { name, namespace: namespaces.platform, labels: { ...labels, ...more } },
  spec,
});

const STRIMZI = 'kafka.strimzi.io/v1';

export const topicObject = ({ name, partitions, replicationFactor, config }: LedgerTopic): Manifest =>
  manifest(
    [STRIMZI, 'KafkaTopic'],
    kubernetesNameOf(name),
    { topicName: name, partitions, replicas: replicationFactor, config },
    clusterLabel,
  );

type Authentication = Environment['kafka']['authentication'];

type Rule = readonly [
  resource: object,
  operations: readonly ('Read' | 'Write' | 'Describe' | 'DescribeConfigs' | 'Delete')[],
];

const rules = (alsoReads: readonly string[]): readonly Rule[] => [
  [{ type: 'topic', name: topicPrefix, patternType: 'prefix' }, ['Read', 'Write', 'Describe', 'DescribeConfigs']],
  ...alsoReads.map((name): Rule => [{ type: 'topic', name, patternType: 'literal' }, ['Read', 'Describe']]),
  // Positions are deleted with the groups when the run is over.
  [{ type: 'group', name: groupPrefix, patternType: 'prefix' }, ['Read', 'Describe', 'Delete']],
  [{ type: 'transactionalId', name: groupPrefix, patternType: 'prefix' }, ['Write', 'Describe']],
  // Between two faults every replica of everybody's topics is waited for, not of the ledger's only: Describe shows no records.
  [{ type: 'topic', name: '*', patternType: 'literal' }, ['Describe']],
  // Who leads the metadata quorum.
  [{ type: 'cluster' }, ['Describe']],
];

/**
 * @param alsoReads topics of the platform that are judged too: `posts`, which the producer service writes
 * No quota: the load is the run's own to choose.
 */
export const userObject = (authentication: Authentication, alsoReads: readonly string[]): Manifest =>
  manifest(
    [STRIMZI, 'KafkaUser'],
    ledgerName,
    {
      authentication: { type: authentication === 'mtls' ? 'tls' : 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: rules(alsoReads).map(([resource, operations]) => ({ type: 'allow', resource, operations, host: '*' })),
      },
      template: { secret: { metadata: { labels } } },
    },
    clusterLabel,
  );

const tcp = (port: number) => ({ protocol: 'TCP', port });

const toDns = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
};

/** Brokers, DNS and the producer service; nobody comes in: what is asked of the pod goes through the kubelet. */
const policySpec: NetworkPolicySpec = {
  podSelector: { matchLabels: { ...labels } },
  policyTypes: ['Ingress', 'Egress'],
  egress: [
    toDns,
    {
      to: [{ podSelector: { matchLabels: { ...clusterLabel, 'strimzi.io/broker-role': 'true' } } }],
      ports: [tcp(kafkaCluster.listener.port)],
    },
    {
      to: [
        {
          podSelector: {
            matchLabels: { 'app.kubernetes.io/name': 'producer', 'app.kubernetes.io/component': 'service' },
          },
        },
      ],
      ports: [tcp(services.producer.port)],
    },
  ],
};

export const policyObject = (): Manifest => manifest(['networking.k8s.io/v1', 'NetworkPolicy'], ledgerName, policySpec);
