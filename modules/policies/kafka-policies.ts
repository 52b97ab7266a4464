import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { Kafka, KafkaNodePool } from '../kubernetes/generated/strimzi';
import { missingResources } from './container-policies';
import { eachOf, type Policy } from './policy';

type Listener = Kafka['spec']['kafka']['listeners'][number];

const eachListener = (check: (listener: Listener) => string | undefined): Policy['check'] =>
  eachOf<Kafka>('Kafka', ({ spec }) =>
    spec.kafka.listeners.map((listener) => {
      const got = check(listener);
      return got === undefined ? undefined : `listener ${listener.name}: ${got}`;
    }),
  );

type Volume = Omit<KafkaNodePool['spec']['storage'], 'volumes' | 'type'> & { readonly type: string };

/** A pool's one volume, or its several. */
const volumesOf = ({ storage }: KafkaNodePool['spec']): readonly Volume[] =>
  storage.type === 'jbod' ? (storage.volumes ?? []) : [storage];

const eachVolume = (check: (volume: Volume, dataDeletion: string) => string | undefined): Policy['check'] =>
  eachOf<KafkaNodePool>('KafkaNodePool', ({ spec }, { dataDeletion }) =>
    volumesOf(spec).map((volume) => {
      const got = check(volume, dataDeletion);
      return got === undefined ? undefined : `volume ${volume.id ?? 0}: ${got}`;
    }),
  );

export const kafkaPolicies: readonly Policy[] = [
  {
    code: 'LISTENER_ANONYMOUS',
    title: 'the brokers ask everyone who they are',
    fix: 'set authentication on the listener: scram-sha-512 or tls',
    check: eachListener(({ authentication }) => (authentication === undefined ? 'no authentication' : undefined)),
  },
  {
    code: 'LISTENER_PLAINTEXT',
    title: 'nothing crosses the network in the clear',
    fix: 'set tls: true on the listener',
    check: eachListener(({ tls }) => (tls ? undefined : 'no TLS')),
  },
  {
    code: 'KAFKA_AUTHORIZATION_MISSING',
    title: 'who was asked who they are may do what their ACLs say, not everything',
    fix: 'set spec.kafka.authorization.type: simple',
    check: eachOf<Kafka>('Kafka', ({ spec }) =>
      spec.kafka.authorization === undefined ? 'no authorization' : undefined,
    ),
  },
  {
    code: 'KAFKA_TOPICS_AUTO_CREATED',
    title: 'a topic is made by the model alone: one that a client makes by a slip has no owner and no profile',
    fix: 'set auto.create.topics.enable to false in spec.kafka.config; Kafka’s default is true',
    check: eachOf<Kafka>('Kafka', ({ spec }) => {
      const { 'auto.create.topics.enable': set } = spec.kafka.config ?? {};
      return set === false || set === 'false'
        ? undefined
        : `auto.create.topics.enable is ${set === undefined ? 'not set' : JSON.stringify(set)}`;
    }),
  },
  {
    code: 'NODE_POOL_RESOURCES_UNSET',
    title: 'brokers and controllers ask for processor and memory and limit their memory',
    fix: 'give the pool the model’s resources',
    check: eachOf<KafkaNodePool>('KafkaNodePool', ({ spec }) => missingResources(spec.resources)),
  },
  {
    code: 'NODE_POOL_VOLUME_CLASSLESS',
    title: 'what brokers store is on volumes of a class that was chosen',
    fix: 'make it a persistent-claim of the Kafka storage class',
    check: eachVolume(({ type, class: storageClass }) => {
      if (type !== 'persistent-claim') return `its type is ${type}: it goes with the pod`;
      return storageClass === undefined ? 'the cluster’s default class, whatever that is' : undefined;
    }),
  },
  {
    code: 'NODE_POOL_VOLUME_DELETABLE',
    title: 'volumes outlive their cluster, unless the environment allows the deletion of data',
    fix: 'set deleteClaim: false, or platform.dataDeletion to allowed if the data is of no worth',
    check: eachVolume(({ deleteClaim }, dataDeletion) =>
      dataDeletion === 'forbidden' && deleteClaim === true ? 'deleteClaim is true' : undefined,
    ),
  },
  {
    code: 'STORAGE_CLASS_DELETES',
    title: 'a volume outlives its claim, unless the environment allows the deletion of data',
    fix: 'set reclaimPolicy: Retain, or platform.dataDeletion to allowed if the data is of no worth',
    check: eachOf<StorageClass>('StorageClass', ({ reclaimPolicy = 'Delete' }, { dataDeletion }) =>
      dataDeletion === 'forbidden' && reclaimPolicy !== 'Retain' ? `reclaimPolicy is ${reclaimPolicy}` : undefined,
    ),
  },
];
