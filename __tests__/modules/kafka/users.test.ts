import { DataRate } from '../../../model/units';
import { kafkaEntityObjects } from '../../../modules/kafka/entities';
import type { KafkaUser } from '../../../modules/kubernetes/generated/strimzi';
import { clusterEnvironment, ofKind, variants } from './environments';

const usersOf = (environment = clusterEnvironment()): KafkaUser[] =>
  ofKind<KafkaUser>(kafkaEntityObjects({ environment }), 'KafkaUser');

/** Who may do what, written by hand from the services' purpose: a wider grant must be written here too. */
const rights: Readonly<Record<string, readonly string[]>> = {
  producer: ['Write,Describe literal topic posts', 'Write,Describe literal topic platform.health'],
  consumer: [
    'Read,Describe literal topic posts',
    'Read,Describe literal group consumer',
    'Write,Describe literal topic consumer.dead-letter',
    'Write,Describe literal topic platform.health',
  ],
  'ping-pong': [
    'Read,Describe literal topic dev.pingpong.requested',
    'Read,Describe literal group ping-pong',
    'Write,Describe literal topic dev.pingpong.succeeded',
    'Write,Describe literal topic dev.pingpong.failed',
    'Write,Describe literal topic ping-pong.dead-letter',
    'Write,Describe literal topic platform.health',
    'Write,Describe prefix transactionalId ping-pong-dev.pingpong.requested-',
  ],
};

describe('the KafkaUsers', () => {
  it.each(variants)('may do what their service is for, and nothing else: %s', (_, environment) => {
    const granted = usersOf(environment).map(({ metadata, spec }) => [
      metadata.name,
      spec.authorization?.acls
        .map(({ operations, resource: { type, name, patternType } }) =>
          [operations.join(), patternType, type, name].join(' '),
        )
        .sort(),
    ]);
    expect(Object.fromEntries(granted)).toEqual(
      Object.fromEntries(Object.entries(rights).map(([user, acls]) => [user, [...acls].sort()])),
    );
  });

  it.each(variants)('are refused everything that is not allowed, on no wildcard: %s', (_, environment) => {
    for (const { spec } of usersOf(environment)) {
      expect(spec.authorization?.type).toBe('simple');
      for (const { type, resource, operations } of spec.authorization?.acls ?? []) {
        expect(type).toBe('allow');
        expect(resource.type).not.toBe('cluster');
        expect(resource.name).toMatch(/^[a-z][a-z.-]+$/);
        expect(operations).not.toContain('All');
        if (resource.patternType === 'prefix') expect(resource.type).toBe('transactionalId');
      }
    }
  });

  it('prove who they are as the listener asks', () => {
    const types = (environment = clusterEnvironment()) =>
      new Set(usersOf(environment).map(({ spec }) => spec.authentication?.type));
    expect(types()).toEqual(new Set(['scram-sha-512']));
    expect(types(clusterEnvironment('minikube', { 'kafka/authentication': 'mtls' }))).toEqual(new Set(['tls']));
  });

  it("are slowed down at the model's quotas, in bytes a second", () => {
    const environment = clusterEnvironment('minikube', {
      'services/consumer/quota': { produce: DataRate.kilobytesPerSecond(64), fetch: DataRate.megabytesPerSecond(7) },
    });
    const consumer = usersOf(environment).find(({ metadata }) => metadata.name === 'consumer');
    expect(consumer?.spec.quotas).toEqual({
      producerByteRate: 64_000,
      consumerByteRate: 7_000_000,
      requestPercentage: 200,
      controllerMutationRate: 1,
    });
    for (const { spec } of usersOf()) expect(spec.quotas?.producerByteRate).toBeGreaterThan(0);
  });

  it('belong to the cluster, and their secrets carry the standard labels', () => {
    for (const { metadata, spec } of usersOf()) {
      expect(metadata).toMatchObject({ namespace: 'millrace', labels: { 'strimzi.io/cluster': 'millrace' } });
      expect(spec.template?.secret?.metadata?.labels).toMatchObject({
        'app.kubernetes.io/name': metadata.name,
        'app.kubernetes.io/component': 'user',
      });
    }
  });
});
