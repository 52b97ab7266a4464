import type { StatefulSet } from 'kubernetes-types/apps/v1';
import type {
  ConfigMap,
  Container,
  PersistentVolumeClaim,
  PodSpec,
  Service,
  ServiceAccount,
  Volume,
} from 'kubernetes-types/core/v1';
import { stringify } from 'yaml';
import { namespaces } from '../../model/cluster-names';
import { LOKI_PORT, lokiConfig, lokiData } from '../../model/log-store';
import { telemetryPods, type PodResources } from '../../model/platform-pods';
import { Duration } from '../../model/units';
import { containerImages } from '../../model/versions';
import { accepted } from '../kubernetes/accepted';
import type { KubernetesObject } from '../kubernetes/object';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';
import type { MetricsStorage } from '../monitoring/settings';
import { mirrored } from '../releases/mirror';
import { digestOf } from '../releases/values';
import { lokiLabels, lokiName, lokiPods } from './names';
import type { LoggingSettings } from './settings';

const metadata = { name: lokiName, namespace: namespaces.monitoring, labels: lokiLabels };

/** User and group of the image. */
const imageUser = 10_001;

const httpPort = 'http-metrics';

const week = Duration.days(7);

const configText = ({ storage, retention = week }: LoggingSettings): string =>
  stringify(lokiConfig({ size: storage.size, retention }), { lineWidth: 0 });

const configMap = (settings: LoggingSettings): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: { 'config.yaml': configText(settings) },
});

const serviceAccount: ServiceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
};

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: {
    type: 'ClusterIP',
    selector: lokiPods,
    ports: [{ name: httpPort, port: LOKI_PORT, targetPort: httpPort, protocol: 'TCP' }],
  },
};

const probe = (path: string, failureThreshold: number) => ({
  httpGet: { path, port: httpPort },
  periodSeconds: 10,
  timeoutSeconds: 5,
  failureThreshold,
});

/**
 * What Go's collector of garbage keeps below: of itself it lets memory double, over the pod's limit, while it reads a long
 * write-ahead log (docs/logs.md). The rest is for what Go does not count.
 */
const memoryGoal = ({ memory, memoryLimit = memory }: PodResources): string =>
  String(Math.floor(memoryLimit.toBytes() * 0.8));

const container = ({ mirror }: LoggingSettings): Container => ({
  name: lokiName,
  image: mirrored(`docker.io/${containerImages.loki}`, mirror),
  args: ['-config.file=/etc/loki/config.yaml', '-target=all'],
  env: [{ name: 'GOMEMLIMIT', value: memoryGoal(telemetryPods.loki) }],
  ports: [{ name: httpPort, containerPort: LOKI_PORT, protocol: 'TCP' }],
  resources: resourcesOf(telemetryPods.loki),
  securityContext: { ...containerSecurity, capabilities: { drop: [...containerSecurity.capabilities.drop] } },
  // It is not ready while it reads its write-ahead log, which is no reason to end it.
  livenessProbe: probe('/services', 6),
  readinessProbe: probe('/ready', 3),
  volumeMounts: [
    { name: 'config', mountPath: '/etc/loki', readOnly: true },
    { name: 'data', mountPath: lokiData },
    { name: 'tmp', mountPath: '/tmp' },
  ],
});

const volumes = (storage: MetricsStorage): Volume[] => [
  { name: 'config', configMap: { name: lokiName } },
  { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
  ...(storage.kind === 'ephemeral' ? [{ name: 'data', emptyDir: { sizeLimit: storage.size.toQuantity() } }] : []),
];

function claims(storage: MetricsStorage): PersistentVolumeClaim[] {
  if (storage.kind === 'ephemeral') return [];
  const { size, storageClass } = storage;
  return [
    {
      metadata: { name: 'data' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage: size.toQuantity() } },
      },
    },
  ];
}

const podSpec = (settings: LoggingSettings): PodSpec => ({
  serviceAccountName: lokiName,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  // It writes out what it holds in memory.
  terminationGracePeriodSeconds: 120,
  securityContext: { ...podSecurity, runAsUser: imageUser, runAsGroup: imageUser, fsGroup: imageUser },
  containers: [container(settings)],
  volumes: volumes(settings.storage),
  ...(settings.target === undefined ? {} : { nodeSelector: { ...settings.target.nodeSelector } }),
});

/** What the policy scanner would have otherwise. */
const acceptedChecks = accepted({
  CKV_K8S_11:
    'a query may take what the node has to spare for the second that it lasts; its request is what it is sure of',
  CKV_K8S_15: "versions of Grafana's images are not moved: what was pulled once is the same",
  CKV_K8S_43: 'a mirror may serve the image for one architecture, which has another digest; the version is pinned',
});

const statefulSet = (settings: LoggingSettings): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { ...metadata, annotations: acceptedChecks },
  spec: {
    replicas: 1,
    serviceName: lokiName,
    selector: { matchLabels: lokiPods },
    revisionHistoryLimit: 3,
    // Lines outlive a restart, not the store.
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
    volumeClaimTemplates: claims(settings.storage),
    template: {
      metadata: {
        labels: { ...lokiLabels, ...lokiPods },
        annotations: { 'millrace.dev/settings-digest': digestOf(configText(settings)) },
      },
      spec: podSpec(settings),
    },
  },
});

/** Loki as one process: StatefulSet, Service and a file (docs/adr/0026 says why without its chart). */
export const lokiObjects = (settings: LoggingSettings): KubernetesObject[] => [
  serviceAccount,
  configMap(settings),
  service,
  statefulSet(settings),
];
