import type { Deployment } from 'kubernetes-types/apps/v1';
import type { CronJob } from 'kubernetes-types/batch/v1';
import type { ConfigMap, Container, Namespace, Service } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { Kafka, KafkaNodePool, KafkaTopic, KafkaUser } from '../../../modules/kubernetes/generated/strimzi';
import type { VolumeAttributesClass } from '../../../modules/kafka/volume-attributes';
import { labelsOf } from '../../../modules/kubernetes/object';
import type { ReleaseFacts } from '../../../modules/policies/release-policies';

const metadata = (name: string) => ({
  name,
  namespace: 'millrace',
  labels: labelsOf({ name, component: 'service' }),
});

/** Of a Job: nobody asks whether it lives. */
const ending = (): Container => ({
  name: 'main',
  image: 'registry.example.com:5000/millrace/producer:0.1.0',
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
});

const container = (): Container => ({
  ...ending(),
  livenessProbe: { httpGet: { path: '/health/live', port: 'http' } },
  readinessProbe: { httpGet: { path: '/health/ready', port: 'http' } },
});

const template = (name: string, only: Container) => ({
  metadata: { labels: labelsOf({ name, component: 'service' }) },
  spec: {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [only],
  },
});

const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } };

const internal = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' };

/** For clients outside of the cluster, by load balancers of the private network. */
export const externalListener = (): Kafka['spec']['kafka']['listeners'][number] => ({
  name: 'external',
  port: 9094,
  type: 'loadbalancer',
  tls: true,
  authentication: { type: 'scram-sha-512' },
  networkPolicyPeers: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
  configuration: {
    class: 'service.k8s.aws/nlb',
    loadBalancerSourceRanges: ['10.0.0.0/8'],
    bootstrap: { annotations: internal },
    perBrokerAnnotationsTemplate: internal,
  },
});

export const volumeAttributes = (): VolumeAttributesClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'VolumeAttributesClass',
  metadata: { name: 'kafka', labels: metadata('kafka').labels },
  driverName: 'ebs.csi.aws.com',
  parameters: { type: 'gp3', iops: '3000', throughput: '125' },
});

/** Two workloads, what guards them, and a Kafka, as small as they can be while no policy is broken. */
export function goodObjects() {
  return {
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('producer'),
      spec: { selector: {}, template: template('producer', container()) },
    } satisfies Deployment,
    cronJob: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: metadata('report'),
      spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: template('report', ending()) } } },
    } satisfies CronJob,
    networkPolicy: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('services'),
      spec: {
        podSelector: {
          matchLabels: { 'app.kubernetes.io/part-of': 'millrace' },
          matchExpressions: [
            { key: 'app.kubernetes.io/component', operator: 'In', values: ['service'] },
            { key: 'app.kubernetes.io/component', operator: 'NotIn', values: ['user'] },
            { key: 'app.kubernetes.io/name', operator: 'Exists' },
            { key: 'example.com/open', operator: 'DoesNotExist' },
          ],
        },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: {} }] }],
        egress: [{ ports: [{ port: 53 }] }],
      },
    } satisfies NetworkPolicy,
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('producer'),
      spec: { type: 'ClusterIP', ports: [{ port: 8000 }] },
    } satisfies Service,
    configMap: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('producer'),
      data: { KAFKA_PASSWORD_FILE: '/etc/millrace/password', KAFKA_BROKERS: 'tls://millrace:9093', API_TOKEN: '' },
    } satisfies ConfigMap,
    namespace: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'millrace',
        labels: {
          ...metadata('millrace').labels,
          'pod-security.kubernetes.io/enforce': 'baseline',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    } satisfies Namespace,
    storageClass: {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'kafka', labels: metadata('kafka').labels },
      provisioner: 'ebs.csi.aws.com',
      reclaimPolicy: 'Retain',
      parameters: { type: 'gp3', encrypted: 'true' },
    } satisfies StorageClass,
    volumeAttributesClass: volumeAttributes(),
    kafka: {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'Kafka',
      metadata: metadata('millrace'),
      spec: {
        kafka: {
          listeners: [
            {
              name: 'tls',
              port: 9093,
              type: 'internal',
              tls: true,
              authentication: { type: 'scram-sha-512' },
              networkPolicyPeers: [{ podSelector: { matchLabels: { client: 'true' } } }],
            },
            externalListener(),
          ],
          authorization: { type: 'simple' },
          config: { 'auto.create.topics.enable': 'false', 'unclean.leader.election.enable': 'false' },
          template: { kafkaContainer: { env: [{ name: 'SOME_SETTING', value: '1' }] } },
        },
        entityOperator: {
          topicOperator: { resources: { ...resources } },
          userOperator: { resources: { ...resources } },
          template: { topicOperatorContainer: { securityContext: { runAsNonRoot: true, runAsUser: 1001 } } },
        },
        cruiseControl: { resources: { ...resources } },
        kafkaExporter: { resources: { ...resources } },
      },
    } satisfies Kafka,
    nodePool: {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaNodePool',
      metadata: metadata('brokers'),
      spec: {
        replicas: 3,
        roles: ['broker'],
        resources: { ...resources },
        storage: {
          type: 'jbod',
          volumes: [{ id: 0, type: 'persistent-claim', size: '1Gi', class: 'kafka', deleteClaim: false }],
        },
        template: { pod: { securityContext: { fsGroup: 0 } }, kafkaContainer: { securityContext: {} } },
      },
    } satisfies KafkaNodePool,
    topic: {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: {
        ...metadata('posts'),
        annotations: {
          'millrace.dev/owner': 'platform',
          'millrace.dev/durability': 'no-loss',
          'helm.sh/resource-policy': 'keep',
        },
      },
      spec: {
        replicas: 3,
        partitions: 3,
        config: { 'min.insync.replicas': '2', 'unclean.leader.election.enable': 'false' },
      },
    } satisfies KafkaTopic,
    user: {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaUser',
      metadata: metadata('producer-user'),
      spec: {
        authentication: { type: 'scram-sha-512' },
        authorization: {
          type: 'simple',
          acls: [{ resource: { type: 'topic', name: 'posts', patternType: 'literal' }, operations: ['Write'] }],
        },
        quotas: { producerByteRate: 1, consumerByteRate: 1, requestPercentage: 1 },
      },
    } satisfies KafkaUser,
  };
}

/** A published chart, and one of ours. */
export function goodReleases(): { published: ReleaseFacts; ours: ReleaseFacts } {
  return {
    published: {
      name: 'monitoring',
      chart: 'kube-prometheus-stack',
      repository: 'oci://ghcr.io/prometheus-community/charts',
      version: '88.5.3',
      skipCrds: true,
    },
    ours: { name: 'kafka', chart: 'assets/chart-objects/1234', skipCrds: false },
  };
}
