import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import type { PodSpec } from 'kubernetes-types/core/v1';
import { clusterNamed } from '../../../../local/deploy/chosen';
import { ledgerKinds, ledgerName } from '../../../../proof/targets/kubernetes/names';
import { policyObject, topicObject, userObject } from '../../../../proof/targets/kubernetes/objects';
import { podObject, securityOf } from '../../../../proof/targets/kubernetes/pod-object';
import { kafkaClientLabel } from '../../../../modules/kafka/names';
import { containerSecurity } from '../../../../modules/kubernetes/pods';
import { httpClientLabel, podsOfService } from '../../../../modules/workloads/labels';
import { credentialsOf } from '../../../../modules/workloads/credentials';
import { clusterLabel } from '../../../../modules/kafka/names';
import { kafkaSecuritySchema } from '../../../../contracts/runtime-config';

const topic = topicObject({
  name: 'ledger.direct',
  partitions: 6,
  replicationFactor: 3,
  config: { 'min.insync.replicas': '2' },
});
const pod = podObject({ image: 'millrace/producer:1', imagePullPolicy: 'IfNotPresent', spec: {} }, 'scram');
const podSpec = pod.spec as PodSpec;

interface Acl {
  readonly resource: { readonly type: string; readonly name?: string; readonly patternType?: string };
  readonly operations: readonly string[];
}
const aclsOf = (alsoReads: readonly string[]): readonly Acl[] =>
  (userObject('scram', alsoReads).spec as { authorization: { acls: readonly Acl[] } }).authorization.acls;

describe('what a proof puts into a platform', () => {
  it('is found again by one label, and the operators find what is theirs', () => {
    const objects = [topic, userObject('scram', []), policyObject(), pod];
    for (const { metadata, kind } of objects) {
      expect(metadata.labels).toMatchObject({ 'millrace.dev/ledger': 'true' });
      expect(ledgerKinds.some((plural) => plural.startsWith(kind.toLowerCase().replace(/y$/, '')))).toBe(true);
    }
    for (const { metadata } of objects.slice(0, 2)) expect(metadata.labels).toMatchObject(clusterLabel);
    // That label would give the pod the brokers' rights.
    expect(pod.metadata.labels).not.toHaveProperty('strimzi.io/cluster');
  });

  it('writes to topics of the ledger and to no other', () => {
    const writes = aclsOf(['posts']).filter(({ operations }) => operations.includes('Write'));
    expect(writes.map(({ resource: { type, name, patternType } }) => `${type} ${name} ${patternType}`)).toEqual([
      'topic ledger. prefix',
      'transactionalId ledger prefix',
    ]);
    const reads = (alsoReads: readonly string[]) =>
      aclsOf(alsoReads).filter(({ operations, resource }) => resource.type === 'topic' && operations.includes('Read'));
    expect(reads([]).map(({ resource }) => resource.name)).toEqual(['ledger.']);
    expect(reads(['posts']).map(({ resource }) => resource.name)).toEqual(['ledger.', 'posts']);
  });

  it('runs as the services do: restricted, let through by the same labels, and is none of them', () => {
    expect(podSpec.containers[0]?.securityContext).toEqual(containerSecurity);
    expect(pod.metadata.labels).toMatchObject({ ...kafkaClientLabel, ...httpClientLabel });
    const ofServices = podsOfService('producer');
    expect(Object.entries(ofServices).every(([label, value]) => pod.metadata.labels[label] === value)).toBe(false);
    expect((policyObject().spec as NetworkPolicySpec).podSelector?.matchLabels).toEqual(
      expect.not.objectContaining(ofServices),
    );
  });

  it.each(['scram', 'mtls'] as const)(
    'has its credentials where the services have theirs, with %s',
    (authentication) => {
      const security = securityOf(authentication);
      expect(kafkaSecuritySchema.parse(security)).toEqual(security);
      expect(security).toEqual(credentialsOf(ledgerName, authentication).security);
      const files = Object.values(security).flatMap((value) =>
        value.startsWith('/') ? [value.split('/').at(-1)] : [],
      );
      const { volumes = [] } = podObject({ image: 'i', imagePullPolicy: 'Always', spec: {} }, authentication)
        .spec as PodSpec;
      const mounted = volumes
        .flatMap(({ projected }) => projected?.sources ?? [])
        .flatMap(({ secret }) => secret?.items ?? []);
      expect(mounted.map(({ key }) => key).sort()).toEqual([...files].sort());
    },
  );

  it('takes an environment of any authentication', () => {
    expect(clusterNamed('minikube').kafka.authentication).not.toBe('none');
  });
});
