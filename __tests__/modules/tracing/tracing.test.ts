import { App, TerraformStack } from 'cdktf';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { telemetryPods } from '../../../model/platform-pods';
import { Duration, Size } from '../../../model/units';
import { chartVersions, containerImages } from '../../../model/versions';
import { Policies } from '../../../modules/policies/policies';
import { Cluster } from '../../../modules/releases/cluster';
import { traceCollectorConfig } from '../../../modules/tracing/collector-config';
import { traceCollectorValues } from '../../../modules/tracing/collector-values';
import { otlpEndpoint } from '../../../model/cluster-names';
import { tracingPolicies } from '../../../modules/tracing/network-policies';
import type { TracingSettings } from '../../../modules/tracing/settings';
import { tempoValues } from '../../../modules/tracing/tempo-values';
import { Tracing } from '../../../modules/tracing/tracing';
import { servicePolicy } from '../../../modules/workloads/network-policies';
import { workloadsOf } from '../../../modules/workloads/workload';
import { clusterOf } from '../workloads/rendered';
import { confined, leavesOf, onVolume, plain, secretsIn, type Tree } from '../logging/settings';
import { temporaryFolder } from '../../support/temporary-folder';

const settings: TracingSettings = { storage: onVolume, retention: Duration.days(3) };
const tempo = (changes: Partial<TracingSettings> = {}): Tree => plain(tempoValues({ ...settings, ...changes }));
const collector = (changes: Partial<TracingSettings> = {}): Tree =>
  plain(traceCollectorValues({ ...settings, ...changes }));

const resourcesOf = ({ cpu, memory, memoryLimit }: (typeof telemetryPods)['tempo' | 'traceCollector']): object => ({
  requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
  limits: { memory: memoryLimit?.toQuantity() },
});

describe('the values of Tempo', () => {
  it('name one image, through the mirror where there is one', () => {
    const image = (changes: Partial<TracingSettings>) => {
      const { registry, repository, tag } = tempo(changes)['tempo'] as unknown as Record<string, string>;
      return `${registry}/${repository}:${tag}`;
    };
    expect(image({})).toBe(`docker.io/${containerImages.tempo}`);
    expect(image({ mirror: 'registry.example.com' })).toBe(`registry.example.com/docker.io/${containerImages.tempo}`);
  });

  it('confine the container, and ask for what the model counts', () => {
    expect(tempo()['tempo']!['securityContext']).toEqual(confined);
    expect(tempo()['securityContext']).toMatchObject({ runAsNonRoot: true, runAsUser: 10_001, fsGroup: 10_001 });
    expect(tempo()['tempo']!['resources']).toEqual(resourcesOf(telemetryPods.tempo));
    expect(tempo()['serviceAccount']).toEqual({ create: true, automountServiceAccountToken: false });
    expect(leavesOf(tempo()).filter(({ path }) => /privileged|host/i.test(path))).toEqual([]);
  });

  it('keep traces for a time, and take in no more than fits for as long', () => {
    expect(tempo()['tempo']!['retention']).toBe('72h');
    const { rate_limit_bytes: rate } = tempo()['tempo']!['overrides']!['defaults']!['ingestion'] as unknown as {
      rate_limit_bytes: number;
    };
    const stored = (rate * Duration.days(3).toSeconds()) / 4;
    expect(stored).toBeLessThanOrEqual(onVolume.size.toBytes() * 0.81);
    expect(stored).toBeGreaterThan(onVolume.size.toBytes() * 0.79);
  });

  it('keep them on a claim, or in a folder of the pod and never in the image', () => {
    expect(tempo()['persistence']).toMatchObject({ enabled: true, size: '20Gi', storageClassName: 'gp3' });
    const storage = { kind: 'ephemeral', size: Size.gibibytes(1) } as const;
    expect(tempo({ storage })['persistence']).toEqual({ enabled: false });
    expect(tempo({ storage })['extraVolumes']).toContainEqual({ name: 'traces', emptyDir: { sizeLimit: '1Gi' } });
    expect(tempo({ storage })['tempo']!['extraVolumeMounts']).toContainEqual({
      name: 'traces',
      mountPath: '/var/tempo',
    });
    expect(JSON.stringify(tempo()['extraVolumes'])).not.toContain('traces');
  });

  it('take OTLP over HTTP and nothing else, and tell nobody of themselves', () => {
    expect(tempo()['tempo']!['receivers']).toEqual({
      jaeger: null,
      otlp: { protocols: { grpc: null, http: { endpoint: '0.0.0.0:4318' } } },
    });
    expect(tempo()['tempo']!['reportingEnabled']).toBe(false);
  });
});

describe('the Collector of traces', () => {
  it('is confined, has one door, and asks for what the model counts', () => {
    expect(collector()['securityContext']).toEqual(confined);
    expect(collector()['podSecurityContext']).toMatchObject({ runAsUser: 10_001, runAsGroup: 10_001 });
    expect(collector()['resources']).toEqual(resourcesOf(telemetryPods.traceCollector));
    const open = Object.entries(collector()['ports']!).filter(([, { enabled }]) => enabled as unknown as boolean);
    expect(open.map(([name, { containerPort }]) => [name, containerPort])).toEqual([
      ['otlp-http', 4318],
      ['metrics', 8888],
    ]);
    expect(JSON.stringify(collector()['ports'])).not.toContain('hostPort');
  });

  it('has every part of its pipeline, and passes on to Tempo', () => {
    const config = plain(traceCollectorConfig);
    const { traces } = config['service']!['pipelines'] as unknown as { traces: Record<string, string[]> };
    for (const kind of ['receivers', 'processors', 'exporters']) {
      expect(Object.keys(config[kind]!)).toEqual(traces[kind]);
    }
    expect(config['exporters']!['otlp_http']!['endpoint']).toBe('http://tempo.monitoring.svc:4318');
  });

  it('never makes a service wait, and gives up what nobody takes', () => {
    const { otlp_http: exporter } = plain(traceCollectorConfig)['exporters']!;
    expect(exporter!['sending_queue']).not.toHaveProperty('block_on_overflow');
    expect(exporter!['retry_on_failure']).toMatchObject({ enabled: true, max_elapsed_time: '5m' });
  });

  it('stands with Tempo on the nodes that are named', () => {
    const target = { nodeSelector: { pool: 'system' }, agentTolerations: [] };
    for (const values of [tempo({ target }), collector({ target })]) {
      expect(values['nodeSelector']).toEqual({ pool: 'system' });
    }
    expect([tempo(), collector()].filter((values) => 'nodeSelector' in values)).toEqual([]);
  });

  it('has no secret in its values, nor has Tempo', () => {
    expect(secretsIn([tempo(), collector()])).toEqual([]);
    expect(leavesOf([tempo(), collector()]).filter(({ value }) => String(value).includes('{{'))).toEqual([]);
  });
});

describe('the way of a trace', () => {
  const [toCollector, toTempo] = tracingPolicies() as [NetworkPolicy, NetworkPolicy];

  it('is open from a service to the Collector, on both ends', () => {
    const environment = clusterOf('minikube', { 'services/producer/otlpEndpoint': otlpEndpoint });
    const producer = workloadsOf({ environment }).find(({ service }) => service.name === 'producer');
    const [out] = (servicePolicy(producer!).spec?.egress ?? []).filter(({ ports }) => ports?.[0]?.port === 4318);
    expect(out?.to).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }]);
    const [into] = toCollector.spec?.ingress ?? [];
    expect(into?.ports?.map(({ port }) => port)).toEqual([4318]);
    expect(into?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'millrace' } },
        podSelector: {
          matchLabels: { 'app.kubernetes.io/part-of': 'millrace', 'app.kubernetes.io/component': 'service' },
        },
      },
    ]);
  });

  it('ends at Tempo, which speaks to nobody but itself', () => {
    expect(toCollector.spec?.egress?.[1]?.to?.[0]?.podSelector?.matchLabels).toEqual(
      toTempo.spec?.podSelector.matchLabels,
    );
    expect(toTempo.spec?.policyTypes).toEqual(['Egress']);
    expect(toTempo.spec?.egress?.[1]?.to).toEqual([{ podSelector: toTempo.spec?.podSelector }]);
  });
});

interface ReleaseBlock {
  readonly repository?: string;
  readonly chart: string;
  readonly version: string;
  readonly namespace: string;
}

function stackWith(mirror?: string): TerraformStack {
  const app = new App({ outdir: temporaryFolder('tracing') });
  const stack = new TerraformStack(app, 'stack');
  Policies.hold(stack, { dataDeletion: 'forbidden' });
  new Cluster(stack, { context: 'none' });
  new Tracing(stack, 'traces', { ...settings, ...(mirror === undefined ? {} : { mirror }), after: [] });
  return stack;
}

const releases = (mirror?: string): Record<string, ReleaseBlock> =>
  (stackWith(mirror).toTerraform() as { resource: { helm_release: Record<string, ReleaseBlock> } }).resource
    .helm_release;

describe('the releases of the traces', () => {
  it('break no policy', () => {
    expect(stackWith().node.validate()).toEqual([]);
  });

  it('are pinned charts, the store before who sends to it', () => {
    expect(Object.keys(releases())).toEqual(['tracing', 'tempo', 'otel-collector']);
    expect(releases()['tempo']).toMatchObject({
      repository: 'oci://ghcr.io/grafana-community/helm-charts',
      chart: 'tempo',
      version: chartVersions.tempo,
      namespace: 'monitoring',
    });
    expect(releases()['otel-collector']).toMatchObject({
      chart: 'opentelemetry-collector',
      version: chartVersions.openTelemetryCollector,
      namespace: 'monitoring',
    });
  });

  it('come from the mirror', () => {
    const mirror = 'registry.example.com/mirror';
    expect(releases(mirror)['tempo']?.repository).toBe(`oci://${mirror}/ghcr.io/grafana-community/helm-charts`);
    expect(releases(mirror)['otel-collector']?.repository).toBe(
      `oci://${mirror}/ghcr.io/open-telemetry/opentelemetry-helm-charts`,
    );
  });
});
