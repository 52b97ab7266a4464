import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Container, EnvVar, PodSpec, Probe, Volume } from 'kubernetes-types/core/v1';
import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1';
import { bootstrapServer, clusterCaSecret, kafkaCluster, namespaces } from '../../model/cluster-names';
import type { Environment, EnvironmentOn } from '../../model/environment';
import { Cpu, Size } from '../../model/units';
import { containerImages } from '../../model/versions';

/** What the web page of Kafka (kafbat) consists of while somebody looks at it: a user that may write nothing, a pod, its policy. */

/** An object as `kubectl apply` takes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: object;
}

export interface KafkaUiObjects {
  readonly user: Manifest;
  readonly policy: Manifest;
  readonly deployment: Manifest;
}

/** Of all its objects, of its user among the brokers, and of the secret that the user operator writes for that. */
export const kafkaUiName = `${kafkaCluster.name}-kafka-ui`;

/** Of kafbat's HTTP server. */
export const kafkaUiPort = 8080;

/** Its pods and no others: `component` keeps the services' selectors off them. */
const selected = {
  'app.kubernetes.io/name': 'kafka-ui',
  'app.kubernetes.io/part-of': 'millrace',
  'app.kubernetes.io/component': 'page',
};
const labels = {
  ...selected,
  'app.kubernetes.io/instance': 'millrace',
  'app.kubernetes.io/managed-by': 'make-kafka-ui',
};

/** By which the operators know what belongs to the cluster; never on the pod, which would get the brokers' rights. */
const clusterLabel = { 'strimzi.io/cluster': kafkaCluster.name };

/** The brokers' policy lets in pods that have it. */
const clientLabel = { 'millrace.dev/kafka-client': 'true' };

const manifest = (apiVersion: string, kind: string, spec: object, more: Readonly<Record<string, string>> = {}) => ({
  apiVersion,
  kind,
  metadata: { name: kafkaUiName, namespace: namespaces.platform, labels: { ...labels, ...more } },
  spec,
});

type Authentication = Environment['kafka']['authentication'];

/**
 * Sees everything: topics and their settings, messages, groups and their positions, brokers with their settings, volumes
 * and ACLs. Read on topics alone lets it look at messages; without Read on a group it cannot join one or commit.
 */
export const kafkaUserSpec = (authentication: Authentication) =>
  ({
    authentication: { type: authentication === 'mtls' ? 'tls' : 'scram-sha-512' },
    authorization: {
      type: 'simple',
      acls: [
        {
          type: 'allow',
          resource: { type: 'topic', name: '*', patternType: 'literal' },
          operations: ['Describe', 'DescribeConfigs', 'Read'],
          host: '*',
        },
        {
          type: 'allow',
          resource: { type: 'group', name: '*', patternType: 'literal' },
          operations: ['Describe'],
          host: '*',
        },
        { type: 'allow', resource: { type: 'cluster' }, operations: ['Describe', 'DescribeConfigs'], host: '*' },
      ],
    },
    // Of each broker: somebody who pages through a topic takes no service's share.
    quotas: { consumerByteRate: Size.mebibytes(10).toBytes(), requestPercentage: 50 },
    template: { secret: { metadata: { labels } } },
  }) as const;

const tcp = (port: number) => ({ protocol: 'TCP', port });

/** Brokers and DNS, as the services' (`modules/workloads`); nobody comes in: a port-forward goes through the kubelet. */
const policySpec: NetworkPolicySpec = {
  podSelector: { matchLabels: selected },
  policyTypes: ['Ingress', 'Egress'],
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
    },
    {
      to: [{ podSelector: { matchLabels: { ...clusterLabel, 'strimzi.io/broker-role': 'true' } } }],
      ports: [tcp(kafkaCluster.listener.port)],
    },
  ],
};

const credentials = { volume: 'kafka-credentials', path: '/etc/millrace/kafka', ca: 'ca.crt', keystore: 'user.p12' };

/** For root and the group, which `fsGroup` makes the container's. */
const readableByGroup = 0o440;

/** The cluster's own authority: the `ca.crt` of the user's secret signs clients, not brokers. */
function credentialsVolume(authentication: Authentication): Volume {
  const fileOf = (secret: string, key: string) => ({ secret: { name: secret, items: [{ key, path: key }] } });
  const sources = [
    fileOf(clusterCaSecret, credentials.ca),
    ...(authentication === 'mtls' ? [fileOf(kafkaUiName, credentials.keystore)] : []),
  ];
  return { name: credentials.volume, projected: { defaultMode: readableByGroup, sources } };
}

const property = (name: string): string => `KAFKA_CLUSTERS_0_PROPERTIES_${name}`;
const plain = (variables: Readonly<Record<string, string>>): EnvVar[] =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));
const secret = (name: string, key: string): EnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: kafkaUiName, key } },
});

/** What comes behind `PROPERTIES_` reaches Kafka's own clients, underscores made dots. */
function clientVariables(authentication: Authentication): EnvVar[] {
  if (authentication === 'mtls')
    return [
      ...plain({
        [property('SECURITY_PROTOCOL')]: 'SSL',
        [property('SSL_KEYSTORE_TYPE')]: 'PKCS12',
        [property('SSL_KEYSTORE_LOCATION')]: `${credentials.path}/${credentials.keystore}`,
      }),
      secret(property('SSL_KEYSTORE_PASSWORD'), 'user.password'),
    ];
  return [
    ...plain({ [property('SECURITY_PROTOCOL')]: 'SASL_SSL', [property('SASL_MECHANISM')]: 'SCRAM-SHA-512' }),
    secret(property('SASL_JAAS_CONFIG'), 'sasl.jaas.config'),
  ];
}

const variables = (authentication: Authentication): EnvVar[] => [
  ...plain({
    KAFKA_CLUSTERS_0_NAME: kafkaCluster.name,
    KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: bootstrapServer,
    KAFKA_CLUSTERS_0_READONLY: 'true',
    [property('SSL_TRUSTSTORE_TYPE')]: 'PEM',
    [property('SSL_TRUSTSTORE_LOCATION')]: `${credentials.path}/${credentials.ca}`,
  }),
  ...clientVariables(authentication),
  ...plain({
    // It asks GitHub for newer versions, which its policy refuses: each try would wait for its time to run out.
    GITHUB_RELEASE_INFO_ENABLED: 'false',
    JAVA_OPTS: '-XX:MaxRAMPercentage=60 -XX:+UseSerialGC',
  }),
];

const probe = (periodSeconds: number, failureThreshold: number): Probe => ({
  httpGet: { path: '/actuator/health', port: kafkaUiPort },
  periodSeconds,
  failureThreshold,
  timeoutSeconds: 5,
});

/** User and group of the image's `kafkaui`, which it names by name only: `runAsNonRoot` wants numbers. */
const imageUser = 100;
const imageGroup = 101;

/** As in compose; somebody looks for some minutes, so less is set aside than it may use. */
const resources = {
  requests: { cpu: Cpu.millicores(50).toQuantity(), memory: Size.mebibytes(384).toQuantity() },
  limits: { memory: Size.mebibytes(512).toQuantity() },
};

function container({ platform: { mirror }, kafka }: EnvironmentOn<'minikube'>): Container {
  const image = containerImages.kafkaUi;
  return {
    name: 'kafka-ui',
    image: mirror === undefined ? image : `${mirror}/${image}`,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'http', containerPort: kafkaUiPort, protocol: 'TCP' }],
    env: variables(kafka.authentication),
    resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      { name: credentials.volume, mountPath: credentials.path, readOnly: true },
      // Codecs unpack their native libraries there (provectus/kafka-ui#4318), Java its own files.
      { name: 'tmp', mountPath: '/tmp' },
    ],
    // Three minutes for a JVM on a busy node.
    startupProbe: probe(3, 60),
    readinessProbe: probe(10, 3),
    livenessProbe: probe(10, 6),
  };
}

const podSpec = (environment: EnvironmentOn<'minikube'>): PodSpec => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 5,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: imageUser,
    runAsGroup: imageGroup,
    fsGroup: imageGroup,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [container(environment)],
  volumes: [
    credentialsVolume(environment.kafka.authentication),
    { name: 'tmp', emptyDir: { sizeLimit: Size.mebibytes(128).toQuantity() } },
  ],
});

/** @param environment its authentication is not 'none', which the model's rules refuse on a cluster */
export function kafkaUiObjects(environment: EnvironmentOn<'minikube'>): KafkaUiObjects {
  const deployment: DeploymentSpec = {
    replicas: 1,
    selector: { matchLabels: selected },
    strategy: { type: 'Recreate' },
    template: { metadata: { labels: { ...labels, ...clientLabel } }, spec: podSpec(environment) },
  };
  const { authentication } = environment.kafka;
  return {
    user: manifest('kafka.strimzi.io/v1', 'KafkaUser', kafkaUserSpec(authentication), clusterLabel),
    policy: manifest('networking.k8s.io/v1', 'NetworkPolicy', policySpec),
    deployment: manifest('apps/v1', 'Deployment', deployment),
  };
}
