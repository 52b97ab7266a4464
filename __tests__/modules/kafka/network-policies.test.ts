import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { kafkaNetworkPolicies } from '../../../modules/kafka/network-policies';

type Labels = Readonly<Record<string, string>>;

/** Pods as the cluster operator labels them (`io.strimzi.operator.common.model.Labels`), and one of ours. */
const pods = {
  broker: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/name': 'millrace-kafka', 'strimzi.io/broker-role': 'true' },
  controller: {
    'strimzi.io/cluster': 'millrace',
    'strimzi.io/name': 'millrace-kafka',
    'strimzi.io/broker-role': 'false',
    'strimzi.io/controller-role': 'true',
  },
  entityOperator: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/name': 'millrace-entity-operator' },
  cruiseControl: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/name': 'millrace-cruise-control' },
  service: { 'app.kubernetes.io/name': 'producer', 'millrace.dev/kafka-client': 'true' },
} as const satisfies Record<string, Labels>;
type Pod = keyof typeof pods;

const policies = kafkaNetworkPolicies({ apiServerPorts: [443, 8443] });

const matches = (labels: Labels, wanted: Labels = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** Policies of that direction that select the pod. */
const over = (pod: Pod, direction: 'Ingress' | 'Egress'): NetworkPolicy[] =>
  policies.filter(
    ({ spec }) => spec?.policyTypes?.includes(direction) && matches(pods[pod], spec.podSelector.matchLabels),
  );

/** Whether a pod's connection to that port of another pod of the namespace may leave. */
const mayLeave = (from: Pod, to: Pod): boolean =>
  over(from, 'Egress')
    .flatMap(({ spec }) => spec?.egress ?? [])
    .some(({ to: peers = [], ports }) =>
      peers.some(
        ({ podSelector, namespaceSelector }) =>
          ports === undefined &&
          namespaceSelector === undefined &&
          podSelector !== undefined &&
          matches(pods[to], podSelector.matchLabels),
      ),
    );

/** Whether it may open a connection to that port outside of the cluster. */
const mayCallOut = (from: Pod, port: number): boolean =>
  over(from, 'Egress')
    .flatMap(({ spec }) => spec?.egress ?? [])
    .some(
      ({ to = [], ports }) =>
        to.some(({ ipBlock }) => ipBlock !== undefined) && (ports ?? []).some(({ port: open }) => open === port),
    );

describe('the NetworkPolicies', () => {
  it('refuse every pod of the namespace what no other policy allows', () => {
    const [deny] = policies;
    expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    for (const { metadata } of policies) expect(metadata?.namespace).toBe('millrace');
  });

  it('let the pods of the cluster speak with each other, and with no service', () => {
    const cluster = ['broker', 'controller', 'entityOperator', 'cruiseControl'] as const;
    for (const from of cluster) {
      for (const to of cluster) expect([from, to, mayLeave(from, to)]).toEqual([from, to, true]);
      expect([from, mayLeave(from, 'service')]).toEqual([from, false]);
    }
    expect(mayLeave('service', 'broker')).toBe(false);
  });

  it.each([
    ['broker', true],
    ['entityOperator', true],
    ['controller', false],
    ['cruiseControl', false],
    ['service', false],
  ] as const)('let the %s reach the API server: %s', (pod, reaches) => {
    for (const port of [443, 8443]) expect(mayCallOut(pod, port)).toBe(reaches);
    expect(mayCallOut(pod, 80)).toBe(false);
  });

  it('let the pods of the cluster ask for names', () => {
    const dns = over('controller', 'Egress').flatMap(({ spec }) =>
      (spec?.egress ?? []).filter(({ ports }) => ports?.some(({ port }) => port === 53)),
    );
    expect(dns).toHaveLength(1);
    expect(dns[0]?.ports?.map(({ protocol }) => protocol)).toEqual(['UDP', 'TCP']);
  });

  it('let Prometheus in to the metrics alone, and nobody else of its namespace', () => {
    const rules = over('broker', 'Ingress').flatMap(({ spec }) => spec?.ingress ?? []);
    expect(rules).toHaveLength(1);
    expect(rules[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
      },
    ]);
    expect(rules[0]?.ports?.map(({ port }) => port)).toEqual([9404, 8080, 8081]);
  });
});
