import { kafkaCluster } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { strimziAuthentication } from '../kafka/authentication';
import type { KafkaListener } from '../kafka/cluster';

/**
 * The way in for clients outside of the cluster, through internal Network Load Balancers that the AWS Load Balancer
 * Controller makes: one that clients are given first, and one for each broker, since a client must reach the very broker
 * that leads a partition. At 0.0225 USD an hour each (us-east-1, November 2026) three brokers' four cost 66 USD a month, and
 * what flows through them (NLCU) on top. One load balancer with a port for each broker would cost a quarter; it needs a
 * target group that somebody keeps in step with each broker's pod, or a proxy that reads the brokers' names out of TLS and
 * carries every byte once more: parts of ours to fail, for 50 USD. So each broker has its own.
 */

const annotation = (name: string): string => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

/**
 * A limit: AWS takes three to five minutes to register a broker that has rolled (aws-load-balancer-controller#1834).
 * Until then clients outside do not reach it, while it is ready, may lead partitions, and the operator may roll the next
 * one. Clients inside reach it at once, and nothing that was acknowledged is lost.
 *
 * The controller's readiness gates (`elbv2.k8s.aws/pod-readiness-gate-inject`) would have the operator wait. They are not
 * used: `podMutatorWebhookConfig.failurePolicy: Ignore` lets a pod start while the controller is away, but one that has
 * its gate is not ready until the controller says so, and nothing of the cluster is rolled until then. Gates were seen to
 * open ten minutes late and more (#3622, #4180), and the operator waits five for a pod before it fails and begins again.
 */

/** Of the bootstrap and of each broker's. Their subnets are found by the tag `kubernetes.io/role/internal-elb`. */
const internal = {
  [annotation('scheme')]: 'internal',
  // Straight to the pod: no port of a node is opened, and no other node is in between.
  [annotation('nlb-target-type')]: 'ip',
  // Brokers and their NetworkPolicy see who comes. Its price: a pod on the broker's own node gets no answer this way; pods have the internal listener.
  [annotation('target-group-attributes')]: 'preserve_client_ip.enabled=true',
} as const;

const crossZone = (enabled: boolean) => ({
  [annotation('attributes')]: `load_balancing.cross_zone.enabled=${enabled}`,
});

/** A client that has kept the address of a zone whose broker rolls gets in by another; little flows here, so that costs nothing. */
const bootstrap = { ...internal, ...crossZone(true) };

/** One pod in one zone stands behind it. Off: its name leads to that zone's address alone, and no byte is billed for a second way between zones. */
const broker = { ...internal, ...crossZone(false) };

type Peer = KafkaListener['networkPolicyPeers'][number];

/** Clients by their own addresses, and the load balancers, which stand in the private subnets and ask whether a broker is well. */
function peersOf([first, ...others]: readonly [string, ...string[]]): readonly [Peer, ...Peer[]] {
  const peer = (cidr: string): Peer => ({ ipBlock: { cidr } });
  return [peer(first), ...others.map(peer)];
}

/** None where the environment names no clients outside. */
export function externalListeners(
  { platform, kafka }: Pick<EnvironmentOn<'eks'>, 'platform' | 'kafka'>,
  privateCidrs: readonly string[],
): KafkaListener[] {
  const [first, ...others] = platform.clientCidrs;
  if (first === undefined) return [];
  return [
    {
      ...kafkaCluster.externalListener,
      type: 'loadbalancer',
      tls: true,
      authentication: { type: strimziAuthentication(kafka.authentication) },
      networkPolicyPeers: peersOf([first, ...others, ...privateCidrs]),
      configuration: {
        class: 'service.k8s.aws/nlb',
        // Becomes the load balancers' security group.
        loadBalancerSourceRanges: [first, ...others],
        allocateLoadBalancerNodePorts: false,
        bootstrap: { annotations: bootstrap },
        // For whatever brokers there are: one that is added has its own without an edit (Strimzi 1.1 and later).
        perBrokerAnnotationsTemplate: broker,
      },
    },
  ];
}
