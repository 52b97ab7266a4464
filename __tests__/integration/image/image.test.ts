import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { encodeRuntimeConfig } from '../../../contracts/runtime-config';
import { serviceNames, services, type ServiceName } from '../../../contracts/services';
import { environments } from '../../../environments';
import { findBuilder } from '../../../local/build/container-tools';
import { composeEnvironment } from '../../../local/compose/render';
import { EmbeddedCluster, readTopics } from '../../../local/kafka';
import { chooseFreePorts } from '../../../local/kafka/ports';
import { resolve } from '../../../model/resolve';
import { runtimeConfig } from '../../../model/runtime-config';
import { Docker, revision } from './docker';
import { topicsByScript } from './topics-by-script';

/** The real image, built by a real engine and run against real brokers. */
// Three builds, on a machine that has made none yet.
jest.setTimeout(900_000);

const found = findBuilder(process.env);
const needed = process.env['MILLRACE_REQUIRE']?.split(',').includes('docker') ?? false;
// eslint-disable-next-line no-restricted-properties -- without an engine it says so; .ci/run requires one where it can be had
const suite = found.ok || needed ? describe : describe.skip;
const why = found.ok || needed ? '' : ` (not run: ${found.reason})`;

const docker = new Docker(found.ok ? found.tool : { docker: 'docker', version: 'none' });
const environment = resolve(environments.local);
const tagOf = (service: ServiceName): string => `millrace/${service}:test`;
const version = '9.8.7-test';

async function until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await new Promise((settle) => setTimeout(settle, 200));
  }
}

const get = async (url: string): Promise<{ status: number; body: unknown } | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return undefined;
  }
};

suite(`images by docker${why}`, () => {
  beforeAll(() => {
    for (const service of serviceNames) {
      const built = docker.build(tagOf(service), { SERVICE: service, VERSION: version, REVISION: revision() });
      if (built.status === 0) continue;
      // Once: each test would repeat the error.
      process.stderr.write(`${built.output.split('\n').slice(-60).join('\n')}\n`);
      throw new Error(`building ${service} failed; its output is above`);
    }
  });

  afterAll(() => docker.clean());

  describe('an image', () => {
    test.each([...serviceNames])('of %s says what it is and runs as nobody in particular', (service) => {
      const { Config: config } = docker.image(tagOf(service));
      expect(config.User).toBe('10001:10001');
      expect(config.Labels).toMatchObject({
        'org.opencontainers.image.title': `millrace ${service}`,
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.revision': revision(),
        'org.opencontainers.image.licenses': 'Apache-2.0',
      });
      expect(config.StopSignal).toBe('SIGTERM');
      expect(config.Entrypoint ?? []).toEqual([]);
      expect(config.Cmd).toEqual(['node', '--enable-source-maps', '/app/service.js']);
      expect(config.Healthcheck.Test.join(' ')).toContain('/health/live');
      const ports = serviceNames.map((name) => `${services[name].port}/tcp`);
      expect(Object.keys(config.ExposedPorts).sort()).toEqual(ports.sort());
      expect(config.Env).toEqual(expect.arrayContaining([`SERVICE_NAME=${service}`, `SERVICE_VERSION=${version}`]));
    });

    test.each([...serviceNames])(
      'of %s carries the bundle: no packages, no sources, no certificates of the build',
      (service) => {
        const image = tagOf(service);
        const files = docker
          .must('run', '--rm', '--network', 'none', image, 'find', '/app', '-type', 'f')
          .split('\n')
          .sort();
        expect(files).toEqual(
          ['/app/health.js', '/app/health.js.map', `/app/${service}.js.map`, '/app/service.js'].sort(),
        );
        const listed = docker.must(
          'run',
          '--rm',
          '--network',
          'none',
          image,
          'sh',
          '-c',
          'find /src /run/secrets /root/.npm 2>/dev/null; true',
        );
        expect(listed).toBe('');
        expect(docker.must('run', '--rm', '--network', 'none', image, 'id', '-u')).toBe('10001');
        const map = docker.must('run', '--rm', '--network', 'none', image, 'cat', `/app/${service}.js.map`);
        expect((JSON.parse(map) as { sourcesContent?: unknown }).sourcesContent).toBeUndefined();
      },
    );

    test('adds less than 10 MB to its base', () => {
      const base = docker.baseSize();
      for (const service of serviceNames) expect(docker.image(tagOf(service)).Size - base).toBeLessThan(10e6);
    });

    test.each([
      ['an unknown service', { SERVICE: 'produser' }],
      ['a folder that is no service', { SERVICE: 'shared' }],
      ['a path', { SERVICE: '../services/producer' }],
      ['no service', {}],
    ])('rejects %s, with the names that there are', (_name, args) => {
      const { status, output } = docker.build('millrace/none:test', args);
      expect(status).not.toBe(0);
      expect(output).toMatch(/consumer/);
      expect(output).toMatch(/ping-pong/);
      expect(output).toMatch(/producer/);
    });

    test('ends with 78 and every missing variable when it is told nothing', () => {
      const { status, output } = docker.run('run', '--rm', '--network', 'none', tagOf('producer'));
      expect(status).toBe(78);
      expect(output).toMatch(/KAFKA_BOOTSTRAP_SERVERS/);
      expect(output).toMatch(/HTTP_PORT/);
    });
  });

  describe('a container', () => {
    let cluster: EmbeddedCluster;
    let folder = '';
    const kafka = (): Kafka => new Kafka({ brokers: [...cluster.bootstrapServers], logLevel: logLevel.NOTHING });

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-image-test-'));
      await mkdir(join(folder, 'tools'));
      cluster = await EmbeddedCluster.start({
        dir: join(folder, 'kafka'),
        env: process.env,
        config: environment.kafka.config,
      });
      await topicsByScript(cluster, join(folder, 'tools'));
    });
    afterAll(async () => {
      docker.clean();
      await cluster?.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    async function start(service: ServiceName): Promise<{ container: string; url: string }> {
      const [port = 0] = await chooseFreePorts(1, []);
      const config = runtimeConfig(environment, service, {
        bootstrapServers: cluster.bootstrapServers,
        instance: `${service}-in-a-container`,
        security: { protocol: 'PLAINTEXT' },
      });
      const variables = encodeRuntimeConfig({ ...config, http: { ...config.http, port } });
      const container = docker.start(tagOf(service), variables);
      const url = `http://127.0.0.1:${port}`;
      await until(`${service} to be ready`, 60_000, async () => {
        if (!docker.state(container).Running) throw new Error(`${service} ended:\n${docker.logs(container)}`);
        return (await get(`${url}/health/ready`))?.status === 200 ? true : undefined;
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${docker.logs(container)}`);
      });
      return { container, url };
    }

    async function recordsIn(topic: string): Promise<number> {
      const admin = kafka().admin();
      await admin.connect();
      try {
        const offsets = await admin.fetchTopicOffsets(topic);
        return offsets.reduce((sum, { high }) => sum + Number(high), 0);
      } finally {
        await admin.disconnect();
      }
    }

    test('finds the topics that the compose file makes, as the model says, also when they are made again', async () => {
      const expected = composeEnvironment().topics;
      const check = async (): Promise<void> => {
        const admin = kafka().admin();
        await admin.connect();
        const there = await readTopics(admin).finally(() => admin.disconnect());
        const byName = new Map(there.map((topic) => [topic.name, topic]));
        for (const topic of expected) {
          expect(byName.get(topic.name)?.replicas).toEqual(Array(topic.partitions).fill(topic.replicationFactor));
          expect(byName.get(topic.name)?.config).toMatchObject(topic.config);
        }
      };
      await check();
      const said = await topicsByScript(cluster, join(folder, 'tools'));
      expect(said).not.toMatch(/Created topic/);
      await check();
    });

    test('of the producer, read-only and without capabilities, gets an event acknowledged', async () => {
      const { container, url } = await start('producer');
      const before = await recordsIn('posts');
      const answer = await fetch(`${url}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ source: 'image-test', data: { greeting: 'hello' } }),
      });
      expect(await answer.json()).toMatchObject({
        status: 'success',
        event_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      });
      expect(await recordsIn('posts')).toBe(before + 1);

      const health = docker.run('exec', container, 'millrace-health');
      expect({ status: health.status, said: health.output.trim().split('\n').at(-1) }).toEqual({
        status: 0,
        said: 'Kafka is reachable, and message was sent successfully.',
      });
      const written = docker.run('exec', container, 'sh', '-c', 'touch /app/x /tmp/x');
      expect(written.output).toMatch(/Read-only file system/);
      await until('docker to call it healthy', 45_000, () =>
        docker.state(container).Health?.Status === 'healthy' ? true : undefined,
      );

      docker.must('stop', container);
      expect(docker.state(container).ExitCode).toBe(0);
    });

    test('of the producer drains when docker stops it: what it said to be written is written, and it ends with 0', async () => {
      const { container, url } = await start('producer');
      const before = await recordsIn('posts');
      const batches = Array.from({ length: 8 }, () =>
        fetch(`${url}/events/batch?count=500`, { method: 'POST' })
          .then((answer) => answer.json() as Promise<{ successful_events?: number }>)
          .catch(() => ({ successful_events: 0 })),
      );
      await new Promise((settle) => setTimeout(settle, 50));
      const stopped = docker.run('stop', '--time', '40', container);
      const answers = await Promise.all(batches);
      expect(stopped.status).toBe(0);
      expect({ code: docker.state(container).ExitCode, log: docker.logs(container).slice(-2_000) }).toMatchObject({
        code: 0,
      });
      const acknowledged = answers.reduce((sum, { successful_events: events = 0 }) => sum + events, 0);
      expect(acknowledged).toBeGreaterThan(0);
      expect(await recordsIn('posts')).toBeGreaterThanOrEqual(before + acknowledged);
    });

    test.each(['consumer', 'ping-pong'] as const)('of %s joins its group, and leaves it with 0', async (service) => {
      const { container } = await start(service);
      expect(docker.run('exec', container, 'millrace-health').status).toBe(0);
      docker.must('stop', '--time', '40', container);
      expect({ code: docker.state(container).ExitCode, log: docker.logs(container).slice(-2_000) }).toMatchObject({
        code: 0,
      });
      const admin = kafka().admin();
      await admin.connect();
      const { groups } = await admin.describeGroups([services[service].group]).finally(() => admin.disconnect());
      expect(groups[0]?.members ?? []).toEqual([]);
    });
  });
});
