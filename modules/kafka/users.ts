import { namespaces, userOf } from '../../model/cluster-names';
import type { Service } from '../../model/environment';
import { grantsOf, type Grant } from '../../model/grants';
import type { KafkaUser } from '../kubernetes/generated/strimzi';
import { labelsOf } from '../kubernetes/object';
import { strimziAuthentication, type Authentication } from './authentication';
import { kafkaLabels } from './names';

export interface UsersProps {
  readonly services: readonly Service[];
  readonly authentication: Authentication;
}

/**
 * Time that a broker's request and network threads may spend on one user, in per cent of one thread. A broker has 8 + 3 of
 * them (`num.io.threads`, `num.network.threads`), 1,100 %: one client in a busy loop leaves the others most of it.
 */
const requestPercentage = 200;

/** Partitions created or deleted a second. Nobody but the operator may; a quota of its own costs nothing when that changes. */
const controllerMutationRate = 1;

type Acl = NonNullable<KafkaUser['spec']['authorization']>['acls'][number];

const aclOf = ({ resource, name, pattern, operations }: Grant): Acl => ({
  type: 'allow',
  resource: { type: resource, name, patternType: pattern },
  operations,
  host: '*',
});

/** A user for each service, who may do what its contract says and nothing else; its secret has its name. */
export function kafkaUsers({ services, authentication }: UsersProps): KafkaUser[] {
  return services.map((service) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: {
      name: userOf(service.name),
      namespace: namespaces.platform,
      labels: kafkaLabels({ name: service.name, component: 'user' }),
    },
    spec: {
      authentication: { type: strimziAuthentication(authentication) },
      authorization: { type: 'simple', acls: grantsOf(service).map(aclOf) },
      // Of each broker: the model's quota is a broker's too.
      quotas: {
        producerByteRate: service.quota.produce.toBytesPerSecond(),
        consumerByteRate: service.quota.fetch.toBytesPerSecond(),
        requestPercentage,
        controllerMutationRate,
      },
      template: { secret: { metadata: { labels: labelsOf({ name: service.name, component: 'user' }) } } },
    },
  }));
}
