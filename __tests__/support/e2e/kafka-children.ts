/**
 * Test code: the objects that Strimzi's cluster operator makes of a Kafka object, with its names, labels and owners, as far as
 * our own objects meet them: Services, NetworkPolicy, claims, and a pod for each node, placed by the pool's own template.
 * A broker's pod leads to the broker that runs outside the cluster.
 *
 * Sources, in strimzi/strimzi-kafka-operator 1.2: `cluster-operator/.../model/KafkaCluster.java` (Services, generateNetworkPolicy,
 * getMergedAffinity: a node must have the rack's label), `KafkaPool.java` (selector labels), `WorkloadUtils.java` (hostname
 * and subdomain of a pod), `VolumeUtils.java` (`data-<id>-<pod>`).
 */
import type { PersistentVolumeClaim, Pod, PodSpec, Service } from 'kubernetes-types/core/v1';
import type { OwnerReference } from 'kubernetes-types/meta/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { kafkaCluster, namespaces } from '../../../model/cluster-names';
import type { Kafka, KafkaNodePool } from '../../../modules/kubernetes/generated/strimzi';
import { bootstrapService, brokersService, nodeIdsOf, podOf } from './broker-machines';

const { name: cluster } = kafkaCluster;
const { platform: namespace } = namespaces;

const kafkaPods = { 'strimzi.io/cluster': cluster, 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': `${cluster}-kafka` };
const brokerPods = { ...kafkaPods, 'strimzi.io/broker-role': 'true' };

/** The ports of brokers: between brokers and controllers, replication, clients. */
const ports = [
  { name: 'tcp-ctrlplane', port: 9090 },
  { name: 'tcp-replication', port: 9091 },
  { name: 'tcp-clientstls', port: kafkaCluster.listener.port },
] as const;

const labels = { ...kafkaPods, 'app.kubernetes.io/managed-by': 'strimzi-cluster-operator' };

export function ownerOf({ apiVersion, kind, metadata }: Kafka | KafkaNodePool): OwnerReference {
  const { name = '', uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: false, blockOwnerDeletion: false };
}

export function servicesOf(kafka: Kafka): Service[] {
  const service = (name: string, spec: Service['spec']): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels, ownerReferences: [ownerOf(kafka)] },
    ...(spec === undefined ? {} : { spec }),
  });
  const served = ports.map(({ name, port }) => ({ name, port, targetPort: port, protocol: 'TCP' as const }));
  return [
    service(bootstrapService, { type: 'ClusterIP', selector: brokerPods, ports: served.slice(1) }),
    service(brokersService, {
      clusterIP: 'None',
      selector: kafkaPods,
      publishNotReadyAddresses: true,
      ports: served,
    }),
  ];
}

/** Who may reach which port: each listener's peers, where it names some. */
export function networkPolicyOf(kafka: Kafka): NetworkPolicy {
  const ingress = kafka.spec.kafka.listeners.map(({ port, networkPolicyPeers }) => ({
    ports: [{ protocol: 'TCP', port }],
    ...(networkPolicyPeers === undefined ? {} : { from: networkPolicyPeers as object[] }),
  }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${cluster}-network-policy-kafka`, namespace, labels, ownerReferences: [ownerOf(kafka)] },
    spec: { podSelector: { matchLabels: kafkaPods }, policyTypes: ['Ingress'], ingress },
  };
}

/** Of no operator: the brokers stand elsewhere, and their pods must get there. */
export function wayToTheBrokers(kafka: Kafka, addresses: readonly string[]): NetworkPolicy {
  const to = addresses.map((address) => ({ ipBlock: { cidr: `${address}/32` } }));
  const { port } = kafkaCluster.listener;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'e2e-broker-pods-to-brokers', namespace, ownerReferences: [ownerOf(kafka)] },
    spec: {
      podSelector: { matchLabels: brokerPods },
      policyTypes: ['Egress'],
      egress: [{ to, ports: [{ protocol: 'TCP', port }] }],
    },
  };
}

export interface KafkaNode {
  readonly pool: KafkaNodePool;
  readonly id: number;
  readonly pod: string;
  readonly isBroker: boolean;
}

export function nodesOf(pools: readonly KafkaNodePool[]): KafkaNode[] {
  return pools.flatMap((pool) =>
    nodeIdsOf(pool).map((id) => ({
      pool,
      id,
      pod: podOf(pool.metadata.name ?? '', id),
      isBroker: pool.spec.roles.includes('broker'),
    })),
  );
}

const claimName = (id: number, pod: string): string => `data-${id}-${pod}`;

/** With `deleteClaim: false` nobody owns them: they outlive the cluster. */
export function claimsOf({ pool, pod }: KafkaNode): PersistentVolumeClaim[] {
  const volumes = pool.spec.storage.volumes ?? [];
  return volumes.map(({ id = 0, size = '1Gi', class: storageClassName = '', deleteClaim = false }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(id, pod),
      namespace,
      labels: { ...labels, 'strimzi.io/pool-name': pool.metadata.name ?? '' },
      ...(deleteClaim ? { ownerReferences: [ownerOf(pool)] } : {}),
    },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } } },
  }));
}

/**
 * Leads each connection to the broker; a controller has nothing to do. Told to end, a broker's takes no further ones and
 * stays until the broker has closed those that there are, as that does at the end of a clean shutdown.
 */
const program = `
const net = require('node:net');
const { TARGET: target, PORT: port } = process.env;
const server = net.createServer({ noDelay: true }, (client) => {
  const broker = net.connect({ host: target, port: Number(port), noDelay: true });
  for (const [one, other] of [[client, broker], [broker, client]]) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
});
if (target) server.listen(Number(port), '0.0.0.0');
else setInterval(() => undefined, 1e9);
process.on('SIGTERM', () => (target ? server.close(() => process.exit(0)) : process.exit(0)));
`;

/** Leaders move, segments close: seconds, with others at work. */
const CLEAN_SHUTDOWN_SECONDS = 20;

export interface NodePodProps {
  readonly kafka: Kafka;
  readonly node: KafkaNode;
  /** Any image with Node in it that the cluster's nodes have. */
  readonly image: string;
  /** Of the broker; none for a controller. */
  readonly address: string | undefined;
}

export function podObject({
  kafka,
  node,
  image,
  address,
}: NodePodProps): Pod & { readonly metadata: { name: string } } {
  const { pool, pod, isBroker } = node;
  const { roles } = pool.spec;
  const { port } = kafkaCluster.listener;
  const role = (name: 'broker' | 'controller'): string => String(roles.includes(name));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod,
      namespace,
      labels: {
        ...labels,
        'strimzi.io/pool-name': pool.metadata.name ?? '',
        'strimzi.io/pod-name': pod,
        'strimzi.io/broker-role': role('broker'),
        'strimzi.io/controller-role': role('controller'),
      },
      ownerReferences: [ownerOf(kafka)],
    },
    spec: {
      ...placementOf(kafka, pool),
      hostname: pod,
      subdomain: brokersService,
      terminationGracePeriodSeconds: isBroker ? CLEAN_SHUTDOWN_SECONDS : 5,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'kafka',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', program],
          env: [
            { name: 'TARGET', value: address ?? '' },
            { name: 'PORT', value: String(port) },
          ],
          volumeMounts: claimsOf(node).map(({ metadata }) => ({
            name: metadata?.name ?? '',
            mountPath: `/var/lib/kafka/${metadata?.name}`,
          })),
          ...(isBroker ? { readinessProbe: { tcpSocket: { port }, periodSeconds: 2 } } : {}),
          ...containerOf(pool),
        },
      ],
      volumes: claimsOf(node).map(({ metadata }) => ({
        name: metadata?.name ?? '',
        persistentVolumeClaim: { claimName: metadata?.name ?? '' },
      })),
    },
  };
}

/** What the pool says of its containers: what they ask for, and as whom they run. */
function containerOf({ spec }: KafkaNodePool): object {
  const { resources } = spec;
  const securityContext = spec.template?.kafkaContainer?.securityContext;
  return {
    ...(resources === undefined ? {} : { resources }),
    ...(securityContext === undefined ? {} : { securityContext }),
  };
}

/** The pool's template where it has one, else the cluster's; and a node that has the rack's label. */
function placementOf({ spec: { kafka } }: Kafka, { spec }: KafkaNodePool): Partial<PodSpec> {
  const template = spec.template?.pod ?? kafka.template?.pod ?? {};
  const { affinity, tolerations, securityContext, topologySpreadConstraints } = template as Partial<PodSpec>;
  const racked = { matchExpressions: [{ key: kafka.rack?.topologyKey ?? '', operator: 'Exists' }] };
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  const nodeSelectorTerms = required.map((term) => ({
    ...term,
    matchExpressions: [...(term.matchExpressions ?? []), ...racked.matchExpressions],
  }));
  const rack = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
  return {
    ...(tolerations === undefined ? {} : { tolerations }),
    ...(securityContext === undefined ? {} : { securityContext }),
    ...(topologySpreadConstraints === undefined ? {} : { topologySpreadConstraints }),
    affinity: {
      ...affinity,
      ...(kafka.rack === undefined ? {} : { nodeAffinity: { ...affinity?.nodeAffinity, ...rack } }),
    },
  };
}
