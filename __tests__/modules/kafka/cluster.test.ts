import type { StorageClass } from 'kubernetes-types/storage/v1';
import { platformPods, type PodResources } from '../../../model/platform-pods';
import { DataRate } from '../../../model/units';
import { ListenerUnauthenticatedError, strimziAuthentication } from '../../../modules/kafka/authentication';
import type { KafkaListener } from '../../../modules/kafka/cluster';
import { kafkaObjects, type KafkaTarget } from '../../../modules/kafka/kafka';
import type { Kafka, KafkaNodePool, KafkaRebalance } from '../../../modules/kubernetes/generated/strimzi';
import { clusterEnvironment, ofKind, target, variants, type ClusterEnvironment } from './environments';

const objectsOf = (environment: ClusterEnvironment, more: Partial<KafkaTarget> = {}) =>
  kafkaObjects({ environment, ...target, ...more });
const clusterOf = (environment = clusterEnvironment(), more: Partial<KafkaTarget> = {}): Kafka =>
  ofKind<Kafka>(objectsOf(environment, more), 'Kafka')[0]!;

/** `FORBIDDEN_PREFIXES` and `FORBIDDEN_PREFIX_EXCEPTIONS` of `KafkaClusterSpec` in io.strimzi:api 1.2.0: others are dropped with a warning. */
const forbidden =
  'listeners, advertised., broker., listener., host.name, port, inter.broker.listener.name, sasl., ssl., security., ' +
  'password., log.dir, zookeeper.connect, zookeeper.set.acl, zookeeper.ssl, zookeeper.clientCnxnSocket, authorizer., ' +
  'super.user, cruise.control.metrics.topic, cruise.control.metrics.reporter.bootstrap.servers, node.id, process.roles, ' +
  'controller., metadata.log.dir, zookeeper.metadata.migration.enable, client.quota.callback.static.kafka.admin., ' +
  'client.quota.callback.static.produce, client.quota.callback.static.fetch, prometheus.metrics.reporter., cordoned.log.dirs';
const allowed =
  'cruise.control.metrics.topic.num.partitions, cruise.control.metrics.topic.replication.factor, ' +
  'cruise.control.metrics.topic.min.insync.replicas';

const external: KafkaListener = {
  name: 'external',
  port: 9094,
  type: 'loadbalancer',
  tls: true,
  authentication: { type: 'tls' },
  networkPolicyPeers: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
};

describe('the Kafka object', () => {
  it.each(variants)('has no listener without TLS, authentication and named callers: %s', (_, environment) => {
    for (const more of [{}, { extraListeners: [external] }]) {
      const { listeners, authorization } = clusterOf(environment, more).spec.kafka;
      for (const listener of listeners) {
        expect(listener.tls).toBe(true);
        expect(['scram-sha-512', 'tls']).toContain(listener.authentication?.type);
        expect(listener.networkPolicyPeers?.length).toBeGreaterThan(0);
      }
      expect(authorization).toEqual({ type: 'simple' });
    }
  });

  it('lets in pods that carry the clients label, on the port that clients are given', () => {
    const { listeners } = clusterOf().spec.kafka;
    expect(listeners).toHaveLength(1);
    expect(listeners[0]).toMatchObject({ name: 'tls', port: 9093, type: 'internal' });
    expect(listeners[0]?.networkPolicyPeers).toEqual([
      { podSelector: { matchLabels: { 'millrace.dev/kafka-client': 'true' } } },
    ]);
  });

  it('has the listeners of its target beside its own', () => {
    const { listeners } = clusterOf(clusterEnvironment(), { extraListeners: [external] }).spec.kafka;
    expect(listeners.map(({ name }) => name)).toEqual(['tls', 'external']);
    expect(listeners[1]).toEqual(external);
  });

  it('keeps the metrics that alerts need, and not every timing of every kind of request', () => {
    const { metricsConfig } = clusterOf().spec.kafka;
    const kept = (name: string) =>
      metricsConfig?.values?.allowList?.some((pattern) => new RegExp(`^${pattern}$`).test(name)) ?? false;
    for (const name of [
      'kafka_controller_kafkacontroller_activecontrollercount',
      'kafka_controller_kafkacontroller_offlinepartitionscount',
      'kafka_server_replicamanager_underreplicatedpartitions',
      'kafka_server_replicamanager_underminisrpartitioncount',
      'kafka_cluster_partition_underminisr',
      'kafka_server_raft_metrics_high_watermark',
      'kafka_log_logmanager_offlinelogdirectorycount',
      'kafka_server_brokertopicmetrics_bytesinpersec_total',
      'kafka_network_requestmetrics_totaltimems',
      'kafka_network_socketserver_networkprocessoravgidlepercent',
    ]) {
      expect([name, kept(name)]).toEqual([name, true]);
    }
    expect(kept('kafka_network_requestmetrics_responsesendtimems')).toBe(false);
  });

  it('asks for a certificate when the environment says mTLS, for a password else', () => {
    const mtls = clusterEnvironment('minikube', { 'kafka/authentication': 'mtls' });
    expect(clusterOf(mtls).spec.kafka.listeners[0]?.authentication).toEqual({ type: 'tls' });
    expect(clusterOf().spec.kafka.listeners[0]?.authentication).toEqual({ type: 'scram-sha-512' });
  });

  it('rejects a listener that would ask nobody', () => {
    expect(() => strimziAuthentication('none')).toThrow(ListenerUnauthenticatedError);
  });

  it.each([
    ['4.3.1', '4.3-IV0'],
    ['4.2.0', '4.2-IV1'],
  ])('runs Kafka %s at metadata version %s', (version, metadataVersion) => {
    const environment = clusterEnvironment('minikube', { 'versions/kafka': version });
    expect(clusterOf(environment).spec.kafka).toMatchObject({ version, metadataVersion });
  });

  it.each(variants)("carries the model's settings as they are, and none that Strimzi drops: %s", (_, environment) => {
    const config = clusterOf(environment).spec.kafka.config ?? {};
    expect(config).toMatchObject(environment.kafka.config);
    const dropped = Object.keys(config).filter(
      (key) =>
        forbidden.split(', ').some((prefix) => key.startsWith(prefix)) &&
        !allowed.split(', ').some((prefix) => key.startsWith(prefix)),
    );
    expect(dropped).toEqual([]);
    for (const value of Object.values(config)) expect(typeof value).toBe('string');
  });

  it('takes its racks from the label that says the zone', () => {
    expect(clusterOf().spec.kafka.rack?.topologyKey).toBe('topology.kubernetes.io/zone');
    const zoneKey = 'example.com/room';
    expect(clusterOf(clusterEnvironment(), { zoneKey }).spec.kafka.rack?.topologyKey).toBe(zoneKey);
  });

  it('gives up one node at a time', () => {
    expect(clusterOf().spec.kafka.template?.podDisruptionBudget?.maxUnavailable).toBe(1);
  });

  it('asks for exactly what the node rule counts', () => {
    const { entityOperator, cruiseControl, kafkaExporter } = clusterOf().spec;
    const asked = {
      topicOperator: entityOperator?.topicOperator?.resources,
      userOperator: entityOperator?.userOperator?.resources,
      cruiseControl: cruiseControl?.resources,
      kafkaExporter: kafkaExporter?.resources,
    };
    for (const pod of ['topicOperator', 'userOperator', 'cruiseControl', 'kafkaExporter'] as const) {
      const { cpu, memory, memoryLimit = memory }: PodResources = platformPods[pod];
      expect(asked[pod]).toEqual({
        requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
        limits: { memory: memoryLimit.toQuantity() },
      });
    }
  });

  it('runs every container of its own without root, without capabilities and on a read-only root', () => {
    const { entityOperator, cruiseControl, kafkaExporter } = clusterOf().spec;
    const pools = ofKind<KafkaNodePool>(objectsOf(clusterEnvironment()), 'KafkaNodePool');
    const containers = [
      entityOperator?.template?.topicOperatorContainer,
      entityOperator?.template?.userOperatorContainer,
      cruiseControl?.template?.cruiseControlContainer,
      kafkaExporter?.template?.container,
      ...pools.flatMap(({ spec }) => [spec.template?.kafkaContainer, spec.template?.initContainer]),
    ];
    expect(containers).toHaveLength(8);
    for (const container of containers) {
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
  });

  it('renews its certificates in the windows that the target names', () => {
    expect(clusterOf().spec).not.toHaveProperty('maintenanceTimeWindows');
    const maintenanceWindows = ['* * 2-4 ? * SUN *'];
    const { spec } = clusterOf(clusterEnvironment(), { maintenanceWindows });
    expect(spec.maintenanceTimeWindows).toEqual(maintenanceWindows);
    const { validityDays, renewalDays } = spec.clusterCa ?? {};
    expect(renewalDays).toBeLessThan(validityDays!);
  });
});

describe('Cruise Control', () => {
  const configOf = (environment: ClusterEnvironment) =>
    (clusterOf(environment).spec.cruiseControl?.config ?? {}) as Record<string, string>;

  it('has lists of goals that hold one another, as its own start-up check wants', () => {
    const config = configOf(clusterEnvironment());
    const goals = (key: string) => (config[key] ?? '').split(',');
    for (const [part, whole] of [
      ['default.goals', 'goals'],
      ['hard.goals', 'default.goals'],
      ['anomaly.detection.goals', 'default.goals'],
    ] as const) {
      expect(goals(whole)).toEqual(expect.arrayContaining(goals(part)));
    }
    for (const key of ['goals', 'default.goals', 'hard.goals'])
      expect(new Set(goals(key)).size).toBe(goals(key).length);
    expect(goals('hard.goals').some((goal) => goal.endsWith('.RackAwareDistributionGoal'))).toBe(true);
  });

  it("keeps to the model's limits of a broker", () => {
    const environment = clusterEnvironment('minikube', {
      'kafka/maxReplicasPerBroker': 1000,
      'kafka/volume/headroom': 0.4,
    });
    expect(configOf(environment)).toMatchObject({
      'max.replicas.per.broker': '1000',
      'disk.capacity.threshold': '0.6',
    });
  });

  const on = variants.filter(([, { kafka }]) => kafka.cruiseControl);

  it.each(on)("keeps its own topics as safe as the cluster's: %s", (_, environment) => {
    const copies = environment.kafka.config['default.replication.factor'];
    expect(configOf(environment)['sample.store.topic.replication.factor']).toBe(copies);
    expect(clusterOf(environment).spec.kafka.config).toMatchObject({
      'cruise.control.metrics.topic.replication.factor': copies,
      'cruise.control.metrics.topic.min.insync.replicas': environment.kafka.config['min.insync.replicas'],
    });
  });

  it.each(variants)('is there when the environment says so, and leaves nothing behind: %s', (_, environment) => {
    const objects = objectsOf(environment, { network: DataRate.megabytesPerSecond(100) });
    const there = environment.kafka.cruiseControl;
    expect('cruiseControl' in clusterOf(environment).spec).toBe(there);
    expect(ofKind(objects, 'KafkaRebalance')).toHaveLength(there ? 2 : 0);
    const settings = JSON.stringify(ofKind<Kafka>(objects, 'Kafka')).match(/cruise\.?control/gi) ?? [];
    expect(settings.length > 0).toBe(there);
  });

  it('moves replicas by itself when brokers are added or removed, by a pattern that is there', () => {
    const objects = objectsOf(clusterEnvironment(), { network: DataRate.megabytesPerSecond(100) });
    const patterns = ofKind<KafkaRebalance>(objects, 'KafkaRebalance');
    const { autoRebalance, brokerCapacity } = ofKind<Kafka>(objects, 'Kafka')[0]!.spec.cruiseControl!;
    expect(autoRebalance?.map(({ mode }) => mode)).toEqual(['add-brokers', 'remove-brokers']);
    expect(autoRebalance?.map(({ template }) => template?.name)).toEqual(patterns.map(({ metadata }) => metadata.name));
    for (const { metadata, spec } of patterns) {
      expect(metadata.annotations).toEqual({ 'strimzi.io/rebalance-template': 'true' });
      expect(spec.replicationThrottle).toBe(50_000_000);
    }
    expect(brokerCapacity).toEqual({ inboundNetwork: '100000KB/s', outboundNetwork: '100000KB/s' });
  });
});

describe('the classes of the volumes', () => {
  const classesOf = (environment: ClusterEnvironment, more: Partial<KafkaTarget> = {}): StorageClass[] =>
    ofKind<StorageClass>(objectsOf(environment, more), 'StorageClass');
  /** The class that the pools' volumes ask for. */
  const classOf = (environment: ClusterEnvironment, more: Partial<KafkaTarget> = {}): StorageClass | undefined => {
    const pools = ofKind<KafkaNodePool>(objectsOf(environment, more), 'KafkaNodePool');
    const asked = new Set(pools.map(({ spec }) => spec.storage.volumes?.[0]?.class));
    expect(asked.size).toBe(1);
    return classesOf(environment, more).find(({ metadata }) => asked.has(metadata?.name));
  };

  it.each(variants)('keep volumes whose claim is gone, unless data may go: %s', (_, environment) => {
    const kept = environment.platform.dataDeletion === 'forbidden';
    expect(classOf(environment)).toMatchObject({
      provisioner: environment.platform.volumeProvisioner,
      reclaimPolicy: kept ? 'Retain' : 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
  });

  it('are never one whose policy changes: what was made before keeps the class that it has', () => {
    const kept = classesOf(clusterEnvironment());
    const [old, ...more] = classesOf(clusterEnvironment('minikube', { 'platform/dataDeletion': 'allowed' }));
    expect(kept).toEqual([old]);
    expect(kept[0]?.reclaimPolicy).toBe('Retain');
    expect(more.map(({ reclaimPolicy }) => reclaimPolicy)).toEqual(['Delete']);
  });

  it('are as the target says', () => {
    expect(classOf(clusterEnvironment())).toMatchObject({ allowVolumeExpansion: true });
    expect(classOf(clusterEnvironment())).not.toHaveProperty('parameters');
    const parameters = { type: 'gp3' };
    expect(classOf(clusterEnvironment(), { allowVolumeExpansion: false, parameters })).toMatchObject({
      allowVolumeExpansion: false,
      parameters,
    });
  });
});
