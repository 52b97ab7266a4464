import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseChecksums } from '../../../local/kafka/checksums';
import { shapeState, writeState } from '../../../local/kafka/cluster-state';
import { metricsReporter } from '../../../local/kafka/metrics-reporter';
import { serverProperties, type NodeSettings } from '../../../local/kafka/server-properties';
import { KAFKA_VERSION, METRICS_REPORTER_VERSION } from '../../../local/kafka/versions';
import { brokerMetrics } from '../../../model/broker-metrics';

describe('the jars of the Metrics Reporter', () => {
  const list = parseChecksums(readFileSync(metricsReporter.list, 'utf8'));

  it('are pinned by full digests, the reporter’s own version among them', () => {
    expect([...list.keys()]).toContain(`metrics-reporter-${METRICS_REPORTER_VERSION}.jar`);
    for (const digest of list.values()) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('hold none of Kafka’s own, which would stand in the class path twice', () => {
    expect([...list.keys()].filter((name) => /kafka|slf4j|log4j|metrics-core-[24]/.test(name))).toEqual([]);
  });

  it('are what the pom asks for, and nothing else', () => {
    const asked = [...metricsReporter.pom.matchAll(/<dependency>.*?<artifactId>(.*?)<.*?<version>(.*?)</g)];
    expect(asked.map(([, artifact, version]) => [artifact, version])).toEqual([
      ['metrics-reporter', METRICS_REPORTER_VERSION],
    ]);
  });
});

describe('a node', () => {
  const node: NodeSettings = {
    id: 1,
    port: 9092,
    rack: 'a',
    dataDir: '/data',
    voters: [{ id: 1, port: 19092 }],
    brokers: 1,
    config: {},
  };
  const namesOf = (settings: NodeSettings): string[] =>
    Object.keys(serverProperties(settings)).filter((name) => name.includes('metric'));

  it('tells nothing of itself unless it is asked to', () => {
    expect(namesOf(node)).toEqual([]);
  });

  it('has an endpoint on its own host with the metrics that a cluster lets through', () => {
    const properties = serverProperties({ ...node, metrics: { port: 9404, allowList: brokerMetrics } });
    expect(properties['prometheus.metrics.reporter.listener']).toBe('http://127.0.0.1:9404');
    expect(properties['prometheus.metrics.reporter.allowlist']?.split(',')).toEqual(brokerMetrics);
    expect(namesOf({ ...node, metrics: { port: 9404, allowList: [] } })).toHaveLength(4);
  });
});

describe('the ports of metrics', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-metrics-ports-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const asked = { brokers: 2, controllers: 1, racks: ['a'], kafkaVersion: KAFKA_VERSION };
  const shape = (metrics: boolean) => shapeState(dir, { ...asked, metrics });
  const metricsPorts = ({ nodes, controllers = [] }: Awaited<ReturnType<typeof shape>>) =>
    [...nodes, ...controllers].map(({ metricsPort }) => metricsPort);

  it('are one for each node, and nobody else’s', async () => {
    const state = await shape(true);
    const others = [
      ...state.nodes.map(({ port }) => port),
      ...(state.controllers ?? []).map((it) => it.controllerPort),
    ];
    const all = [...metricsPorts(state), ...others];
    expect(all).toHaveLength(6);
    expect(new Set(all).size).toBe(6);
  });

  it('are the same at the next start, and gone where no metrics are asked for', async () => {
    const state = await shape(true);
    await writeState(dir, state);
    expect(metricsPorts(await shape(true))).toEqual(metricsPorts(state));
    expect(metricsPorts(await shape(false))).toEqual([undefined, undefined, undefined]);
  });
});
