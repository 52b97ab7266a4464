import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { Kafka, KafkaNodePool } from '../kubernetes/generated/strimzi';
import { eachOf, type Policy } from './policy';

type BrokerConfig = NonNullable<Kafka['spec']['kafka']['config']>;

const isOn = (config: BrokerConfig | undefined, setting: string): boolean =>
  [true, 'true'].some((set) => set === config?.[setting]);

/** Ways around every ACL. */
function bypasses({ authorization, config }: Kafka['spec']['kafka']): string[] {
  const superUsers = authorization?.superUsers ?? [];
  return [
    ...(superUsers.length === 0 ? [] : [`super users: ${superUsers.join(', ')}`]),
    ...(config?.['super.users'] === undefined ? [] : ['super.users is set']),
    ...(isOn(config, 'allow.everyone.if.no.acl.found') ? ['allow.everyone.if.no.acl.found is true'] : []),
  ];
}

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
    code: 'KAFKA_AUTHORIZATION_MISSING',
    title: 'who was asked who they are may do what their ACLs say, not everything',
    fix: 'set spec.kafka.authorization.type: simple',
    check: eachOf<Kafka>('Kafka', ({ spec }) => {
      const type = spec.kafka.authorization?.type;
      if (type === undefined) return 'no authorization';
      return type === 'simple' ? undefined : `its authorization is ${type}`;
    }),
  },
  {
    code: 'KAFKA_AUTHORIZATION_BYPASSED',
    title: 'nobody passes by the ACLs: there is no super user, and what has no ACL is refused',
    fix: 'leave superUsers and allow.everyone.if.no.acl.found out; grant what is needed to a KafkaUser',
    check: eachOf<Kafka>('Kafka', ({ spec }) => bypasses(spec.kafka)),
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
    code: 'KAFKA_UNCLEAN_ELECTION',
    title:
      'a replica that lacks records becomes leader of nothing but a topic whose profile says so: offsets and transactions are the cluster’s',
    fix: 'leave unclean.leader.election.enable out of spec.kafka.config; a topic’s profile sets it on the topic',
    check: eachOf<Kafka>('Kafka', ({ spec }) =>
      isOn(spec.kafka.config, 'unclean.leader.election.enable') ? 'unclean.leader.election.enable is true' : undefined,
    ),
  },
  {
    code: 'KAFKA_EVICTABLE',
    title:
      'where there is a Drain Cleaner nobody but the operator ends a broker: it lets evictions by to the budget, which allows none',
    fix: 'set template.podDisruptionBudget.maxUnavailable to 0 in spec.kafka',
    check: eachOf<Kafka>('Kafka', ({ spec }, { releases }) => {
      const { maxUnavailable = 1 } = spec.kafka.template?.podDisruptionBudget ?? {};
      return releases.includes('drain-cleaner') && maxUnavailable !== 0
        ? `maxUnavailable is ${maxUnavailable}`
        : undefined;
    }),
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
