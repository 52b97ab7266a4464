import type { StorageClass } from 'kubernetes-types/storage/v1';
import { instanceTypes } from '../../../model/instance-types';
import { DataRate, Size } from '../../../model/units';
import type { VolumeAttributesClass } from '../../../modules/kafka/volume-attributes';
import { eksKafkaTarget } from '../../../modules/kafka-on-eks/target';
import type { Kafka, KafkaNodePool } from '../../../modules/kubernetes/generated/strimzi';
import { policyFindings } from '../../../modules/policies/findings';
import { ofKind } from '../kafka/environments';
import { allOf, eksProd, kafkaOf, privateCidrs, sixBrokers, variants } from './rendered';

const poolsOf = (environment = eksProd()) => ofKind<KafkaNodePool>(kafkaOf(environment), 'KafkaNodePool');
const clusterOf = (environment = eksProd()) => ofKind<Kafka>(kafkaOf(environment), 'Kafka')[0]!;

describe.each(variants)('Kafka on EKS, %s', (_, environment) => {
  const objects = kafkaOf(environment);
  const pools = ofKind<KafkaNodePool>(objects, 'KafkaNodePool');
  const { spec } = ofKind<Kafka>(objects, 'Kafka')[0]!;

  it('has every broker and controller on the nodes that are theirs', () => {
    expect(pools.map(({ spec: { roles } }) => roles)).toEqual([['broker'], ['controller']]);
    for (const pool of pools) {
      const pod = pool.spec.template?.pod;
      expect(pod?.affinity?.nodeAffinity).toEqual({
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'millrace.dev/pool', operator: 'In', values: ['kafka'] }] }],
        },
      });
      expect(pod?.tolerations).toEqual([
        { key: 'millrace.dev/dedicated', operator: 'Equal', value: 'kafka', effect: 'NoSchedule' },
      ]);
    }
  });

  it('has nothing else there: no other pod puts up with the taint', () => {
    const others = allOf(environment).filter(({ kind }) => kind !== 'KafkaNodePool');
    expect(others.length).toBeGreaterThan(20);
    for (const object of others) expect(JSON.stringify(object)).not.toContain('millrace.dev/dedicated');
  });

  it('limits no processor of a broker or controller, and leaves half of its memory or more to the page cache', () => {
    for (const { spec: pool } of pools) {
      expect(Object.keys(pool.resources?.limits ?? {})).toEqual(['memory']);
      expect(pool.resources?.requests?.memory).toBe(pool.resources?.limits?.memory);
    }
    const { heap, resources } = environment.kafka;
    expect(heap.toBytes()).toBeLessThanOrEqual(resources.memory.toBytes() / 2);
    expect(pools[0]?.spec.jvmOptions?.['-Xmx']).toBe(`${heap.toBytes() / 2 ** 20}m`);
  });

  it('takes its rack from the zone and lets consumers fetch from the replica in theirs', () => {
    expect(spec.kafka.rack).toEqual({ type: 'topology-label', topologyKey: 'topology.kubernetes.io/zone' });
    expect(spec.kafka.config?.['replica.selector.class']).toBe(
      'org.apache.kafka.common.replica.RackAwareReplicaSelector',
    );
  });

  it('renews certificates in the windows of the environment', () => {
    expect(spec.maintenanceTimeWindows).toEqual(['* * 3 ? * TUE-THU']);
  });

  it('makes encrypted gp3 volumes that can grow, where the pod is, tagged with the environment', () => {
    const classes = ofKind<StorageClass>(objects, 'StorageClass');
    const deletable = environment.platform.dataDeletion === 'allowed';
    expect(classes.map(({ reclaimPolicy }) => reclaimPolicy)).toEqual(deletable ? ['Retain', 'Delete'] : ['Retain']);
    for (const storageClass of classes) {
      expect(storageClass).toMatchObject({
        provisioner: 'ebs.csi.aws.com',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      });
      expect(storageClass.parameters).toEqual({
        type: 'gp3',
        encrypted: 'true',
        'csi.storage.k8s.io/fstype': 'xfs',
        tagSpecification_1: 'millrace:environment=eks-prod',
        tagSpecification_2: 'millrace:managed-by=cdktf',
      });
    }
  });

  it('gives the brokers’ volumes, and no controller’s, the class of their speed, which is kept', () => {
    const [speed, ...others] = ofKind<VolumeAttributesClass>(objects, 'VolumeAttributesClass');
    expect(others).toEqual([]);
    expect(speed).toMatchObject({
      apiVersion: 'storage.k8s.io/v1',
      metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } },
      driverName: 'ebs.csi.aws.com',
      parameters: { iops: '3000', throughput: '125' },
    });
    expect(
      pools.map((pool) => pool.spec.storage.volumes?.map(({ volumeAttributesClass }) => volumeAttributesClass)),
    ).toEqual([[speed?.metadata.name], [undefined]]);
  });

  it('breaks no policy', () => {
    const { dataDeletion } = environment.platform;
    expect(policyFindings({ objects: allOf(environment), releases: [] }, { dataDeletion })).toEqual([]);
  });
});

describe("the class of the brokers' volumes", () => {
  const speedOf = (volume: Record<string, unknown>) => {
    const changes = Object.entries(volume).map(([key, value]) => [`kafka/volume/${key}`, value]);
    const objects = kafkaOf(eksProd(Object.fromEntries(changes) as Record<string, unknown>));
    const { metadata, parameters } = ofKind<VolumeAttributesClass>(objects, 'VolumeAttributesClass')[0]!;
    const [storageClass] = ofKind<StorageClass>(objects, 'StorageClass');
    return { name: metadata.name, parameters, storage: storageClass?.parameters };
  };

  it('is another one when the volumes are to be faster, while the StorageClass stays as it is', () => {
    const slow = speedOf({});
    const fast = speedOf({ iops: 6000, throughput: DataRate.bytesPerSecond(Size.mebibytes(500).toBytes()) });
    expect(fast.name).toBe('millrace-kafka-6000-iops-500-mibps');
    expect(fast.parameters).toEqual({ iops: '6000', throughput: '500' });
    expect(slow.name).not.toBe(fast.name);
    expect(slow.storage).toEqual(fast.storage);
  });

  it('asks for whole MiB, no less than the environment says, and no less than EBS takes', () => {
    const throughput = (rate: DataRate) => speedOf({ iops: 4000, throughput: rate }).parameters['throughput'];
    expect(throughput(DataRate.megabytesPerSecond(125))).toBe('125');
    expect(throughput(DataRate.megabytesPerSecond(200))).toBe('191');
    expect(throughput(DataRate.bytesPerSecond(Size.mebibytes(200).toBytes() + 1))).toBe('201');
  });
});

describe('the StorageClass', () => {
  it('does not follow the tags of the environment, which may change', () => {
    const classesOf = (tags: Record<string, string>) =>
      ofKind<StorageClass>(kafkaOf(eksProd({ 'platform/tags': tags })), 'StorageClass');
    expect(classesOf({ team: 'data' })).toEqual(classesOf({}));
  });
});

describe('Cruise Control', () => {
  const baseline = (type: string) => instanceTypes[type]!.network.baseline.toBytesPerSecond();

  it.each([
    ['one broker on a node has all of its network', {}, baseline('r7g.large')],
    ['two brokers on a node have half each', sixBrokers, baseline('r7g.xlarge') / 2],
    [
      'with a node for each of six, all of it again',
      { 'kafka/brokers': 6, 'platform/kafkaNodes/perZone': 2 },
      baseline('r7g.large'),
    ],
  ])('knows what the network carries: %s', (_, changes, bytes) => {
    const environment = eksProd(changes);
    const network = `${Math.floor(bytes / 1000)}KB/s`;
    expect(eksKafkaTarget(environment, { privateCidrs }).network?.toBytesPerSecond()).toBe(bytes);
    expect(clusterOf(environment).spec.cruiseControl?.brokerCapacity).toEqual({
      inboundNetwork: network,
      outboundNetwork: network,
    });
  });
});

describe('the pools', () => {
  it('are the brokers of the model, one more or fewer with it', () => {
    expect(poolsOf(eksProd(sixBrokers))[0]?.spec.replicas).toBe(6);
  });
});
