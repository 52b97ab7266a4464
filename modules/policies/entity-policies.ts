import { durabilityProfiles, durabilityProfileNames, type DurabilityProfile } from '../../contracts/durability';
import { topicAnnotations } from '../kafka/names';
import type { KafkaTopic, KafkaUser } from '../kubernetes/generated/strimzi';
import { isKept } from '../releases/object-refs';
import { eachOf, type Policy } from './policy';

const annotation = ({ metadata }: KafkaTopic, key: string): string => metadata.annotations?.[key] ?? '';

function profileOf(topic: KafkaTopic): DurabilityProfile | undefined {
  const name = durabilityProfileNames.find((known) => known === annotation(topic, topicAnnotations.durability));
  return name === undefined ? undefined : durabilityProfiles[name];
}

/** Fewer copies than its profile promises; nothing when it has no profile, which another policy says. */
function belowProfile(topic: KafkaTopic): (string | undefined)[] {
  const profile = profileOf(topic);
  if (profile === undefined) return [];
  const { replicas = 0, config = {} } = topic.spec;
  const inSync = Number(config['min.insync.replicas'] ?? 0);
  const unclean = [true, 'true'].some((set) => set === config['unclean.leader.election.enable']);
  return [
    replicas < profile.minReplicationFactor
      ? `${replicas} replicas, where the profile has ${profile.minReplicationFactor}`
      : undefined,
    inSync < profile.minInsyncReplicas
      ? `min.insync.replicas is ${inSync}, where the profile has ${profile.minInsyncReplicas}`
      : undefined,
    unclean && !profile.uncleanLeaderElection ? 'a replica that lacks records may become leader' : undefined,
  ];
}

type Acl = NonNullable<KafkaUser['spec']['authorization']>['acls'][number];

/** What a service's contract can ask for (`model/grants.ts`), and to see settings; nothing that changes the cluster. */
const operations = ['Read', 'Write', 'Describe', 'DescribeConfigs'];
const clusterOperations = ['Describe', 'DescribeConfigs'];

/** What an ACL allows that no service declares: names that it does not know, or operations that no client needs. */
function tooWide({ type = 'allow', resource, operations: granted }: Acl): string[] {
  const { name = '', patternType = 'literal', type: kind } = resource;
  if (type === 'deny') return [];
  const allowed = kind === 'cluster' ? clusterOperations : operations;
  const unnamed = kind !== 'cluster' && (name === '*' || name === '');
  // Transactional ids alone are counted up by their service.
  const prefixed = patternType === 'prefix' && kind !== 'transactionalId';
  return [
    ...(unnamed || prefixed ? [`every ${kind} (${patternType} "${name}")`] : []),
    ...granted.filter((one) => !allowed.includes(one)).map((one) => `${one} on ${[kind, name].join(' ').trim()}`),
  ];
}

const rates = ['producerByteRate', 'consumerByteRate', 'requestPercentage'] as const;

export const entityPolicies: readonly Policy[] = [
  {
    code: 'KAFKA_TOPIC_OWNERLESS',
    title: `a topic says who answers for it: ${topicAnnotations.owner}`,
    fix: 'name the owner in the catalogue of topics',
    check: eachOf<KafkaTopic>('KafkaTopic', (topic) =>
      annotation(topic, topicAnnotations.owner) === '' ? 'no owner' : undefined,
    ),
  },
  {
    code: 'KAFKA_TOPIC_PROFILE_UNKNOWN',
    title: `a topic says what it promises: ${topicAnnotations.durability} is one of ${durabilityProfileNames.join(', ')}`,
    fix: 'name the profile in the catalogue of topics',
    check: eachOf<KafkaTopic>('KafkaTopic', (topic) =>
      profileOf(topic) === undefined ? `its profile is "${annotation(topic, topicAnnotations.durability)}"` : undefined,
    ),
  },
  {
    code: 'KAFKA_TOPIC_BELOW_PROFILE',
    title: 'a topic has at least the copies that its profile promises, on disk and in sync',
    fix: 'take replicas and settings from the model’s topic',
    check: eachOf<KafkaTopic>('KafkaTopic', belowProfile),
  },
  {
    code: 'KAFKA_TOPIC_DELETABLE',
    title: 'a topic outlives its release, unless the environment allows the deletion of data',
    fix: 'give it the keep policy, or set platform.dataDeletion to allowed if the data is of no worth',
    check: eachOf<KafkaTopic>('KafkaTopic', (topic, { dataDeletion }) =>
      dataDeletion === 'forbidden' && !isKept(topic) ? 'Helm deletes it, and its records with it' : undefined,
    ),
  },
  {
    code: 'KAFKA_USER_ANONYMOUS',
    title: 'a user proves who it is',
    fix: 'set authentication: scram-sha-512 or tls',
    check: eachOf<KafkaUser>('KafkaUser', ({ spec }) =>
      spec.authentication === undefined ? 'no authentication' : undefined,
    ),
  },
  {
    code: 'KAFKA_USER_UNBOUND',
    title: 'what a user may do is written down beside it',
    fix: 'set authorization of type simple with the service’s grants',
    check: eachOf<KafkaUser>('KafkaUser', ({ spec }) =>
      spec.authorization === undefined ? 'no authorization' : undefined,
    ),
  },
  {
    code: 'KAFKA_USER_TOO_WIDE',
    title:
      'a user may read, write and describe what its service declares, by name: no wildcard, no prefix of topics or groups, no operation that changes the cluster',
    fix: 'derive its ACLs from the service’s contract',
    check: eachOf<KafkaUser>('KafkaUser', ({ spec }) => (spec.authorization?.acls ?? []).flatMap(tooWide)),
  },
  {
    code: 'KAFKA_USER_UNLIMITED',
    title: `one user cannot take the brokers from the others: quotas of ${rates.join(', ')}`,
    fix: 'give it the quotas of the model’s service',
    check: eachOf<KafkaUser>('KafkaUser', ({ spec }) => {
      const missing = rates.filter((rate) => spec.quotas?.[rate] === undefined);
      return missing.length === 0 ? undefined : `no ${missing.join(', no ')}`;
    }),
  },
];
