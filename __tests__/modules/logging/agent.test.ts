import { lineOperators } from '../../../model/log-lines';
import { lateness } from '../../../model/log-store';
import { telemetryPods } from '../../../model/platform-pods';
import { chartVersions, containerImages } from '../../../model/versions';
import { agentConfig } from '../../../modules/logging/agent-config';
import { agentValues } from '../../../modules/logging/agent-values';
import { collectorChart } from '../../../modules/logging/collector-chart';
import { confined, leavesOf, logging, plain, secretsIn, type Tree } from './settings';

const values = (changes: Parameters<typeof agentValues>[0] | object = {}): Tree =>
  plain(agentValues({ ...logging, ...changes }));

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

interface Volume {
  readonly name: string;
  readonly hostPath?: { readonly path: string };
}

const mounts = values()['extraVolumeMounts'] as unknown as readonly Mount[];
const volumes = values()['extraVolumes'] as unknown as readonly Volume[];

describe('the values of the nodes’ agents', () => {
  it('are of the pinned chart, from its own registry, and name one image', () => {
    expect(collectorChart).toEqual({
      repository: 'oci://ghcr.io/open-telemetry/opentelemetry-helm-charts',
      chart: 'opentelemetry-collector',
      version: chartVersions.openTelemetryCollector,
    });
    const { repository, tag } = values()['image'] as unknown as Record<string, string>;
    expect(`${repository}:${tag}`).toBe(`docker.io/${containerImages.openTelemetryCollector}`);
  });

  it('put the image behind the mirror, below its own registry’s name', () => {
    const { image } = values({ mirror: 'registry.example.com/mirror' });
    expect(image?.['repository']).toBe('registry.example.com/mirror/docker.io/otel/opentelemetry-collector-k8s');
  });

  it('confine the container, which is not root and only in root’s group', () => {
    expect(values()['securityContext']).toEqual(confined);
    expect(values()['podSecurityContext']).toEqual({
      runAsNonRoot: true,
      runAsUser: 10_001,
      runAsGroup: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(leavesOf(values()).filter(({ path }) => /privileged|hostNetwork|hostPID/.test(path))).toEqual([]);
  });

  it('mount the node’s logs only, to be read, and write nothing to the node', () => {
    const ofNode = volumes.filter(({ hostPath }) => hostPath !== undefined);
    expect(ofNode.map(({ hostPath }) => hostPath?.path)).toEqual(['/var/log/pods', '/var/lib/docker/containers']);
    for (const { name } of ofNode) expect(mounts.find((mount) => mount.name === name)?.readOnly).toBe(true);
    expect(mounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
  });

  it('have somewhere to write what the configuration has it write', () => {
    const { directory } = values()['alternateConfig']!['extensions']!['file_storage'] as unknown as Record<
      string,
      string
    >;
    expect(mounts.map(({ mountPath }) => mountPath)).toContain(directory);
  });

  it('ask for what the model counts, with a limit of memory only', () => {
    const { cpu, memory, memoryLimit } = telemetryPods.logAgent;
    expect(values()['resources']).toEqual({
      requests: { cpu: cpu.toQuantity(), memory: memory.toQuantity() },
      limits: { memory: memoryLimit?.toQuantity() },
    });
  });

  it('open no port but that of its metrics, none of the node, and have no rights at the API', () => {
    const open = Object.entries(values()['ports']!).filter(([, { enabled }]) => enabled as unknown as boolean);
    expect(open).toEqual([['metrics', { enabled: true, containerPort: 8888, servicePort: 8888, protocol: 'TCP' }]]);
    expect(values()['serviceAccount']).toEqual({ create: true, automountServiceAccountToken: false });
    expect(values()['clusterRole']).toEqual({ create: false });
  });

  it('stand where pods of nodes stand, on every node that is named', () => {
    expect(values()).toMatchObject({ mode: 'daemonset', namespaceOverride: 'kube-system' });
    expect(values()).not.toHaveProperty('tolerations');
    const target = { nodeSelector: { pool: 'system' }, agentTolerations: [{ operator: 'Exists' }] };
    expect(values({ target })['tolerations']).toEqual([{ operator: 'Exists' }]);
    expect(values({ target })).not.toHaveProperty('nodeSelector');
  });

  it('say no password, token or other secret, and nothing that Helm would take for a template', () => {
    expect(secretsIn(values())).toEqual([]);
    expect(leavesOf(values()).filter(({ value }) => String(value).includes('{{'))).toEqual([]);
  });
});

interface Pipeline {
  readonly receivers: string[];
  readonly processors: string[];
  readonly exporters: string[];
}

describe('the configuration of the agents', () => {
  const config = plain(agentConfig('eks-prod'));
  const { logs } = config['service']!['pipelines'] as unknown as { logs: Pipeline };
  const filelog = config['receivers']!['file_log'] as unknown as Record<string, unknown> & { include: string[] };

  it('has every part of its pipeline, and no part besides', () => {
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      expect(Object.keys(config[kind]!).sort()).toEqual([...logs[kind]].sort());
    }
    expect(Object.keys(config['extensions']!).sort()).toEqual(
      [...(config['service']!['extensions'] as unknown as string[])].sort(),
    );
  });

  it('refuses what would not fit before it does anything else', () => {
    expect(logs.processors[0]).toBe('memory_limiter');
  });

  it('reads the namespaces of the platform, and not what Loki says of lines', () => {
    expect(filelog.include).toEqual([
      '/var/log/pods/strimzi_*/*/*.log',
      '/var/log/pods/millrace_*/*/*.log',
      '/var/log/pods/monitoring_*/*/*.log',
    ]);
    expect(filelog['exclude']).toEqual(['/var/log/pods/monitoring_loki-*/*/*.log']);
  });

  it('loses no line of a store that is away: it waits, and reads on from where it was', () => {
    const otlp = config['exporters']!['otlp_http']!;
    expect(otlp['retry_on_failure']).toMatchObject({ enabled: true, max_elapsed_time: '0s' });
    expect(otlp['sending_queue']).toMatchObject({ enabled: true, block_on_overflow: true });
    expect(filelog).toMatchObject({
      storage: 'file_storage',
      start_at: 'beginning',
      retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
    });
  });

  it('leaves out only what Loki would refuse, when the store was away or the files are read anew', () => {
    const { logs: conditions } = config['processors']!['filter/stale'] as unknown as {
      logs: { log_record: string[] };
    };
    expect(conditions.log_record).toEqual([`time < Now() - Duration("${lateness.toSeconds()}s")`]);
  });

  it('sends lines to Loki’s own door for OpenTelemetry', () => {
    expect(config['exporters']!['otlp_http']!['endpoint']).toBe('http://loki.monitoring.svc:3100/otlp');
  });

  it('has each id once among its steps, and ends with what is kept', () => {
    const operators = filelog['operators'] as { id: string; type: string; fields?: string[] }[];
    expect(new Set(operators.map(({ id }) => id)).size).toBe(operators.length);
    expect(operators.map(({ type }) => type)).toEqual([
      'container',
      'copy',
      'copy',
      'add',
      'add',
      'recombine',
      'regex_parser',
      'regex_parser',
      'json_parser',
      'severity_parser',
      'trace_parser',
      'move',
      'move',
      'move',
      'move',
      'retain',
    ]);
    expect(operators.at(-1)?.fields).toEqual([
      'attributes.topic',
      'attributes.dead_letter_topic',
      'resource["service.name"]',
      'resource["service.instance.id"]',
      'resource["k8s.namespace.name"]',
      'resource["deployment.environment.name"]',
    ]);
  });
});

describe('the steps of a line', () => {
  const step = (id: string): Record<string, unknown> => {
    const found = lineOperators('compose', []).find((operator) => operator.id === id);
    if (found === undefined) throw new Error(`there is no step '${id}'`);
    return found;
  };
  /** JavaScript has Go's named groups without the P. */
  const javascript = (regex: unknown): RegExp => new RegExp(String(regex).replace('(?P<', '(?<'));
  const level = (id: string, line: string): string | undefined =>
    javascript(step(id)['regex']).exec(line)?.groups?.['level'];

  it.each([
    ['2026-11-21 22:00:00 INFO  [main] KafkaRaftServer:12 - started', 'INFO'],
    ['[2026-11-21 22:00:00,123] ERROR [Broker id=1] failed (kafka.server)', 'ERROR'],
    ['2026-11-21T22:00:00.1Z WARN something', 'WARN'],
    ['INFO at its beginning', undefined],
    ['2026-11-21 22:00:00 said INFO later', undefined],
  ])('find the level of a broker’s line: %s', (line, expected) => {
    expect(level('log4j', line)).toBe(expected);
  });

  it.each([
    ['ts=2026-11-21T22:00:00Z caller=main.go:1 level=info msg="up"', 'info'],
    ['time=2026-11-21 level=ERROR source=x', 'ERROR'],
    ['sublevel=high', undefined],
  ])('find the level of a line of Prometheus: %s', (line, expected) => {
    expect(level('logfmt', line)).toBe(expected);
  });

  const isContinued = (line: string): boolean => {
    const [, text = '""'] = /matches (".*")\)$/.exec(String(step('stack-traces')['is_first_entry'])) ?? [];
    return new RegExp(JSON.parse(text) as string).test(line);
  };

  it.each([
    '\tat kafka.server.KafkaApis.handle(KafkaApis.scala:1)',
    'Caused by: java.io.IOException: no space left',
    '... 12 more',
    'java.lang.IllegalStateException: epoch',
    'org.apache.kafka.common.errors.NotLeaderOrFollowerException',
  ])('leave a stack trace with its line: %s', (line) => {
    expect(isContinued(line)).toBe(true);
  });

  it.each([
    '2026-11-21 22:00:00 ERROR [main] java.io.IOException',
    '[2026-11-21 22:00:00,1] INFO x',
    'ts=1 level=info',
  ])('begin anew with a line that is one: %s', (line) => {
    expect(isContinued(line)).toBe(false);
  });

  it('have each expression on one line: the Collector refuses a text with an end of line in it', () => {
    const texts = lineOperators('compose', []).flatMap(({ if: condition, value, is_first_entry: first }) => [
      condition,
      value,
      first,
    ]);
    expect(texts.filter((text) => typeof text === 'string' && text.includes('\n'))).toEqual([]);
    expect(step('end-of-line')['value']).toBe('EXPR(trimSuffix(body, "\\n"))');
  });

  it('let no id become a resource, of which streams are made', () => {
    const kept = step('keep-only')['fields'] as string[];
    expect(kept.filter((field) => /trace|span|offset|event_id|uid/.test(field))).toEqual([]);
  });
});
