import type { Container, PodSpec, Probe, SecurityContext, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { containerSecurity, resourcesOf, topologyKeys } from '../kubernetes/pods';
import { credentialsOf } from './credentials';
import { podsOfService } from './labels';
import { imageOf, nodeSelectorOf } from './placement';
import { ownVariables } from './settings';
import { graceSeconds, stopping } from './stopping';
import type { Workload } from './workload';

/** User and group of the images (Dockerfile): no node has a user of that number. */
const imageUser = 10_001;

/** Name of the container's HTTP port, which also serves `/metrics`; the pods' monitor names it. */
export const httpPort = 'http';

interface Patience {
  readonly every: number;
  /** Failures in a row. */
  readonly times: number;
}

const probe = (path: string, { every, times }: Patience): Probe => ({
  httpGet: { path, port: httpPort },
  periodSeconds: every,
  failureThreshold: times,
  // Node.js answers late while it collects garbage or catches up with a backlog.
  timeoutSeconds: 5,
});

/** Liveness says nothing of Kafka: a restart brings no broker back. */
const probes = {
  /** A busy machine takes seconds to start Node.js: a minute until it is given up. */
  startupProbe: probe('/health/live', { every: 1, times: 60 }),
  livenessProbe: probe('/health/live', { every: 10, times: 3 }),
  readinessProbe: probe('/health/ready', { every: 5, times: 2 }),
} as const;

/** The `restricted` profile and a read-only root; the services write no files at all. */
const security = (): SecurityContext => ({
  ...containerSecurity,
  capabilities: { drop: [...containerSecurity.capabilities.drop] },
});

function container(workload: Workload): Container {
  const { environment, service } = workload;
  return {
    name: service.name,
    image: imageOf(workload),
    imagePullPolicy: environment.platform.imagePullPolicy,
    ports: [{ name: httpPort, containerPort: service.port, protocol: 'TCP' }],
    envFrom: [{ configMapRef: { name: service.name } }],
    env: ownVariables(workload),
    // No limit of the processor: a process that is stopped within each period misses heartbeats and leaves its group.
    resources: resourcesOf(service.resources),
    securityContext: security(),
    volumeMounts: [credentialsOf(service.name, environment.kafka.authentication).mount],
    lifecycle: { preStop: { sleep: { seconds: stopping.preStop.toSeconds() } } },
    ...probes,
  };
}

/**
 * Evenly over the zones that have a node to offer, a lost or drained one not counted, so that its pods may go elsewhere;
 * over the hosts as well as can be. Each revision counts its own pods: during a roll the old ones say nothing.
 */
function spread(service: string): TopologySpreadConstraint[] {
  const even = {
    maxSkew: 1,
    labelSelector: { matchLabels: podsOfService(service) },
    matchLabelKeys: ['pod-template-hash'],
    nodeTaintsPolicy: 'Honor',
  };
  return [
    { ...even, topologyKey: topologyKeys.zone, whenUnsatisfiable: 'DoNotSchedule' },
    { ...even, topologyKey: topologyKeys.host, whenUnsatisfiable: 'ScheduleAnyway' },
  ];
}

/** Replaced this long after its node is not heard of any more: an instance keeps nothing that it could lose. */
const evictAfterSeconds = 60;

const tolerations = ['not-ready', 'unreachable'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: evictAfterSeconds,
}));

export function podSpec(workload: Workload): PodSpec {
  const { environment, service } = workload;
  return {
    serviceAccountName: service.name,
    automountServiceAccountToken: false,
    // Variables of every Service of the namespace would stand among the settings.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: graceSeconds(service),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: imageUser,
      runAsGroup: imageUser,
      fsGroup: imageUser,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(workload)],
    volumes: [credentialsOf(service.name, environment.kafka.authentication).volume],
    ...nodeSelectorOf(workload),
    topologySpreadConstraints: spread(service.name),
    tolerations: [...tolerations],
  };
}
