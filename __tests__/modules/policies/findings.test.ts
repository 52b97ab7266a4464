import type { KubernetesObject } from '../../../modules/kubernetes/object';
import { policyFindings, policyTexts, tellFindings, type Finding } from '../../../modules/policies/findings';
import type { PolicyContext } from '../../../modules/policies/policy';
import type { ReleaseFacts } from '../../../modules/policies/release-policies';
import { ruleTexts } from '../../../model/rules';
import { withChanges } from '../../model/with-changes';
import { policyCases, releaseCases } from './cases';
import { goodObjects, goodReleases } from './good-objects';
import type { PolicyCase } from './policy-case';

const internal = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' };

const budget = 'kafka/spec/kafka/template/podDisruptionBudget/maxUnavailable';

const forbidden: PolicyContext = { dataDeletion: 'forbidden' };

const objectsWith = (changes: PolicyCase['set'] = {}): KubernetesObject[] =>
  Object.values<KubernetesObject>(withChanges(goodObjects(), changes));
const releasesWith = (changes: PolicyCase['set'] = {}): ReleaseFacts[] =>
  Object.values(withChanges(goodReleases(), changes));

const inObjects = (set: PolicyCase['set'], context = forbidden, beside?: string): Finding[] => {
  const releases = beside === undefined ? [] : [{ ...goodReleases().ours, name: beside }];
  return policyFindings({ objects: objectsWith(set), releases }, context, []);
};
const inReleases = (set: PolicyCase['set']): Finding[] =>
  policyFindings({ objects: [], releases: releasesWith(set) }, forbidden, []);

type Row = readonly [code: string, got: string, one: PolicyCase];
const rows = (cases: Readonly<Record<string, readonly PolicyCase[]>>): Row[] =>
  Object.entries(cases).flatMap(([code, all]) => all.map((one) => [code, one.got, one] as const));

function expectFinding(found: readonly Finding[], code: string, { on, got, also = [] }: PolicyCase): void {
  expect([...new Set(found.map((finding) => finding.code))].sort()).toEqual([code, ...also].sort());
  const { title, fix } = policyTexts.find((text) => text.code === code)!;
  expect(found).toContainEqual({ code, on, got: expect.stringContaining(got) as string, rule: title, fix });
}

describe('the policies', () => {
  it('pass what breaks none', () => {
    expect(policyFindings({ objects: objectsWith(), releases: releasesWith() }, forbidden, [])).toEqual([]);
  });

  it.each(rows(policyCases))('rejects %s: %s', (code, _, one) => {
    expectFinding(inObjects(one.set, forbidden, one.beside), code, one);
  });

  it.each(rows(releaseCases))('rejects %s: %s', (code, _, one) => {
    expectFinding(inReleases(one.set), code, one);
  });

  it('have each a case here that breaks it, and a code that no rule of the model has', () => {
    const codes = policyTexts.map(({ code }) => code);
    expect(Object.keys({ ...policyCases, ...releaseCases }).sort()).toEqual([...codes].sort());
    expect(new Set([...codes, ...ruleTexts.map(({ code }) => code)]).size).toBe(codes.length + ruleTexts.length);
  });

  it('leave the budget alone where no Drain Cleaner reads it, and pass one that allows nothing where one does', () => {
    expect(inObjects({ [budget]: 1 })).toEqual([]);
    expect(inObjects({ [budget]: 0 }, forbidden, 'drain-cleaner')).toEqual([]);
  });

  it('find all that is wrong at once, and tell it with object, rule and fix', () => {
    const found = inObjects({ 'service/spec/type': 'NodePort', 'kafka/spec/kafka/listeners/0/tls': false });
    expect(found.map(({ code }) => code).sort()).toEqual(['LISTENER_PLAINTEXT', 'SERVICE_EXPOSED']);
    const text = tellFindings('minikube', found);
    expect(text).toContain('The stack "minikube" cannot be deployed: 2 policies are broken.');
    expect(text).toContain('millrace/Service/producer  [SERVICE_EXPOSED]');
    expect(text).toContain('fix:   set tls: true on the listener');
    expect(tellFindings('minikube', found.slice(0, 1))).toContain('one policy is broken');
  });
});

describe('what the policies let pass', () => {
  const passing: readonly {
    readonly what: string;
    readonly set: PolicyCase['set'];
    readonly context?: PolicyContext;
  }[] = [
    {
      what: 'a listener’s brokers that are each said to be internal, or by the template of every listener',
      set: {
        'kafka/spec/kafka/listeners/1/configuration/perBrokerAnnotationsTemplate': undefined,
        'kafka/spec/kafka/listeners/1/configuration/brokers': [1, 2, 3].map((broker) => ({
          broker,
          annotations: internal,
        })),
        'kafka/spec/kafka/listeners/1/configuration/bootstrap': undefined,
        'kafka/spec/kafka/template/externalBootstrapService': { metadata: { annotations: internal } },
      },
    },
    {
      what: 'load balancers of brokers by the template of every listener',
      set: {
        'kafka/spec/kafka/listeners/1/configuration/perBrokerAnnotationsTemplate': undefined,
        'kafka/spec/kafka/template/perPodService': { metadata: { annotations: internal } },
      },
    },
    {
      what: 'volume attributes that leave the type to the volume, at the most that AWS takes',
      set: { 'volumeAttributesClass/parameters': { iops: '80000', throughput: '2000' } },
    },
    {
      what: 'a StorageClass of another provisioner, which has no such parameter',
      set: { 'storageClass/provisioner': 'rancher.io/local-path', 'storageClass/parameters': undefined },
    },
    {
      what: 'an image by digest, whatever its tag',
      set: { 'deployment/spec/template/spec/containers/0/image': `a/b:latest@sha256:${'0'.repeat(64)}` },
    },
    {
      what: 'a container whose own context says what its pod’s does not',
      set: {
        'deployment/spec/template/spec/securityContext': {},
        'deployment/spec/template/spec/containers/0/securityContext/runAsNonRoot': true,
        'deployment/spec/template/spec/containers/0/securityContext/seccompProfile': { type: 'Localhost' },
      },
    },
    {
      what: 'a wildcard that is denied',
      set: {
        'user/spec/authorization/acls/0/resource/name': '*',
        'user/spec/authorization/acls/0/type': 'deny',
      },
    },
    {
      what: 'the deletion of data where it is allowed',
      set: {
        'nodePool/spec/storage/volumes/0/deleteClaim': true,
        'storageClass/reclaimPolicy': 'Delete',
        'topic/metadata/annotations': { 'millrace.dev/owner': 'a', 'millrace.dev/durability': 'no-loss' },
      },
      context: { dataDeletion: 'allowed' },
    },
    {
      what: 'an unclean election where the profile has it',
      set: {
        'topic/metadata/annotations': {
          'millrace.dev/owner': 'a',
          'millrace.dev/durability': 'available',
          'helm.sh/resource-policy': 'keep',
        },
        'topic/spec/config/unclean.leader.election.enable': 'true',
      },
    },
    {
      what: 'a policy for one direction beside one for the other',
      set: {
        'networkPolicy/spec/policyTypes': ['Ingress'],
        'networkPolicy/spec/egress': undefined,
        everyone: {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'default-deny', namespace: 'millrace', labels: goodObjects().service.metadata.labels },
          spec: { podSelector: {}, policyTypes: ['Egress'] },
        },
      },
    },
    {
      what: 'everyone on a port that is named, and a network that is somebody’s',
      set: {
        'networkPolicy/spec/ingress': [{ ports: [{ port: 6443 }] }, { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
        'networkPolicy/spec/egress': [
          { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] },
          { to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }] },
          { ports: [{ protocol: 'UDP', port: 53 }] },
        ],
      },
    },
    {
      what: 'where a secret is, and one that a Secret of the cluster holds',
      set: {
        'deployment/spec/template/spec/containers/0/env': [
          { name: 'KAFKA_PASSWORD_FILE', value: '/etc/password' },
          { name: 'SECRET_NAME', value: 'producer' },
          { name: 'KAFKA_PASSWORD', valueFrom: { secretKeyRef: { name: 'producer', key: 'password' } } },
        ],
        'configMap/data/ca.crt': '-----BEGIN CERTIFICATE-----',
        'configMap/data/OTLP_ENDPOINT': 'http://collector.monitoring.svc:4318/a@b',
      },
    },
    {
      what: 'a prefix of transactional ids, and the cluster described',
      set: {
        'user/spec/authorization/acls/0/resource': { type: 'transactionalId', patternType: 'prefix', name: 'a-' },
        'user/spec/authorization/acls/1': {
          resource: { type: 'cluster' },
          operations: ['Describe', 'DescribeConfigs'],
        },
      },
    },
    { what: 'a policy whose types follow from what it has', set: { 'networkPolicy/spec/policyTypes': undefined } },
  ];

  it.each(passing)('passes $what', ({ set, context }) => {
    expect(inObjects(set, context)).toEqual([]);
  });

  it('rejects a preparing container like any other, except for the probes', () => {
    const init = { name: 'prepare', image: 'prepare' };
    const [found, sidecar] = [init, { ...init, restartPolicy: 'Always' }].map((container) =>
      inObjects({ 'deployment/spec/template/spec/initContainers': [container] }).map(({ code }) => code),
    );
    expect(found).toContain('CONTAINER_IMAGE_UNPINNED');
    expect(found).not.toContain('CONTAINER_PROBES_MISSING');
    expect(sidecar).toContain('CONTAINER_PROBES_MISSING');
  });

  it.each([
    ['StatefulSet', 'apps/v1'],
    ['DaemonSet', 'apps/v1'],
    ['ReplicaSet', 'apps/v1'],
    ['Job', 'batch/v1'],
  ])('rejects a container of a %s', (kind, apiVersion) => {
    const found = inObjects({
      'deployment/apiVersion': apiVersion,
      'deployment/kind': kind,
      'deployment/spec/template/spec/containers/0/image': 'producer:latest',
    });
    expect(found).toMatchObject([{ code: 'CONTAINER_IMAGE_UNPINNED', on: `millrace/${kind}/producer` }]);
  });

  it('rejects a container of a bare Pod', () => {
    const { metadata, spec } = goodObjects().deployment;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...spec.template.spec, hostNetwork: true } };
    expect(inObjects({ deployment: pod })).toMatchObject([{ code: 'POD_ON_ITS_NODE', on: 'millrace/Pod/producer' }]);
  });

  it('makes an exception for the one object that is on the list, and for that policy only', () => {
    const set = { 'service/spec/type': 'NodePort', 'service/metadata/labels': {} };
    const exempt = (on: string): string[] =>
      policyFindings({ objects: objectsWith(set), releases: [] }, forbidden, [
        { code: 'SERVICE_EXPOSED', on, reason: 'a test' },
      ]).map(({ code }) => code);
    expect(exempt('millrace/Service/producer')).toEqual(['OBJECT_LABELS_MISSING']);
    expect(exempt('millrace/Service/other')).toEqual(['OBJECT_LABELS_MISSING', 'SERVICE_EXPOSED']);
  });
});
