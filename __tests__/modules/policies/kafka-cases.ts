import { withChanges } from '../../model/with-changes';
import { externalListener, volumeAttributes } from './good-objects';
import type { PolicyCase } from './policy-case';

const listener = 'kafka/spec/kafka/listeners/0';
const volume = 'nodePool/spec/storage/volumes/0';
const acl = 'user/spec/authorization/acls/0';

const onTopic = (set: PolicyCase['set'], got: string): PolicyCase => ({ set, on: 'millrace/KafkaTopic/posts', got });
const onUser = (set: PolicyCase['set'], got: string): PolicyCase => ({
  set,
  on: 'millrace/KafkaUser/producer-user',
  got,
});
const onPool = (set: PolicyCase['set'], got: string): PolicyCase => ({
  set,
  on: 'millrace/KafkaNodePool/brokers',
  got,
});
const onKafka = (set: PolicyCase['set'], got: string): PolicyCase => ({ set, on: 'millrace/Kafka/millrace', got });

const keep = { 'helm.sh/resource-policy': 'keep' };

const outer = 'kafka/spec/kafka/listeners/1';
const scheme = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
const publicly = { [scheme]: 'internet-facing' };
/** The listener with other words about its load balancers. */
const outside = (changes: Readonly<Record<string, unknown>>): PolicyCase['set'] => ({
  [outer]: withChanges(externalListener(), changes),
});
/** The class with other words. */
const attributes = (changes: Readonly<Record<string, unknown>>, got: string): PolicyCase => ({
  set: { volumeAttributesClass: withChanges(volumeAttributes(), changes) },
  on: '-/VolumeAttributesClass/kafka',
  got,
});

const clusterCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  LISTENER_ANONYMOUS: [
    onKafka({ [`${listener}/authentication`]: undefined }, 'listener tls: no authentication'),
    onKafka({ [`${listener}/authentication`]: { type: 'custom', sasl: false } }, 'listener tls: its authentication is'),
  ],
  LISTENER_PLAINTEXT: [onKafka({ [`${listener}/tls`]: false }, 'listener tls: no TLS')],
  LISTENER_UNGUARDED: [
    onKafka({ [`${listener}/networkPolicyPeers`]: undefined }, 'listener tls: anyone may connect (internal, no'),
    onKafka(
      { [`${listener}/type`]: 'nodeport', [`${listener}/networkPolicyPeers`]: undefined },
      'anyone may connect (nodeport, no networkPolicyPeers)',
    ),
    onKafka(
      outside({ networkPolicyPeers: [] }),
      'listener external: anyone may connect (loadbalancer, no networkPolicyPeers)',
    ),
    onKafka(
      { [`${listener}/type`]: 'nodeport', [`${listener}/networkPolicyPeers`]: [{ ipBlock: { cidr: '0.0.0.0/0' } }] },
      'anyone may connect (nodeport)',
    ),
    onKafka({ [`${listener}/networkPolicyPeers`]: [{ namespaceSelector: {} }] }, 'anyone may connect (internal)'),
  ],
  KAFKA_AUTHORIZATION_MISSING: [
    onKafka({ 'kafka/spec/kafka/authorization': undefined }, 'no authorization'),
    onKafka({ 'kafka/spec/kafka/authorization/type': 'custom' }, 'its authorization is custom'),
  ],
  KAFKA_AUTHORIZATION_BYPASSED: [
    onKafka({ 'kafka/spec/kafka/authorization/superUsers': ['User:ANONYMOUS'] }, 'super users: User:ANONYMOUS'),
    onKafka({ 'kafka/spec/kafka/config/super.users': 'User:a' }, 'super.users is set'),
    onKafka(
      { 'kafka/spec/kafka/config/allow.everyone.if.no.acl.found': true },
      'allow.everyone.if.no.acl.found is true',
    ),
    onKafka({ 'kafka/spec/kafka/config/allow.everyone.if.no.acl.found': 'true' }, 'is true'),
  ],
  KAFKA_UNCLEAN_ELECTION: [
    onKafka(
      { 'kafka/spec/kafka/config/unclean.leader.election.enable': true },
      'unclean.leader.election.enable is true',
    ),
    onKafka({ 'kafka/spec/kafka/config/unclean.leader.election.enable': 'true' }, 'is true'),
  ],
  KAFKA_TOPICS_AUTO_CREATED: [
    onKafka({ 'kafka/spec/kafka/config': undefined }, 'auto.create.topics.enable is not set'),
    onKafka({ 'kafka/spec/kafka/config/auto.create.topics.enable': true }, 'auto.create.topics.enable is true'),
  ],
  KAFKA_EVICTABLE: [
    { ...onKafka({}, 'maxUnavailable is 1'), beside: 'drain-cleaner' },
    {
      ...onKafka({ 'kafka/spec/kafka/template/podDisruptionBudget': { maxUnavailable: 2 } }, 'maxUnavailable is 2'),
      beside: 'drain-cleaner',
    },
  ],
  NODE_POOL_RESOURCES_UNSET: [
    onPool({ 'nodePool/spec/resources': undefined }, 'no request of cpu'),
    onPool({ 'nodePool/spec/resources/limits': {} }, 'no limit of memory'),
  ],
  NODE_POOL_VOLUME_CLASSLESS: [
    onPool({ [`${volume}/class`]: undefined }, 'volume 0: the cluster’s default class'),
    onPool({ [`${volume}/type`]: 'ephemeral' }, 'its type is ephemeral'),
    onPool({ 'nodePool/spec/storage': { type: 'ephemeral' } }, 'its type is ephemeral'),
  ],
  NODE_POOL_VOLUME_DELETABLE: [onPool({ [`${volume}/deleteClaim`]: true }, 'volume 0: deleteClaim is true')],
  STORAGE_CLASS_DELETES: [
    { set: { 'storageClass/reclaimPolicy': undefined }, on: '-/StorageClass/kafka', got: 'reclaimPolicy is Delete' },
    { set: { 'storageClass/reclaimPolicy': 'Delete' }, on: '-/StorageClass/kafka', got: 'reclaimPolicy is Delete' },
  ],
};

const awsCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  LISTENER_PUBLIC: [
    onKafka(outside({ 'configuration/bootstrap': undefined }), 'listener external: its bootstrap Service'),
    onKafka(outside({ 'configuration/bootstrap/annotations': publicly }), 'its bootstrap Service is not said'),
    onKafka(outside({ 'configuration/perBrokerAnnotationsTemplate': undefined }), '3 of its brokers’ Services'),
    onKafka(outside({ 'configuration/perBrokerAnnotationsTemplate': publicly }), '3 of its brokers’ Services'),
    onKafka(
      outside({
        'configuration/perBrokerAnnotationsTemplate': undefined,
        'configuration/brokers': [
          { broker: 1, annotations: { [scheme]: 'internal' } },
          { broker: 2, annotations: { [scheme]: 'internal' } },
        ],
      }),
      '1 of its brokers’ Services are not said to be internal',
    ),
  ],
  LISTENER_SOURCES_OPEN: [
    onKafka(outside({ 'configuration/loadBalancerSourceRanges': undefined }), 'no loadBalancerSourceRanges'),
    onKafka(outside({ 'configuration/loadBalancerSourceRanges': [] }), 'no loadBalancerSourceRanges'),
    onKafka(
      outside({ 'configuration/loadBalancerSourceRanges': ['10.0.0.0/8', '0.0.0.0/0'] }),
      'listener external: its loadBalancerSourceRanges have 0.0.0.0/0',
    ),
  ],
  LISTENER_BALANCER_UNNAMED: [
    onKafka(outside({ 'configuration/class': undefined }), 'listener external: its class is not set'),
    onKafka(outside({ 'configuration/class': 'other' }), 'its class is other'),
  ],
  STORAGE_CLASS_UNENCRYPTED: [
    {
      set: { 'storageClass/parameters': undefined },
      on: '-/StorageClass/kafka',
      got: 'encrypted is not set',
    },
    { set: { 'storageClass/parameters/encrypted': 'false' }, on: '-/StorageClass/kafka', got: 'encrypted is false' },
  ],
  VOLUME_ATTRIBUTES_INCOMPLETE: [
    attributes({ driverName: 'other' }, 'its driver is other'),
    attributes({ 'parameters/type': 'io2' }, 'its type is io2'),
    attributes({ 'parameters/iops': undefined }, 'no iops'),
    attributes({ 'parameters/iops': '2999' }, 'iops is 2999, which is not from 3000 to 80000'),
    attributes({ 'parameters/iops': '80001' }, 'iops is 80001'),
    attributes({ 'parameters/throughput': undefined }, 'no throughput'),
    attributes({ 'parameters/throughput': '124' }, 'throughput is 124, which is not from 125 to 2000'),
    attributes({ 'parameters/throughput': '2001' }, 'throughput is 2001'),
    attributes({ 'parameters/throughput': '125MiB' }, 'throughput is 125MiB'),
  ],
};

const operatorCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  KAFKA_POD_PRIVILEGED: [
    ...Object.entries({
      'privileged is true': { privileged: true },
      'allowPrivilegeEscalation is true': { allowPrivilegeEscalation: true },
      'runAsUser is 0': { runAsUser: 0 },
      'runAsNonRoot is false': { runAsNonRoot: false },
      'readOnlyRootFilesystem is false': { readOnlyRootFilesystem: false },
      'procMount is Unmasked': { procMount: 'Unmasked' },
      'it adds SYS_ADMIN': { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } },
      'seccompProfile is Unconfined': { seccompProfile: { type: 'Unconfined' } },
      'hostProcess is true': { windowsOptions: { hostProcess: true } },
    }).map(([got, context]) =>
      onPool(
        { 'nodePool/spec/template/kafkaContainer/securityContext': context },
        `spec.template.kafkaContainer.securityContext: ${got}`,
      ),
    ),
    onPool(
      { 'nodePool/spec/template/pod/securityContext/runAsUser': 0 },
      'spec.template.pod.securityContext: runAsUser',
    ),
    onKafka(
      { 'kafka/spec/entityOperator/template/topicOperatorContainer/securityContext/privileged': true },
      'spec.entityOperator.template.topicOperatorContainer.securityContext: privileged is true',
    ),
    onKafka({ 'kafka/spec/kafkaExporter/template/container/securityContext/runAsUser': 0 }, 'runAsUser is 0'),
  ],
  KAFKA_POD_IMAGE_UNPINNED: [
    onKafka({ 'kafka/spec/kafka/image': 'example.com/kafka' }, 'spec.kafka.image: example.com/kafka has no tag'),
    onKafka({ 'kafka/spec/kafka/brokerRackInitImage': 'a:latest' }, 'spec.kafka.brokerRackInitImage: the tag of'),
    onKafka({ 'kafka/spec/cruiseControl/image': 'a:edge' }, 'spec.cruiseControl.image: the tag of a:edge is moved'),
  ],
  KAFKA_OPERATORS_RESOURCES_UNSET: [
    onKafka({ 'kafka/spec/entityOperator/topicOperator': {} }, 'entityOperator.topicOperator: no request of cpu'),
    onKafka({ 'kafka/spec/entityOperator/userOperator/resources/limits': {} }, 'userOperator: no limit of memory'),
    onKafka({ 'kafka/spec/cruiseControl': {} }, 'cruiseControl: no request of cpu'),
    onKafka({ 'kafka/spec/kafkaExporter': {} }, 'kafkaExporter: no request of cpu'),
  ],
};

const entityCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  KAFKA_TOPIC_OWNERLESS: [
    onTopic({ 'topic/metadata/annotations': { ...keep, 'millrace.dev/durability': 'no-loss' } }, 'no owner'),
  ],
  KAFKA_TOPIC_PROFILE_UNKNOWN: [
    onTopic(
      { 'topic/metadata/annotations': { ...keep, 'millrace.dev/owner': 'a', 'millrace.dev/durability': 'best' } },
      'its profile is "best"',
    ),
  ],
  KAFKA_TOPIC_BELOW_PROFILE: [
    onTopic({ 'topic/spec/replicas': 2 }, '2 replicas, where the profile has 3'),
    onTopic({ 'topic/spec/config/min.insync.replicas': '1' }, 'min.insync.replicas is 1'),
    onTopic({ 'topic/spec/config/min.insync.replicas': undefined }, 'min.insync.replicas is 0'),
    onTopic({ 'topic/spec/config/unclean.leader.election.enable': 'true' }, 'may become leader'),
    onTopic({ 'topic/spec/config/unclean.leader.election.enable': true }, 'may become leader'),
  ],
  KAFKA_TOPIC_DELETABLE: [
    onTopic(
      { 'topic/metadata/annotations': { 'millrace.dev/owner': 'a', 'millrace.dev/durability': 'no-loss' } },
      'Helm deletes it',
    ),
  ],
  KAFKA_USER_ANONYMOUS: [onUser({ 'user/spec/authentication': undefined }, 'no authentication')],
  KAFKA_USER_UNBOUND: [onUser({ 'user/spec/authorization': undefined }, 'no authorization')],
  KAFKA_USER_TOO_WIDE: [
    onUser({ [`${acl}/resource/name`]: '*' }, 'every topic (literal "*")'),
    onUser({ [`${acl}/resource`]: { type: 'group', patternType: 'prefix', name: '' } }, 'every group (prefix "")'),
    onUser({ [`${acl}/resource/patternType`]: 'prefix' }, 'every topic (prefix "posts")'),
    onUser(
      {
        [`${acl}/resource`]: { type: 'topic', patternType: 'prefix', name: 'p' },
        [`${acl}/operations`]: ['Read', 'Write'],
      },
      'every topic (prefix "p")',
    ),
    onUser({ [`${acl}/resource`]: { type: 'transactionalId', patternType: 'prefix' } }, 'every transactionalId'),
    ...['All', 'Create', 'Delete', 'Alter', 'AlterConfigs', 'ClusterAction', 'IdempotentWrite'].map((operation) =>
      onUser({ [`${acl}/operations`]: ['Read', operation] }, `${operation} on topic posts`),
    ),
    ...['Alter', 'ClusterAction', 'Create', 'IdempotentWrite', 'All', 'Write'].map((operation) =>
      onUser(
        { [`${acl}/resource`]: { type: 'cluster' }, [`${acl}/operations`]: [operation] },
        `${operation} on cluster`,
      ),
    ),
  ],
  KAFKA_USER_UNLIMITED: [
    onUser({ 'user/spec/quotas': undefined }, 'no producerByteRate, no consumerByteRate, no requestPercentage'),
    onUser({ 'user/spec/quotas/producerByteRate': undefined }, 'no producerByteRate'),
  ],
};

/** Changes of what the operators read. */
export const kafkaCases = { ...clusterCases, ...awsCases, ...operatorCases, ...entityCases };
