import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { loadBalancersOf } from '../../../model/load-balancers';
import type { Kafka } from '../../../modules/kubernetes/generated/strimzi';
import { ofKind } from '../kafka/environments';
import { eksProd, kafkaOf, privateCidrs, sixBrokers, variants, withTieredStorage } from './rendered';

const listenersOf = (environment = eksProd()) => ofKind<Kafka>(kafkaOf(environment), 'Kafka')[0]!.spec.kafka.listeners;
const external = (environment = eksProd()) => listenersOf(environment).find(({ name }) => name === 'external');

const annotation = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

describe('the listener for clients outside of the cluster', () => {
  it.each(variants.filter(([, { platform }]) => platform.clientCidrs.length > 0))(
    'asks them who they are, over TLS, as the internal one does: %s',
    (_, environment) => {
      const [internal, outside, ...others] = listenersOf(environment);
      expect(others).toEqual([]);
      expect(outside).toMatchObject({ name: 'external', port: 9094, type: 'loadbalancer', tls: true });
      expect(outside?.authentication).toEqual(internal?.authentication);
      expect(outside?.authentication?.type).toBe(environment.kafka.authentication === 'mtls' ? 'tls' : 'scram-sha-512');
    },
  );

  it('is not there when nobody is outside', () => {
    const environment = eksProd({ 'platform/clientCidrs': [] });
    expect(listenersOf(environment).map(({ name }) => name)).toEqual(['tls']);
    expect(loadBalancersOf(environment)).toBe(0);
  });

  it('lets in the clients and the load balancers’ own questions, and nobody else', () => {
    const clientCidrs = ['10.8.0.0/16', '192.168.7.0/24'];
    const listener = external(eksProd({ 'platform/clientCidrs': clientCidrs }));
    expect(listener?.networkPolicyPeers).toEqual(
      [...clientCidrs, ...privateCidrs].map((cidr) => ({ ipBlock: { cidr } })),
    );
    expect(listener?.configuration?.loadBalancerSourceRanges).toEqual(clientCidrs);
  });

  it('has load balancers that only the VPC can see, with the pod itself behind them and no port of a node', () => {
    const {
      class: by,
      allocateLoadBalancerNodePorts,
      bootstrap,
      perBrokerAnnotationsTemplate,
    } = external()?.configuration ?? {};
    expect([by, allocateLoadBalancerNodePorts]).toEqual(['service.k8s.aws/nlb', false]);
    for (const annotations of [bootstrap?.annotations, perBrokerAnnotationsTemplate]) {
      expect(annotations).toMatchObject({
        [annotation('scheme')]: 'internal',
        [annotation('nlb-target-type')]: 'ip',
        [annotation('target-group-attributes')]: 'preserve_client_ip.enabled=true',
      });
    }
  });

  it('crosses zones to be found, and not to a broker, which stands in one', () => {
    const { bootstrap, perBrokerAnnotationsTemplate } = external()?.configuration ?? {};
    expect(bootstrap?.annotations?.[annotation('attributes')]).toBe('load_balancing.cross_zone.enabled=true');
    expect(perBrokerAnnotationsTemplate?.[annotation('attributes')]).toBe('load_balancing.cross_zone.enabled=false');
  });

  it('says nothing of single brokers: one that is added needs no edit', () => {
    const six = eksProd(sixBrokers);
    expect(external(six)).toEqual(external());
    expect(external()?.configuration).not.toHaveProperty('brokers');
    expect([loadBalancersOf(eksProd()), loadBalancersOf(six)]).toEqual([4, 7]);
  });
});

describe('what leaves the brokers', () => {
  const outwardOf = (environment = eksProd()) =>
    ofKind<NetworkPolicy>(kafkaOf(environment), 'NetworkPolicy').filter(
      ({ metadata }) => metadata?.name === 'kafka-brokers-outward',
    );

  it('is nothing more without tiered storage', () => {
    expect(outwardOf()).toEqual([]);
  });

  it('goes to S3 and to the agent that has their credentials, from brokers alone', () => {
    const [policy, ...others] = outwardOf(eksProd(withTieredStorage));
    expect(others).toEqual([]);
    expect(policy?.spec).toEqual({
      podSelector: { matchLabels: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/broker-role': 'true' } },
      policyTypes: ['Egress'],
      egress: [
        { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ protocol: 'TCP', port: 443 }] },
      ],
    });
  });
});
