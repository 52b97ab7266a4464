import { environments } from '../../environments';
import { durabilityProfiles } from '../../contracts/durability';
import { platformContracts } from '../../model/contracts';
import { resolve, tryResolve } from '../../model/resolve';
import { Cpu, DataRate, Duration, Size } from '../../model/units';
import { platformVersion } from '../../model/versions';
import { EnvironmentInvalidError } from '../../model/violation';
import { withChanges } from './with-changes';

function codesOf(spec: unknown): string[] {
  const resolution = tryResolve(spec);
  return resolution.ok ? [] : resolution.violations.map(({ code }) => code);
}

/** Paths of everything in a value that could still be changed. */
function thawed(value: unknown, path = '$'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, member]) => thawed(member, `${path}.${key}`));
  return Object.isFrozen(value) ? inside : [path, ...inside];
}

describe('resolve', () => {
  it('fills in every default', () => {
    const { services, kafka, versions, topics } = resolve(environments['eks-prod']);
    expect(kafka).toMatchObject({ authentication: 'scram', maxReplicasPerBroker: 4_000, volume: { headroom: 0.25 } });
    expect(kafka.brokerSessionTimeout).toEqual(Duration.seconds(9));
    expect(versions).toEqual({ kafka: '4.3.1', metadata: '4.3-IV0', strimzi: '1.2.0', kubernetes: '1.35' });
    expect(services.find(({ name }) => name === 'ping-pong')).toMatchObject({
      replicas: 3,
      port: 8002,
      logLevel: 'info',
      traceSampleRatio: 0.01,
      attempts: 5,
      queueSize: Size.mebibytes(32),
      deliveryTimeout: Duration.seconds(30),
      drainTimeout: Duration.seconds(20),
      resources: { cpu: Cpu.millicores(250), memory: Size.mebibytes(256) },
      durability: 'no-loss',
    });
    expect(topics.map(({ name }) => name)).toEqual(Object.keys(platformContracts.topics));
  });

  it('fills in the defaults of a laptop', () => {
    const { kafka, platform } = resolve(environments.local);
    expect(kafka).toMatchObject({ controllers: 'combined', authentication: 'none' });
    expect(platform).toEqual(environments.local.platform);
    expect(resolve(environments.minikube).platform).toMatchObject({ context: 'minikube' });
  });

  it('fills in the defaults of a cluster', () => {
    const cluster = {
      imageTag: platformVersion,
      imagePullPolicy: 'IfNotPresent',
      dataDeletion: 'forbidden',
    };
    expect(resolve(environments.minikube)).toMatchObject({
      platform: { ...cluster, imageRepository: 'millrace', volumeProvisioner: 'rancher.io/local-path' },
      kafka: { cruiseControl: true },
    });
    expect(resolve(environments['eks-prod']).platform).toMatchObject({
      ...cluster,
      imageRepository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/millrace',
      volumeProvisioner: 'ebs.csi.aws.com',
    });
    expect(resolve(environments.minikube).platform).not.toHaveProperty('mirror');
    expect(resolve(environments.local).kafka.cruiseControl).toBe(false);
  });

  it('scales a service only when it is told to, towards a target that follows from the metric', () => {
    const scalingOf = (scaling: unknown) => {
      const spec = withChanges(environments['eks-prod'], { 'services/consumer/scaling': scaling });
      return resolve(spec).services.find(({ name }) => name === 'consumer')?.scaling;
    };
    expect(scalingOf(undefined)).toBeUndefined();
    expect(scalingOf({ maxReplicas: 8 })).toEqual({ maxReplicas: 8, metric: 'cpu', target: 70 });
    const onLag = { maxReplicas: 8, metric: 'consumer-lag' };
    expect(scalingOf(onLag)).toEqual({ ...onLag, target: 10_000 });
    expect(scalingOf({ ...onLag, target: 500 })).toEqual({ ...onLag, target: 500 });
  });

  it('grants a user ten times what its topics declare, and something in any case', () => {
    const quotas = resolve(
      withChanges(environments['eks-prod'], { 'services/ping-pong/quota': { fetch: DataRate.megabytesPerSecond(3) } }),
    ).services.map(({ quota }) => [quota.produce.toBytesPerSecond(), quota.fetch.toBytesPerSecond()]);
    // Posts at 1 MB/s, dead letters at 5 kB/s, health at 200 B/s, ping-pong at 2 kB/s a topic.
    expect(quotas).toEqual([
      [10_002_000, 2_000_000],
      [1_000_000, 10_000_000],
      [1_000_000, 3_000_000],
    ]);
  });

  it('lets the environment override the catalogue, and the catalogue the defaults', () => {
    const topics = new Map(resolve(environments['eks-prod']).topics.map((topic) => [topic.name, topic]));
    expect(topics.get('posts')).toMatchObject({
      partitions: 12,
      replicationFactor: 3,
      maxRecordSize: Size.mebibytes(1),
    });
    expect(topics.get('platform.health')).toMatchObject({
      partitions: 1,
      retention: Duration.hours(1),
      cleanup: 'delete',
    });
    const bare = resolve(
      environments.local,
      withChanges(platformContracts, { 'catalogue/platform.health': undefined }),
    );
    const health = bare.topics.find(({ name }) => name === 'platform.health');
    expect(health).toMatchObject({ partitions: 3, retention: Duration.days(7), maxRecordSize: Size.mebibytes(1) });
    expect(health?.writeRate).toEqual(DataRate.kilobytesPerSecond(1));
  });

  it('carries the grants of the contracts over', () => {
    const [producer, consumer] = resolve(environments.local).services;
    expect(consumer).toMatchObject({
      group: 'consumer',
      deadLetter: 'consumer.dead-letter',
      consumes: ['posts'],
      transactional: false,
    });
    expect(producer).not.toHaveProperty('group');
    expect(producer).not.toHaveProperty('deadLetter');
  });

  it('takes an explicit undefined for a member that is left out', () => {
    const spec = { ...environments.local, versions: undefined, services: { producer: { replicas: undefined } } };
    expect(tryResolve(spec)).toEqual({ ok: true, environment: resolve(environments.local) });
  });

  it('replicates as the durability profile needs, more when it is told to', () => {
    const six = { 'kafka/brokers': 6, 'platform/kafkaNodes/perZone': 2 };
    const spec = withChanges(environments['eks-prod'], {
      ...six,
      'topics/posts/replicationFactor': 5,
      'topics/posts/durability': 'survives-two-losses',
    });
    const resolved = resolve(
      spec,
      withChanges(platformContracts, {
        'topics/consumer.dead-letter/durability': 'available',
        'services/consumer/consumes': [],
        'services/consumer/group': undefined,
      }),
    );
    const factors = new Map(resolved.topics.map(({ name, replicationFactor }) => [name, replicationFactor]));
    expect(factors.get('posts')).toBe(5);
    expect(factors.get('consumer.dead-letter')).toBe(2);
    expect(factors.get('platform.health')).toBe(3);
  });

  it('gives a service the strictest profile of its topics', () => {
    const spec = withChanges(environments['eks-prod'], {
      'kafka/brokers': 6,
      'platform/kafkaNodes/perZone': 2,
      'topics/consumer.dead-letter/durability': 'survives-two-losses',
      'topics/consumer.dead-letter/replicationFactor': 5,
    });
    const durability = new Map(resolve(spec).services.map((service) => [service.name, service.durability]));
    expect([...durability]).toEqual([
      ['producer', 'no-loss'],
      ['consumer', 'survives-two-losses'],
      ['ping-pong', 'no-loss'],
    ]);
  });

  it('places the brokers in the zones in turn', () => {
    const spec = withChanges(environments['eks-prod'], { 'kafka/brokers': 6, 'platform/kafkaNodes/perZone': 2 });
    const [a, b, c] = environments['eks-prod'].platform.zones;
    expect(resolve(spec).kafka.brokers).toEqual([a, b, c, a, b, c].map((rack, index) => ({ id: index + 1, rack })));
    expect(resolve(environments.local).kafka.brokers.map(({ rack }) => rack)).toEqual(['a', 'b', 'c']);
  });

  it('returns what nobody can change, and leaves the spec and the profiles as they were', () => {
    const spec = withChanges(environments['eks-prod'], {});
    const environment = resolve(spec);
    expect(thawed(environment)).toEqual([]);
    expect(Object.isFrozen(spec.kafka)).toBe(false);
    expect(environment.topics[0]?.profile).toEqual(durabilityProfiles['no-loss']);
    expect(() => Object.assign(environment.kafka, { heap: Size.gibibytes(1) })).toThrow(TypeError);
    expect(() => Object.assign(Size.gibibytes(1), { value: 2 })).toThrow(TypeError);
  });
});

describe('violations', () => {
  it('are told all at once: of form, of single values and of relations', () => {
    const spec = withChanges(environments['eks-prod'], {
      name: 'Prod',
      colour: 'red',
      'kafka/brokers': 4,
      'topics/posts/partitions': 0,
      'topics/dev.pingpong.failed/retention': 'a week',
      'services/producer/traceSampleRatio': 2,
      'services/consumr': {},
    });
    expect(codesOf(spec).sort()).toEqual([
      'ENVIRONMENT_NAME_INVALID',
      'KAFKA_BROKERS_UNEVEN_OVER_ZONES',
      'PLATFORM_NODE_TOO_SMALL',
      'SERVICE_TRACE_RATIO_INVALID',
      'SERVICE_UNKNOWN',
      'SPEC_SHAPE_INVALID',
      'SPEC_SHAPE_INVALID',
      'TOPIC_PARTITIONS_INVALID',
    ]);
  });

  it('of a wrong value do not bring along what follows from it', () => {
    expect(codesOf(withChanges(environments['eks-prod'], { 'kafka/brokers': 0 }))).toEqual(['KAFKA_BROKERS_INVALID']);
    expect(codesOf(withChanges(environments['eks-prod'], { 'topics/posts/partitions': NaN }))).toEqual([
      'TOPIC_PARTITIONS_INVALID',
    ]);
    expect(codesOf(withChanges(environments['eks-prod'], { platform: 5 }))).toEqual(['SPEC_SHAPE_INVALID']);
  });

  it('are an error with a code, a name, and a message that can be read aloud', () => {
    const spec = withChanges(environments.local, { 'topics/posts/replicationFactor': 4, 'topics/post': {} });
    const error = catchError(() => resolve(spec));
    expect(error).toMatchObject({ code: 'ENVIRONMENT_INVALID', canRetry: false, environment: '"local"' });
    expect(error.message).toBe(`The environment "local" cannot be used: 2 rules are broken.

1. topics.post  [TOPIC_UNKNOWN]
     rule:     an environment and the catalogue give settings to topics that contracts/topics.ts has
     got:      "post"
     allowed:  posts, dev.pingpong.requested, dev.pingpong.succeeded, dev.pingpong.failed, consumer.dead-letter, ping-pong.dead-letter, platform.health
     fix:      did you mean "posts"?

2. topics.posts.replicationFactor  [TOPIC_REPLICATION_EXCEEDS_BROKERS]
     rule:     each replica of a partition is on a broker of its own
     got:      4
     allowed:  1 to 3, the number of brokers
     fix:      use more brokers, or a durability profile that needs fewer replicas

Each code is explained in docs/rules.md.`);
  });

  it.each([null, undefined, 5, 'local', [], () => 1])('rejects %p as a spec', (spec) => {
    expect(codesOf(spec)).toEqual(['SPEC_SHAPE_INVALID']);
  });

  it('rejects an empty spec, once for each member that is missing', () => {
    const resolution = tryResolve({});
    expect(resolution.ok ? [] : resolution.violations.map(({ path }) => path)).toEqual(['name', 'platform', 'kafka']);
  });
});

function catchError(action: () => unknown): EnvironmentInvalidError {
  try {
    action();
  } catch (error) {
    if (error instanceof EnvironmentInvalidError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
