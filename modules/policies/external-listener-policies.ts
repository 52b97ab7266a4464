import type { Kafka, KafkaNodePool } from '../kubernetes/generated/strimzi';
import { keyOf, type KubernetesObject } from '../kubernetes/object';
import { isEveryone } from './network-policies';
import { eachOf, type Policy } from './policy';

type Listener = Kafka['spec']['kafka']['listeners'][number];
type Annotations = Readonly<Record<string, string>>;

const externalOf = ({ spec }: Kafka): Listener[] => spec.kafka.listeners.filter(({ type }) => type === 'loadbalancer');

/** By which the AWS Load Balancer Controller makes one that has addresses of the VPC only. */
const isInternal = (annotations: Annotations = {}): boolean =>
  annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'] === 'internal';

const isKafka = (object: KubernetesObject): object is Kafka => object.kind === 'Kafka';
const isPool = (object: KubernetesObject): object is KafkaNodePool => object.kind === 'KafkaNodePool';

/** How many brokers the pools of a cluster make: each has a load balancer, or a port of one, of its own. */
function brokersOf({ metadata }: Kafka, objects: readonly KubernetesObject[]): number {
  const pools = objects
    .filter(isPool)
    .filter((pool) => pool.metadata.namespace === metadata.namespace && pool.spec.roles.includes('broker'));
  return pools.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

/** Services of the listener that are not said to be internal; what a template says is said of every listener's. */
function openServices(kafka: Kafka, { configuration }: Listener, objects: readonly KubernetesObject[]): string[] {
  const { externalBootstrapService, perPodService } = kafka.spec.kafka.template ?? {};
  const brokers = configuration?.brokers ?? [];
  const all = brokersOf(kafka, objects);
  const said = brokers.filter(({ annotations }) => isInternal(annotations)).length;
  return [
    ...(isInternal(configuration?.bootstrap?.annotations) || isInternal(externalBootstrapService?.metadata?.annotations)
      ? []
      : ['its bootstrap Service is not said to be internal']),
    ...((said === brokers.length && said >= all) ||
    isInternal(configuration?.perBrokerAnnotationsTemplate) ||
    isInternal(perPodService?.metadata?.annotations)
      ? []
      : [`${Math.max(all, brokers.length) - said} of its brokers’ Services are not said to be internal`]),
  ];
}

function openSources({ configuration }: Listener): string | undefined {
  const ranges = configuration?.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0) return 'no loadBalancerSourceRanges';
  const open = ranges.filter((cidr) => isEveryone({ ipBlock: { cidr } }));
  return open.length === 0 ? undefined : `its loadBalancerSourceRanges have ${open.join(', ')}`;
}

/** Of listeners that are reached through load balancers. That they have TLS and ask who is there is every listener's. */
export const externalListenerPolicies: readonly Policy[] = [
  {
    code: 'LISTENER_PUBLIC',
    title:
      'a load balancer of a listener has addresses of the private network only: the bootstrap’s and every broker’s',
    fix: 'annotate its Services with service.beta.kubernetes.io/aws-load-balancer-scheme: internal',
    check: (objects) =>
      objects.filter(isKafka).flatMap((kafka) =>
        externalOf(kafka).flatMap((listener) =>
          openServices(kafka, listener, objects).map((got) => ({
            on: keyOf(kafka),
            got: `listener ${listener.name}: ${got}`,
          })),
        ),
      ),
  },
  {
    code: 'LISTENER_SOURCES_OPEN',
    title: 'a load balancer of a listener lets in those addresses that clients have, and no others',
    fix: 'set configuration.loadBalancerSourceRanges to blocks of /8 or longer',
    check: eachOf<Kafka>('Kafka', (kafka) =>
      externalOf(kafka).map((listener) => {
        const got = openSources(listener);
        return got === undefined ? undefined : `listener ${listener.name}: ${got}`;
      }),
    ),
  },
  {
    code: 'LISTENER_BALANCER_UNNAMED',
    title: 'which controller makes a listener’s load balancer is said: what the cluster has by default may be public',
    fix: 'set configuration.class to service.k8s.aws/nlb',
    check: eachOf<Kafka>('Kafka', (kafka) =>
      externalOf(kafka).map(({ name, configuration }) =>
        configuration?.class === 'service.k8s.aws/nlb'
          ? undefined
          : `listener ${name}: its class is ${configuration?.class ?? 'not set'}`,
      ),
    ),
  },
];
