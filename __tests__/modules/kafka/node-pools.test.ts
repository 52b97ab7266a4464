import { kafkaObjects, type KafkaTarget } from '../../../modules/kafka/kafka';
import type { KafkaNodePool } from '../../../modules/kubernetes/generated/strimzi';
import { clusterEnvironment, ofKind, target, variants, type ClusterEnvironment } from './environments';

const poolsOf = (environment: ClusterEnvironment, more: Partial<KafkaTarget> = {}): KafkaNodePool[] =>
  ofKind<KafkaNodePool>(kafkaObjects({ environment, ...target, ...more }), 'KafkaNodePool');

describe('the pools', () => {
  it('are brokers and controllers apart, with ids apart', () => {
    const pools = poolsOf(clusterEnvironment());
    expect(
      pools.map(({ metadata, spec }) => [
        metadata.name,
        spec.roles,
        spec.replicas,
        metadata.annotations?.['strimzi.io/next-node-ids'],
      ]),
    ).toEqual([
      ['brokers', ['broker'], 3, '[1-99]'],
      ['controllers', ['controller'], 3, '[100-199]'],
    ]);
  });

  it('are one of both roles when the environment combines them', () => {
    const environment = clusterEnvironment('minikube', { 'kafka/controllers': 'combined' });
    const pools = poolsOf(environment, { brokers: { tolerations: [{ key: 'kafka', operator: 'Exists' }] } });
    expect(pools.map(({ metadata, spec }) => [metadata.name, spec.roles, spec.replicas])).toEqual([
      ['dual-role', ['controller', 'broker'], 3],
    ]);
    expect(pools[0]?.spec.template?.pod?.tolerations).toEqual([{ key: 'kafka', operator: 'Exists' }]);
  });

  it.each(variants)('are spread over zones and hosts, each by its own pods: %s', (_, environment) => {
    expect(poolsOf(environment)[0]?.spec.replicas).toBe(environment.kafka.brokers.length);
    for (const { metadata, spec } of poolsOf(environment)) {
      expect(metadata.labels).toMatchObject({ 'strimzi.io/cluster': 'millrace' });
      const labelSelector = {
        matchLabels: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/pool-name': metadata.name },
      };
      const strict = { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector };
      expect(spec.template?.pod?.topologySpreadConstraints).toEqual([
        { ...strict, topologyKey: 'topology.kubernetes.io/zone', minDomains: environment.platform.zones.length },
        { ...strict, topologyKey: 'kubernetes.io/hostname', nodeTaintsPolicy: 'Honor' },
      ]);
    }
  });

  it('are spread over the label that the target names', () => {
    for (const { spec } of poolsOf(clusterEnvironment(), { zoneKey: 'example.com/room' })) {
      const keys = spec.template?.pod?.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey);
      expect(keys).toEqual(['example.com/room', 'kubernetes.io/hostname']);
    }
  });

  it.each(variants)('keep their claims, unless data may go: %s', (_, environment) => {
    const deleteClaim = environment.platform.dataDeletion === 'allowed';
    for (const { spec } of poolsOf(environment)) {
      expect(spec.storage.type).toBe('jbod');
      expect(spec.storage.volumes).toHaveLength(1);
      expect(spec.storage.volumes?.[0]).toMatchObject({
        id: 0,
        type: 'persistent-claim',
        class: deleteClaim ? 'millrace-kafka-delete' : 'millrace-kafka-retain',
        kraftMetadata: 'shared',
        deleteClaim,
      });
    }
  });

  it("give brokers the environment's memory, heap and volume, and a processor without a limit", () => {
    const [brokers] = poolsOf(clusterEnvironment());
    expect(brokers?.spec.resources).toEqual({
      requests: { cpu: '400m', memory: '1Gi' },
      limits: { memory: '1Gi' },
    });
    expect(brokers?.spec.jvmOptions).toEqual({ '-Xms': '512m', '-Xmx': '512m' });
    expect(brokers?.spec.storage.volumes?.[0]?.size).toBe('20Gi');
  });

  it('give controllers a heap of half of their memory', () => {
    const [, controllers] = poolsOf(clusterEnvironment('eks-prod'));
    expect(controllers?.spec.resources?.limits).toEqual({ memory: '1Gi' });
    expect(controllers?.spec.jvmOptions).toEqual({ '-Xms': '512m', '-Xmx': '512m' });
  });

  it('stand where the target says, each on its own nodes', () => {
    const only = (nodes: string) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'nodes', operator: 'In', values: [nodes] }] }],
          },
        },
      },
    });
    const pools = poolsOf(clusterEnvironment(), { brokers: only('kafka'), controllers: only('small') });
    expect(pools.map(({ spec }) => spec.template?.pod?.affinity)).toEqual([
      only('kafka').affinity,
      only('small').affinity,
    ]);
    for (const { spec } of poolsOf(clusterEnvironment())) expect(spec.template?.pod).not.toHaveProperty('affinity');
  });

  it('stop within two minutes and write to their volumes as the user of their image', () => {
    for (const { spec } of poolsOf(clusterEnvironment())) {
      expect(spec.template?.pod).toMatchObject({
        terminationGracePeriodSeconds: 120,
        securityContext: { runAsNonRoot: true, fsGroup: 0, fsGroupChangePolicy: 'OnRootMismatch' },
      });
    }
  });
});
