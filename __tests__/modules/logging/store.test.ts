import type { StatefulSet } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Container, Service } from 'kubernetes-types/core/v1';
import { parse } from 'yaml';
import { lateness } from '../../../model/log-store';
import { telemetryPods } from '../../../model/platform-pods';
import { Duration, Size } from '../../../model/units';
import { containerImages } from '../../../model/versions';
import { loggingObjects } from '../../../modules/logging/logging';
import type { LoggingSettings } from '../../../modules/logging/settings';
import { confined, logging, onVolume, secretsIn } from './settings';

function objectOf<T extends object>(kind: string, changes: Partial<LoggingSettings> = {}): T {
  const found = loggingObjects({ ...logging, ...changes }).find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found as T;
}

const podOf = (changes: Partial<LoggingSettings> = {}) =>
  objectOf<StatefulSet>('StatefulSet', changes).spec!.template.spec!;
const containerOf = (changes: Partial<LoggingSettings> = {}): Container => podOf(changes).containers[0]!;

interface Cached {
  readonly embedded_cache: { readonly enabled: boolean; readonly max_size_mb: number };
}

interface LokiConfig {
  readonly server: { readonly grpc_server_max_recv_msg_size: number; readonly grpc_server_max_send_msg_size: number };
  readonly limits_config: {
    readonly retention_period: string;
    readonly max_query_lookback: string;
    readonly ingestion_rate_mb: number;
    readonly shard_streams: { readonly enabled: boolean };
  };
  readonly ingester: {
    readonly max_chunk_age: string;
    readonly concurrent_flushes: number;
    readonly wal: { readonly replay_memory_ceiling: string };
  };
  readonly querier: { readonly query_ingesters_within: string; readonly max_concurrent: number };
  readonly storage_config: { readonly max_chunk_batch_size: number };
  readonly chunk_store_config: { readonly chunk_cache_config: Cached };
  readonly query_range: { readonly results_cache: { readonly cache: Cached } };
  readonly compactor: { readonly retention_enabled: boolean; readonly working_directory: string };
  readonly common: { readonly path_prefix: string };
  readonly distributor: {
    readonly otlp_config: { readonly default_resource_attributes_as_index_labels: readonly string[] };
  };
  readonly analytics: { readonly reporting_enabled: boolean };
}

const configOf = (changes: Partial<LoggingSettings> = {}): LokiConfig =>
  parse(objectOf<ConfigMap>('ConfigMap', changes).data!['config.yaml']!) as LokiConfig;

describe('Loki', () => {
  it('is one pinned image, through the mirror where there is one', () => {
    expect(containerOf().image).toBe(`docker.io/${containerImages.loki}`);
    expect(containerOf({ mirror: 'registry.example.com/mirror' }).image).toBe(
      `registry.example.com/mirror/docker.io/${containerImages.loki}`,
    );
  });

  it('is confined, without a token, and asks for what the model counts', () => {
    expect(containerOf().securityContext).toEqual(confined);
    expect(podOf()).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10_001, fsGroup: 10_001 },
    });
    const { cpu, memory, memoryLimit } = telemetryPods.loki;
    expect(containerOf().resources).toEqual({
      requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
      limits: { memory: memoryLimit?.toQuantity() },
    });
  });

  it('tells Go to stay below the limit of the pod, which it does not see of itself', () => {
    const { memory, memoryLimit = memory } = telemetryPods.loki;
    const goal = Number(containerOf().env?.find(({ name }) => name === 'GOMEMLIMIT')?.value);
    expect(goal).toBeLessThanOrEqual(memoryLimit.toBytes() * 0.85);
    expect(goal).toBeGreaterThan(memoryLimit.toBytes() * 0.75);
  });

  it('holds no more at once than its pod may take', () => {
    const { chunk_store_config, ingester, querier, query_range, storage_config } = configOf();
    const caches =
      6 * query_range.results_cache.cache.embedded_cache.max_size_mb +
      chunk_store_config.chunk_cache_config.embedded_cache.max_size_mb;
    const chunk = 1.5;
    const queries = querier.max_concurrent * storage_config.max_chunk_batch_size * chunk;
    const flushes = ingester.concurrent_flushes * 2 * chunk;
    const replay = Number.parseInt(ingester.wal.replay_memory_ceiling, 10);
    const { memory, memoryLimit = memory } = telemetryPods.loki;
    // Half of it: chunks of streams that are being written to, and what Go has not collected yet, need the rest.
    expect(caches + queries + flushes + replay).toBeLessThan(memoryLimit.toMebibytes() / 2);
  });

  it('keeps lines on a claim that goes with it, or in the pod', () => {
    const { spec } = objectOf<StatefulSet>('StatefulSet');
    expect(spec?.volumeClaimTemplates?.[0]?.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'gp3',
      resources: { requests: { storage: '20Gi' } },
    });
    expect(spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted).toBe('Delete');
    const storage = { kind: 'ephemeral', size: Size.gibibytes(2) } as const;
    expect(objectOf<StatefulSet>('StatefulSet', { storage }).spec?.volumeClaimTemplates).toEqual([]);
    expect(podOf({ storage }).volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '2Gi' } });
  });

  it('writes only where a volume is', () => {
    const mounted = containerOf().volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    const { common, compactor } = configOf();
    expect(mounted).toContain(common.path_prefix);
    expect(compactor.working_directory.startsWith(`${common.path_prefix}/`)).toBe(true);
  });

  it('is asked at the port that its Service leads to', () => {
    const { spec } = objectOf<Service>('Service');
    expect(spec?.ports).toEqual([{ name: 'http-metrics', port: 3100, targetPort: 'http-metrics', protocol: 'TCP' }]);
    expect(containerOf().ports?.map(({ name }) => name)).toEqual(['http-metrics']);
    const labels = objectOf<StatefulSet>('StatefulSet').spec!.template.metadata!.labels!;
    expect(labels).toMatchObject(spec!.selector!);
  });

  it('starts anew when its configuration is another', () => {
    const annotations = (changes: Partial<LoggingSettings>) =>
      objectOf<StatefulSet>('StatefulSet', changes).spec!.template.metadata!.annotations;
    expect(annotations({})).toEqual(annotations({}));
    expect(annotations({ retention: Duration.days(1) })).not.toEqual(annotations({}));
  });

  it('stands on the nodes that are named', () => {
    const target = { nodeSelector: { pool: 'system' }, agentTolerations: [] };
    expect(podOf({ target }).nodeSelector).toEqual({ pool: 'system' });
    expect(podOf()).not.toHaveProperty('nodeSelector');
  });

  it('has no secret in its configuration, and tells nobody of itself', () => {
    expect(secretsIn(loggingObjects(logging))).toEqual([]);
    expect(configOf().analytics.reporting_enabled).toBe(false);
  });
});

describe('what Loki keeps', () => {
  it('goes after its time, and is not asked for afterwards', () => {
    const { limits_config, compactor } = configOf({ retention: Duration.days(3) });
    expect(compactor.retention_enabled).toBe(true);
    expect(limits_config).toMatchObject({ retention_period: '72h', max_query_lookback: '72h' });
  });

  it('cannot outgrow the volume: no more comes in, for as long as it is kept, than fits', () => {
    const { ingestion_rate_mb } = configOf().limits_config;
    const taken = ingestion_rate_mb * 2 ** 20 * Duration.days(7).toSeconds();
    const stored = taken / 4;
    expect(stored).toBeLessThanOrEqual(onVolume.size.toBytes() * 0.81);
    expect(stored).toBeGreaterThan(onVolume.size.toBytes() * 0.79);
  });

  it('is bounded by less where the volume is smaller or the time longer', () => {
    const rate = (changes: Partial<LoggingSettings>) => configOf(changes).limits_config.ingestion_rate_mb;
    expect(rate({ storage: { kind: 'volume', size: Size.gibibytes(10) } })).toBeCloseTo(rate({}) / 2, 2);
    expect(rate({ retention: Duration.days(14) })).toBeCloseTo(rate({}) / 2, 2);
  });

  it('comes in no faster than the memory bears, however much would fit, and always at some rate', () => {
    const rate = (size: Size, retention: Duration) =>
      configOf({ storage: { kind: 'volume', size }, retention }).limits_config.ingestion_rate_mb;
    expect(rate(Size.tebibytes(16), Duration.hours(1))).toBe(1);
    expect(rate(Size.gibibytes(1), Duration.days(365))).toBeGreaterThan(0);
  });

  const hoursOf = (text: string): number => Number(/^(\d+)h$/.exec(text)?.[1]);

  it('may come as late as the agents send it, and is found from then on', () => {
    const { ingester, querier } = configOf();
    // Loki refuses what is later than half of the age of a chunk.
    expect(hoursOf(ingester.max_chunk_age) / 2).toBe(lateness.toSeconds() / 3600);
    expect(hoursOf(querier.query_ingesters_within)).toBeGreaterThan(hoursOf(ingester.max_chunk_age));
  });

  it('is answered in one piece: 5000 lines, as many as Grafana may ask for', () => {
    const { server } = configOf();
    // A line of the services, its fields and those that it is found by.
    const answer = 5000 * 2048;
    expect(server.grpc_server_max_recv_msg_size).toBeGreaterThan(answer);
    expect(server.grpc_server_max_send_msg_size).toBe(server.grpc_server_max_recv_msg_size);
  });

  it('has no label but its own: no stream is split because much is written to it', () => {
    expect(configOf().limits_config.shard_streams).toEqual({ enabled: false });
  });

  it('makes streams of who wrote a line, and never of a pod, a request or a topic', () => {
    expect(configOf().distributor.otlp_config.default_resource_attributes_as_index_labels).toEqual([
      'service.name',
      'k8s.namespace.name',
      'deployment.environment.name',
    ]);
  });
});
