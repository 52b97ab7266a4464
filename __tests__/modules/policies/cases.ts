import { labelsOf } from '../../../modules/kubernetes/object';

/** One change to the good objects or releases, and what must be said about it. */
export interface PolicyCase {
  /** By path below the objects' or releases' own names. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly on: string;
  readonly got: string;
  /** Other codes that the same change must break. @default - none */
  readonly also?: readonly string[];
}

const pod = 'deployment/spec/template/spec';
const main = `${pod}/containers/0`;
const deployment = 'millrace/Deployment/producer';
const cronJob = 'millrace/CronJob/report';
const cronMain = 'cronJob/spec/jobTemplate/spec/template/spec/containers/0';
const listener = 'kafka/spec/kafka/listeners/0';
const volume = 'nodePool/spec/storage/volumes/0';
const acl = 'user/spec/authorization/acls/0';

const onDeployment = (set: PolicyCase['set'], got: string, more: Partial<PolicyCase> = {}): PolicyCase => ({
  set,
  on: deployment,
  got,
  ...more,
});
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

const labels = Object.fromEntries(
  Object.entries(labelsOf({ name: 'producer', component: 'service' })).filter(([label]) => !label.endsWith('/part-of')),
);
const keep = { 'helm.sh/resource-policy': 'keep' };

const objectCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  OBJECT_LABELS_MISSING: [
    onDeployment({ 'deployment/metadata/labels': labels }, 'no app.kubernetes.io/part-of'),
    {
      set: { 'storageClass/metadata/labels': undefined },
      on: '-/StorageClass/kafka',
      got: 'no app.kubernetes.io/name, no app.kubernetes.io/instance',
    },
  ],
  OBJECT_NAMESPACE_MISSING: [
    { set: { 'service/metadata/namespace': undefined }, on: '-/Service/producer', got: 'no namespace' },
  ],
  OBJECT_IN_TWO_RELEASES: [
    {
      set: {
        again: {
          kind: 'Service',
          metadata: {
            name: 'producer',
            namespace: 'millrace',
            labels: labelsOf({ name: 'producer', component: 'service' }),
          },
        },
      },
      on: 'millrace/Service/producer',
      got: 'it is there 2 times',
    },
  ],
  SECRET_IN_VALUES: [
    { set: { 'secret/data': { password: 'aHVudGVyMg==' } }, on: 'millrace/Secret/empty', got: 'it carries password' },
    { set: { 'secret/stringData': { token: 't' } }, on: 'millrace/Secret/empty', got: 'it carries token' },
  ],
};

const containerCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  CONTAINER_RESOURCES_UNSET: [
    onDeployment({ [`${main}/resources/limits`]: { cpu: '1' } }, 'container main: no limit of memory'),
    onDeployment({ [`${main}/resources/requests`]: {} }, 'no request of cpu, no request of memory'),
    { set: { [`${cronMain}/resources`]: undefined }, on: cronJob, got: 'no request of cpu' },
  ],
  CONTAINER_PROBES_MISSING: [
    onDeployment({ [`${main}/livenessProbe`]: undefined }, 'container main: no livenessProbe'),
    onDeployment({ [`${main}/readinessProbe`]: undefined }, 'container main: no readinessProbe'),
  ],
  CONTAINER_MAY_BE_ROOT: [
    onDeployment({ [`${pod}/securityContext/runAsNonRoot`]: undefined }, 'container main: it may run as user 0'),
    onDeployment({ [`${main}/securityContext/runAsNonRoot`]: false }, 'it may run as user 0'),
    onDeployment({ [`${pod}/securityContext/runAsUser`]: 0 }, 'it may run as user 0'),
    onDeployment({ [`${main}/securityContext/runAsUser`]: 0 }, 'it may run as user 0'),
  ],
  CONTAINER_ROOT_WRITABLE: [
    onDeployment(
      { [`${main}/securityContext/readOnlyRootFilesystem`]: undefined },
      'container main: its root file system',
    ),
  ],
  CONTAINER_MAY_ESCALATE: [
    onDeployment({ [`${main}/securityContext/allowPrivilegeEscalation`]: undefined }, 'it may gain privileges'),
    onDeployment({ [`${main}/securityContext/privileged`]: true }, 'it may gain privileges'),
  ],
  CONTAINER_KEEPS_CAPABILITIES: [
    onDeployment({ [`${main}/securityContext/capabilities`]: undefined }, 'it does not drop ALL'),
    onDeployment({ [`${main}/securityContext/capabilities/add`]: ['NET_RAW'] }, 'it adds NET_RAW'),
  ],
  CONTAINER_SECCOMP_UNSET: [
    onDeployment({ [`${pod}/securityContext/seccompProfile`]: undefined }, 'seccompProfile is not set'),
    onDeployment(
      { [`${main}/securityContext/seccompProfile`]: { type: 'Unconfined' } },
      'seccompProfile is Unconfined',
    ),
  ],
  CONTAINER_IMAGE_UNPINNED: [
    onDeployment({ [`${main}/image`]: 'registry.example.com:5000/producer' }, 'has no tag, which means latest'),
    onDeployment({ [`${main}/image`]: 'producer:latest' }, 'the tag of producer:latest is moved'),
    onDeployment({ [`${main}/image`]: undefined }, 'no image'),
  ],
};

const podCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  POD_TOKEN_MOUNTED: [onDeployment({ [`${pod}/automountServiceAccountToken`]: undefined }, 'token is mounted')],
  POD_ON_ITS_NODE: [
    onDeployment({ [`${pod}/hostNetwork`]: true }, 'hostNetwork'),
    onDeployment({ [`${pod}/hostPID`]: true }, 'hostPID'),
    onDeployment({ [`${pod}/hostIPC`]: true }, 'hostIPC'),
    onDeployment(
      { [`${pod}/volumes`]: [{ name: 'logs', hostPath: { path: '/var/log' } }] },
      'volume logs is /var/log of the node',
    ),
    onDeployment({ [`${main}/ports`]: [{ containerPort: 1, hostPort: 1 }] }, 'container main has port 1 of the node'),
  ],
  POD_UNGUARDED: [
    onDeployment(
      {
        'deployment/spec/template/metadata/labels/open': 'x',
        'networkPolicy/spec/podSelector/matchExpressions/3/key': 'open',
      },
      'about its Ingress and Egress',
    ),
    onDeployment(
      {
        'networkPolicy/spec/podSelector': {
          matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: ['report'] }],
        },
      },
      'about its Ingress and Egress',
    ),
    onDeployment(
      {
        'networkPolicy/spec/podSelector': {
          matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'NotIn', values: ['producer'] }],
        },
      },
      'about its Ingress and Egress',
    ),
    onDeployment(
      { 'networkPolicy/spec/policyTypes': undefined, 'networkPolicy/spec/egress': undefined },
      'about its Egress',
    ),
    onDeployment({ 'deployment/metadata/namespace': 'elsewhere' }, 'about its Ingress and Egress', {
      on: 'elsewhere/Deployment/producer',
    }),
  ],
  NETWORK_POLICY_OPEN: [
    {
      set: { 'networkPolicy/spec/ingress': [{}] },
      on: 'millrace/NetworkPolicy/services',
      got: 'it lets everything in',
    },
    {
      set: { 'networkPolicy/spec/egress/0/ports': [] },
      on: 'millrace/NetworkPolicy/services',
      got: 'it lets everything out',
    },
  ],
  SERVICE_EXPOSED: [
    { set: { 'service/spec/type': 'NodePort' }, on: 'millrace/Service/producer', got: 'its type is NodePort' },
    { set: { 'service/spec/type': 'LoadBalancer' }, on: 'millrace/Service/producer', got: 'its type is LoadBalancer' },
    { set: { 'service/spec/externalIPs': ['192.0.2.1'] }, on: 'millrace/Service/producer', got: 'externalIPs' },
  ],
};

const kafkaCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  LISTENER_ANONYMOUS: [onKafka({ [`${listener}/authentication`]: undefined }, 'listener tls: no authentication')],
  LISTENER_PLAINTEXT: [onKafka({ [`${listener}/tls`]: false }, 'listener tls: no TLS')],
  KAFKA_AUTHORIZATION_MISSING: [onKafka({ 'kafka/spec/kafka/authorization': undefined }, 'no authorization')],
  KAFKA_TOPICS_AUTO_CREATED: [
    onKafka({ 'kafka/spec/kafka/config': undefined }, 'auto.create.topics.enable is not set'),
    onKafka({ 'kafka/spec/kafka/config/auto.create.topics.enable': true }, 'auto.create.topics.enable is true'),
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
    onUser({ [`${acl}/operations`]: ['All'] }, 'All on topic posts'),
  ],
  KAFKA_USER_UNLIMITED: [
    onUser({ 'user/spec/quotas': undefined }, 'no producerByteRate, no consumerByteRate, no requestPercentage'),
    onUser({ 'user/spec/quotas/producerByteRate': undefined }, 'no producerByteRate'),
  ],
};

const published = (set: PolicyCase['set'], got: string): PolicyCase => ({ set, on: 'monitoring', got });

/** Changes of the releases. */
export const releaseCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  RELEASE_UNPINNED: [
    published({ 'published/version': undefined }, 'the version of kube-prometheus-stack is not set'),
    published({ 'published/version': '~88.5' }, 'is ~88.5'),
    published({ 'published/version': '88.x.x' }, 'is 88.x.x'),
    published({ 'published/version': '>=88.5.3' }, 'is >=88.5.3'),
    published(
      {
        'published/version': undefined,
        'published/repository': undefined,
        'published/chart': 'oci://quay.io/charts/one',
      },
      'the version of oci://quay.io/charts/one is not set',
    ),
  ],
  RELEASE_BRINGS_CRDS: [published({ 'published/skipCrds': false }, 'kube-prometheus-stack installs its CRDs')],
};

/** Changes of the objects. */
export const policyCases = { ...objectCases, ...containerCases, ...podCases, ...kafkaCases, ...entityCases };
