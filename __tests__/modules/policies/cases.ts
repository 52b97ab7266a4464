import { labelsOf } from '../../../modules/kubernetes/object';
import { kafkaCases } from './kafka-cases';
import type { PolicyCase } from './policy-case';

const pod = 'deployment/spec/template/spec';
const main = `${pod}/containers/0`;
const deployment = 'millrace/Deployment/producer';
const cronJob = 'millrace/CronJob/report';
const cronMain = 'cronJob/spec/jobTemplate/spec/template/spec/containers/0';

const onDeployment = (set: PolicyCase['set'], got: string, more: Partial<PolicyCase> = {}): PolicyCase => ({
  set,
  on: deployment,
  got,
  ...more,
});
const onConfigMap = (set: PolicyCase['set'], got: string): PolicyCase => ({
  set,
  on: 'millrace/ConfigMap/producer',
  got,
});
const onPolicy = (set: PolicyCase['set'], got: string): PolicyCase => ({
  set,
  on: 'millrace/NetworkPolicy/services',
  got,
});
const onNamespace = (set: PolicyCase['set'], got: string): PolicyCase => ({ set, on: '-/Namespace/millrace', got });

const metadata = (name: string) => ({
  name,
  namespace: 'millrace',
  labels: labelsOf({ name, component: 'service' }),
});

const admitting = (enforce: string, audit: string, warn: string): PolicyCase['set'] => ({
  'namespace/metadata/labels': {
    ...metadata('millrace').labels,
    'pod-security.kubernetes.io/enforce': enforce,
    'pod-security.kubernetes.io/audit': audit,
    'pod-security.kubernetes.io/warn': warn,
  },
});

/** Of a kind that is refused anyhow, and for what is in it too. */
const onSecret = (content: object, got: string): PolicyCase => ({
  set: { secret: { apiVersion: 'v1', kind: 'Secret', metadata: metadata('secret'), ...content } },
  on: 'millrace/Secret/secret',
  got,
  also: ['OBJECT_KIND_UNKNOWN'],
});

const initial = {
  name: 'initial',
  image: 'a:1',
  resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
};

const labels = Object.fromEntries(
  Object.entries(labelsOf({ name: 'producer', component: 'service' })).filter(([label]) => !label.endsWith('/part-of')),
);
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
          apiVersion: 'v1',
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
  OBJECT_KIND_UNKNOWN: [
    ...[
      ['rbac.authorization.k8s.io/v1', 'Role'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
      ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
      ['networking.k8s.io/v1', 'Ingress'],
      ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
      ['v1', 'PersistentVolume'],
      ['v1', 'PersistentVolumeClaim'],
      ['v1', 'ReplicationController'],
      ['v1', 'Secret'],
      ['v1', 'List'],
      ['v1', 'Endpoints'],
      // Another API's object of a name that is known.
      ['serving.knative.dev/v1', 'Service'],
      ['networking.k8s.io/v1beta1', 'NetworkPolicy'],
    ].map(([apiVersion, kind]) => ({
      set: { more: { apiVersion, kind, metadata: metadata('more') } },
      on: `millrace/${kind}/more`,
      got: `nothing here knows what a ${apiVersion} ${kind} may do`,
    })),
    {
      set: { more: { metadata: metadata('more') } },
      on: 'millrace/-/more',
      got: 'nothing here knows what a - - may do',
    },
  ],
  NAMESPACE_ADMITS_PRIVILEGED: [
    onNamespace({ 'namespace/metadata/labels': metadata('millrace').labels }, 'enforce is not set'),
    onNamespace(admitting('privileged', 'restricted', 'restricted'), 'enforce is privileged'),
    onNamespace(admitting('restricted', 'baseline', 'restricted'), 'audit is baseline'),
    onNamespace(admitting('restricted', 'restricted', ''), 'warn is '),
  ],
  SECRET_IN_VALUES: [
    onSecret({ data: { password: 'aHVudGVyMg==' } }, 'it carries password'),
    onSecret({ stringData: { any: 't' } }, 'it carries any'),
    ...['KAFKA_PASSWORD', 'apiToken', 'CLIENT_SECRET', 'SIGNING_KEY', 'AWS_SECRET_ACCESS_KEY', 'DB_PASS'].map((name) =>
      onDeployment({ [`${main}/env`]: [{ name, value: 'hunter2' }] }, `it carries ${name}`),
    ),
    onDeployment(
      { [`${pod}/initContainers`]: [{ ...initial, env: [{ name: 'TOKEN', value: 't' }] }] },
      'carries TOKEN',
    ),
    {
      set: { 'kafka/spec/kafka/template/kafkaContainer/env': [{ name: 'KEYSTORE_PASSWORD', value: 'hunter2' }] },
      on: 'millrace/Kafka/millrace',
      got: 'it carries KEYSTORE_PASSWORD',
    },
    onConfigMap({ 'configMap/data/KAFKA_PASSWORD': 'hunter2' }, 'it carries KAFKA_PASSWORD'),
    onConfigMap({ 'configMap/data/file': `-----BEGIN ${'RSA '}PRIVATE KEY-----\nMIIE` }, 'data.file has a private key'),
    onConfigMap({ 'configMap/data/file': '-----BEGIN PRIVATE KEY-----' }, 'data.file has a private key'),
    onConfigMap({ 'configMap/data/url': 'postgres://me:hunter2@db:5432' }, 'data.url has a password in an address'),
    onConfigMap(
      { 'configMap/data/jaas': 'ScramLoginModule required username="a" password="hunter2";' },
      'data.jaas has a password of a login module',
    ),
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
    onDeployment({ [`${main}/livenessProbe`]: {} }, 'container main: no livenessProbe'),
    onDeployment({ [`${main}/readinessProbe`]: { periodSeconds: 5 } }, 'container main: no readinessProbe'),
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
  CONTAINER_PROC_UNMASKED: [
    onDeployment({ [`${main}/securityContext/procMount`]: 'Unmasked' }, 'container main: procMount is Unmasked'),
  ],
  CONTAINER_IMAGE_UNPINNED: [
    ...['latest-alpine', '1.2-latest', 'LATEST', 'stable-slim', 'main-20261121', 'dev'].map((tag) =>
      onDeployment({ [`${main}/image`]: `producer:${tag}` }, `the tag of producer:${tag} is moved`),
    ),
    onDeployment({ [`${main}/image`]: 'registry.example.com:5000/producer' }, 'has no tag, which means latest'),
    onDeployment({ [`${main}/image`]: 'producer:latest' }, 'the tag of producer:latest is moved'),
    onDeployment({ [`${main}/image`]: undefined }, 'no image'),
  ],
};

const podCases: Readonly<Record<string, readonly PolicyCase[]>> = {
  POD_TOKEN_MOUNTED: [
    onDeployment({ [`${pod}/automountServiceAccountToken`]: undefined }, 'token is mounted'),
    onDeployment(
      { [`${pod}/volumes`]: [{ name: 'api', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] },
      'volume api has its service account’s token',
    ),
  ],
  POD_UNSEALED: [
    onDeployment({ [`${pod}/shareProcessNamespace`]: true }, 'shareProcessNamespace'),
    onDeployment({ [`${pod}/ephemeralContainers`]: [{ name: 'debug' }] }, 'ephemeral container debug'),
  ],
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
    onPolicy({ 'networkPolicy/spec/ingress': [{}] }, 'it lets everything in'),
    onPolicy({ 'networkPolicy/spec/egress/0/ports': [] }, 'it lets everything out'),
    onPolicy({ 'networkPolicy/spec/egress/0/ports': [{ protocol: 'TCP' }] }, 'it lets everything out'),
    onPolicy({ 'networkPolicy/spec/egress/0/ports': [{ port: 1, endPort: 65535 }] }, 'it lets everything out'),
    ...[
      { ipBlock: { cidr: '0.0.0.0/0' } },
      { ipBlock: { cidr: '128.0.0.0/1' } },
      { ipBlock: { cidr: '::/0', except: ['fe80::/10'] } },
      { namespaceSelector: {} },
      { namespaceSelector: { matchLabels: {} }, podSelector: {} },
      {},
    ].flatMap((peer) => [
      onPolicy({ 'networkPolicy/spec/ingress': [{ from: [{ podSelector: {} }, peer] }] }, 'it lets everything in'),
      onPolicy({ 'networkPolicy/spec/egress': [{ to: [peer] }] }, 'it lets everything out'),
    ]),
  ],
  SERVICE_EXPOSED: [
    { set: { 'service/spec/type': 'NodePort' }, on: 'millrace/Service/producer', got: 'its type is NodePort' },
    { set: { 'service/spec/type': 'LoadBalancer' }, on: 'millrace/Service/producer', got: 'its type is LoadBalancer' },
    {
      set: { 'service/spec': { type: 'ExternalName', externalName: 'example.com' } },
      on: 'millrace/Service/producer',
      got: 'its type is ExternalName',
    },
    { set: { 'service/spec/externalIPs': ['192.0.2.1'] }, on: 'millrace/Service/producer', got: 'externalIPs' },
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
  RELEASE_SOURCE_PLAIN: [
    published({ 'published/repository': 'http://charts.example.com' }, 'it comes from http://charts.example.com'),
    published(
      { 'published/repository': undefined, 'published/chart': 'http://charts.example.com/one-1.2.3.tgz' },
      'it comes from http://charts.example.com/one-1.2.3.tgz',
    ),
  ],
  RELEASE_BRINGS_CRDS: [published({ 'published/skipCrds': false }, 'kube-prometheus-stack installs its CRDs')],
};

/** Changes of the objects. */
export const policyCases = { ...objectCases, ...containerCases, ...podCases, ...kafkaCases };
