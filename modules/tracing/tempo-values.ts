import { boundedRate } from '../../model/bounded-rate';
import { OTLP_PORT } from '../../model/cluster-names';
import { telemetryPods } from '../../model/platform-pods';
import { Duration } from '../../model/units';
import { containerImages } from '../../model/versions';
import { containerSecurity, podSecurity, resourcesOf } from '../kubernetes/pods';
import type { MetricsStorage } from '../monitoring/settings';
import { placed } from '../monitoring/target';
import { mirrored } from '../releases/mirror';
import { tempoRelease } from './names';
import type { TracingSettings } from './settings';

/** User and group of the image. */
const imageUser = 10_001;

/** Where the chart has Tempo keep blocks and its write-ahead log. */
const data = '/var/tempo';

/** How much smaller spans become in Tempo's blocks, at the least. */
const COMPRESSION = 4;

/** A trace of a batch of a thousand records is about one. */
const LARGEST_TRACE = 5_000_000;

/** A second of a busy minute, when all that waited comes at once. */
const BURST = 5_000_000;

/** Refuses more than fits for as long as it keeps it; nothing in it deletes by size. */
const limits = (storage: MetricsStorage, retention: Duration): object => ({
  defaults: {
    ingestion: {
      rate_limit_bytes: boundedRate({ size: storage.size, retention, compression: COMPRESSION }),
      burst_size_bytes: BURST,
      max_traces_per_user: 20_000,
    },
    global: { max_bytes_per_trace: LARGEST_TRACE },
  },
});

/** A folder that goes with the pod. Without a claim the chart would have it write to its own image. */
function ephemeral(storage: MetricsStorage) {
  return storage.kind === 'volume'
    ? []
    : [{ mount: { name: 'traces', mountPath: data }, volume: { name: 'traces', emptyDir: sized(storage) } }];
}

const sized = ({ size }: MetricsStorage): object => ({ sizeLimit: size.toQuantity() });

const persistence = (storage: MetricsStorage): object =>
  storage.kind === 'ephemeral'
    ? { enabled: false }
    : {
        enabled: true,
        size: storage.size.toQuantity(),
        enableStatefulSetAutoDeletePVC: true,
        ...(storage.storageClass === undefined ? {} : { storageClassName: storage.storageClass }),
      };

const tempo = ({ mirror, storage, retention = Duration.days(3) }: TracingSettings, mounts: object[]): object => {
  const [repository, tag] = containerImages.tempo.split(':');
  return {
    registry: mirrored('docker.io', mirror),
    repository,
    tag,
    reportingEnabled: false,
    retention: `${Math.ceil(retention.toSeconds() / 3600)}h`,
    // Of the chart's, which takes whatever Tempo can: nothing else is sent.
    receivers: { jaeger: null, otlp: { protocols: { grpc: null, http: { endpoint: `0.0.0.0:${OTLP_PORT}` } } } },
    overrides: limits(storage, retention),
    resources: resourcesOf(telemetryPods.tempo),
    securityContext: containerSecurity,
    extraVolumeMounts: mounts,
  };
};

/**
 * Values of the chart tempo 3.0.0. Read: its `values.yaml` in grafana-community/helm-charts (d1e8f02, which has what #764, the
 * pull request of 3.0.0, describes). Believed: that its templates do with them what their comments say.
 */
export function tempoValues(settings: TracingSettings): object {
  const folders = [
    ...ephemeral(settings.storage),
    { mount: { name: 'tmp', mountPath: '/tmp' }, volume: { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } } },
  ];
  return {
    fullnameOverride: tempoRelease,
    replicas: 1,
    tempo: tempo(
      settings,
      folders.map(({ mount }) => mount),
    ),
    extraVolumes: folders.map(({ volume }) => volume),
    securityContext: { ...podSecurity, runAsUser: imageUser, runAsGroup: imageUser, fsGroup: imageUser },
    serviceAccount: { create: true, automountServiceAccountToken: false },
    persistence: persistence(settings.storage),
    ...placed(settings.target),
  };
}
