import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { decodeRuntimeConfig } from '../../../contracts/runtime-config';
import { isServiceName, serviceNames } from '../../../contracts/services';
import { findCompose } from '../../../local/build/container-tools';
import { environmentName } from '../../../local/compose/brokers';
import type { ComposeDocument, Container } from '../../../local/compose/document';
import { composeEnvironment, stale } from '../../../local/compose/render';
import { runtimeConfig } from '../../../model/runtime-config';
import { containerImages, platformVersion } from '../../../model/versions';

/** The committed file is looked at, as docker would read it; that it is what the model renders is the first test. */
const root = join(__dirname, '..', '..', '..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const file = parse(text) as ComposeDocument;
const environment = composeEnvironment();
const containers = Object.entries(file.services);
const byDefault = containers.filter(([, { profiles }]) => profiles === undefined);
const single = containers.filter(([, { profiles }]) => profiles?.includes('single'));
const logs = containers.filter(([, { profiles }]) => profiles?.includes('logs'));
const isBroker = (container: Container): boolean => 'KAFKA_NODE_ID' in (container.environment ?? {});
const endsByItself = (container: Container): boolean => container.restart !== 'unless-stopped';

/** How Kafka's image turns variables into properties, written down here a second time. */
function properties(container: Container): Record<string, string> {
  const own = ['KAFKA_HEAP_OPTS'];
  const entries = Object.entries(container.environment ?? {}).filter(
    ([name]) => /^KAFKA_/.test(name) && !own.includes(name),
  );
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const spelled = name.slice('KAFKA_'.length).toLowerCase();
      return [spelled.replace(/_+/g, (run) => ['', '.', '_', '-'][run.length] ?? '?'), value];
    }),
  );
}

describe('the committed compose file', () => {
  test('is what the model renders', () => {
    expect(stale()).toEqual([]);
    expect(text.split('\n')[0]).toMatch(/^# Rendered from the model by local\/compose\/render\.ts/);
  });

  test('takes only images of the versions file, all pinned', () => {
    const known: string[] = [
      ...Object.values(containerImages),
      ...serviceNames.map((name) => `millrace/${name}:${platformVersion}`),
    ];
    const images = containers.map(([, { image }]) => image);
    expect(images.filter((image) => !known.includes(image))).toEqual([]);
    expect(images.filter((image) => !/:v?\d+\.\d+/.test(image) || image.endsWith(':latest'))).toEqual([]);
    expect(text).not.toMatch(/:latest\b/);
  });

  test('has every port on the loopback address, each once', () => {
    const ports = byDefault.flatMap(([, container]) => container.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    const hostPorts = ports.map((port) => Number(port.split(':')[1]));
    expect([...hostPorts].sort((a, b) => a - b)).toEqual([3000, 8000, 8001, 8002, 8080, 8082, 9090, 9092, 9093, 9094]);
    const singlePorts = single.flatMap(([, container]) => container.ports ?? []);
    expect(singlePorts.map((port) => Number(port.split(':')[1])).sort()).toEqual([8000, 8001, 8002, 8080, 9092]);
    expect(logs.flatMap(([, container]) => container.ports ?? [])).toEqual([
      '127.0.0.1:3100:3100',
      '127.0.0.1:3200:3200',
    ]);
  });

  test('gives each container a memory limit, no capability and, if it stays and can be asked, a health check', () => {
    // Its image has nothing in it that could ask.
    const cannotBeAsked = ['otel-collector'];
    for (const [name, container] of containers) {
      expect({ name, limit: container.mem_limit, drop: container.cap_drop }).toEqual({
        name,
        limit: expect.stringMatching(/^\d+m$/) as string,
        drop: ['ALL'],
      });
      expect({ name, checked: container.healthcheck !== undefined }).toEqual({
        name,
        checked: !endsByItself(container) && !cannotBeAsked.includes(name),
      });
    }
  });

  test('starts in order: brokers, then topics, then services', () => {
    for (const [name, { depends_on: needs = {} }] of containers) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const other = file.services[needed];
        expect({ name, needed, known: other !== undefined }).toEqual({ name, needed, known: true });
        const healthy = endsByItself(other!) ? 'service_completed_successfully' : 'service_healthy';
        // The collector keeps what is not taken yet: neither store waits for the other.
        const expected = name === 'otel-collector' ? 'service_started' : healthy;
        expect({ name, needed, condition }).toEqual({ name, needed, condition: expected });
      }
    }
    for (const name of serviceNames) {
      expect(Object.keys(file.services[name]?.depends_on ?? {})).toEqual(['create-topics']);
      expect(Object.keys(file.services[`${name}-single`]?.depends_on ?? {})).toEqual(['create-topics-single']);
    }
    const brokers = byDefault.filter(([, container]) => isBroker(container)).map(([name]) => name);
    expect(Object.keys(file.services['create-topics']?.depends_on ?? {})).toEqual(brokers);
  });

  test('names only volumes and files that are there', () => {
    const volumes = containers.flatMap(([, container]) =>
      (container.volumes ?? []).map((volume) => volume.split(':')[0]!),
    );
    const [ofDocker, named] = [true, false].map((ours) => volumes.filter((name) => name.startsWith('/') === ours));
    expect([...new Set(named)].sort()).toEqual(Object.keys(file.volumes).sort());
    expect(ofDocker).toEqual(['/var/lib/docker/containers']);
    const sources = containers.flatMap(([, container]) => (container.configs ?? []).map(({ source }) => source));
    expect([...new Set(sources)].sort()).toEqual(Object.keys(file.configs).sort());
    for (const config of Object.values(file.configs)) {
      expect({ ...config, there: existsSync(join(root, config.file)) }).toEqual({ ...config, there: true });
      // Containers read them under other users than the one who cloned.
      expect(statSync(join(root, config.file)).mode & 0o044).toBe(0o044);
    }
  });
});

describe('the brokers', () => {
  const brokers = byDefault.filter(([, container]) => isBroker(container));

  test('are three, one in each rack, with a volume of their own', () => {
    expect(brokers.map(([, container]) => properties(container)['broker.rack'])).toEqual(['a', 'b', 'c']);
    expect(new Set(brokers.map(([, container]) => properties(container)['node.id'])).size).toBe(3);
    expect(new Set(brokers.flatMap(([, container]) => container.volumes)).size).toBe(3);
    expect(new Set(brokers.map(([, container]) => container.environment?.['CLUSTER_ID'])).size).toBe(1);
  });

  test('have the settings of the model, and leave nothing to the defaults that the image drops', () => {
    for (const [, container] of brokers) {
      const settings = properties(container);
      expect(settings).toMatchObject(environment.kafka.config);
      for (const needed of [
        'process.roles',
        'node.id',
        'listeners',
        'advertised.listeners',
        'controller.listener.names',
        'log.dirs',
        'controller.quorum.voters',
        'listener.security.protocol.map',
        'inter.broker.listener.name',
      ]) {
        expect(settings).toHaveProperty([needed]);
      }
    }
  });

  test('tell a client outside where it reached them, and each other their names', () => {
    for (const [name, container] of brokers) {
      const hostPort = container.ports![0]!.split(':')[1];
      expect(properties(container)['advertised.listeners']).toBe(
        `INTERNAL://${name}:19092,HOST://127.0.0.1:${hostPort}`,
      );
      expect(properties(container)['controller.quorum.voters']).toBe(
        brokers.map(([other, { environment: variables }]) => `${variables!['KAFKA_NODE_ID']}@${other}:9093`).join(','),
      );
    }
  });

  test('fit their heap and page cache into their memory', () => {
    for (const [, container] of brokers) {
      const heap = Number(/-Xmx(\d+)m/.exec(container.environment!['KAFKA_HEAP_OPTS']!)?.[1]);
      expect(heap).toBeLessThanOrEqual(Number.parseInt(container.mem_limit, 10) / 2);
    }
  });

  test.each([
    ['log.dirs', 'KAFKA_LOG_DIRS'],
    ['a_b.c', 'KAFKA_A__B_C'],
    ['a-b.c', 'KAFKA_A___B_C'],
  ])('spell %s as %s', (property, variable) => {
    expect(environmentName(property)).toBe(variable);
  });
});

describe('the services', () => {
  test.each([...serviceNames])('%s decodes from its variables what the model says', (name) => {
    const container = file.services[name]!;
    const expected = runtimeConfig(environment, name, {
      bootstrapServers: ['kafka-1:19092', 'kafka-2:19092', 'kafka-3:19092'],
      instance: `${name}-0`,
      security: { protocol: 'PLAINTEXT' },
      host: '0.0.0.0',
    });
    // As compose would hand them over without a profile: a doubled dollar is one, a variable that nobody set is empty.
    const variables = Object.entries(container.environment!).map(([key, value]) => [
      key,
      value.startsWith('${') ? '' : value.replaceAll('$$', '$'),
    ]);
    expect(decodeRuntimeConfig(Object.fromEntries(variables) as Record<string, string>)).toEqual(expected);
    expect(container.ports).toEqual([`127.0.0.1:${expected.http.port}:${expected.http.port}`]);
    expect(container.read_only).toBe(true);
    expect(Number.parseInt(container.stop_grace_period!, 10) * 1000).toBeGreaterThan(expected.drainTimeoutMs);
    expect(container.build?.args['SERVICE']).toBe(name);
    expect(container.pull_policy).toBe('build');
  });

  test('are those that there are', () => {
    const ours = environment.services.map(({ name }) => name).filter(isServiceName);
    expect(ours).toEqual(serviceNames);
  });
});

describe('the profile of one broker', () => {
  test('has one broker whose every number of copies is one, and says what that costs', () => {
    const brokers = single.filter(([, container]) => isBroker(container));
    expect(brokers).toHaveLength(1);
    const settings = properties(brokers[0]![1]);
    const copies = Object.keys(settings).filter((name) =>
      /(replication\.factor|min\.isr|min\.insync\.replicas)$/.test(name),
    );
    expect(copies.length).toBeGreaterThan(5);
    for (const name of copies) expect({ name, value: settings[name] }).toEqual({ name, value: '1' });
    expect(settings['controller.quorum.voters']).toBe('1@kafka-single:9093');
    expect(text).toMatch(/'single' .* It CANNOT keep/s);
  });

  test('is whole: what `single` starts needs nothing outside the profile', () => {
    const names = new Set(single.map(([name]) => name));
    for (const [, { depends_on: needs = {} }] of single) {
      expect(Object.keys(needs).filter((needed) => !names.has(needed))).toEqual([]);
    }
    expect(Object.keys(file.services['single']?.depends_on ?? {})).toEqual(
      serviceNames.map((name) => `${name}-single`),
    );
  });
});

describe('docker compose', () => {
  const found = findCompose(process.env);
  const needed = process.env['MILLRACE_REQUIRE']?.split(',').includes('compose') ?? false;
  const configWith = (variables: Readonly<Record<string, string>>, ...args: string[]): string => {
    if (!found.ok) throw new Error(found.reason);
    const [command = '', ...before] = found.tool.command;
    return execFileSync(command, [...before, '-f', join(root, 'docker-compose.yml'), ...args], {
      // Whoever runs the tests may have profiles of their own.
      env: { ...process.env, COMPOSE_PROFILES: '', ...variables },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  };
  const config = (...args: string[]): string => configWith({}, ...args);
  // eslint-disable-next-line no-restricted-properties -- without the tool it says so; .ci/run requires it
  const run = found.ok || needed ? test : test.skip;
  const why = found.ok || needed ? '' : ` (not run: ${found.reason})`;

  run(`accepts it, and starts three brokers by default${why}`, () => {
    config('config', '--quiet');
    const names = config('config', '--services').trim().split('\n').sort();
    expect(names).toEqual(byDefault.map(([name]) => name).sort());
  });

  run(`accepts the profile of one broker${why}`, () => {
    config('--profile', 'single', 'config', '--quiet');
    const names = config('--profile', 'single', 'config', '--services').trim().split('\n');
    expect(names).toEqual(expect.arrayContaining(single.map(([name]) => name)));
  });

  const endpoints = (variables: Readonly<Record<string, string>>, ...options: string[]): (string | undefined)[] => {
    const { services } = parse(configWith(variables, ...options, 'config')) as ComposeDocument;
    return serviceNames.map((name) => services[name]?.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT']);
  };

  run(`adds the stores and the collector with the profile of logs${why}`, () => {
    const names = configWith({ COMPOSE_PROFILES: 'logs' }, 'config', '--services').trim().split('\n').sort();
    expect(names).toEqual([...byDefault, ...logs].map(([name]) => name).sort());
  });

  run(`has services send traces when the environment asks for logs, and nowhere otherwise${why}`, () => {
    const all = (endpoint: string): string[] => serviceNames.map(() => endpoint);
    expect(endpoints({})).toEqual(all(''));
    expect(endpoints({ COMPOSE_PROFILES: 'logs' })).toEqual(all('http://otel-collector:4318'));
    const elsewhere = { OTLP_ENDPOINT: 'http://elsewhere:4318' };
    expect(endpoints(elsewhere, '--profile', 'logs')).toEqual(all('http://elsewhere:4318'));
    expect(endpoints({ COMPOSE_PROFILES: 'logs', OTLP_ENDPOINT: '' })).toEqual(all(''));
  });

  run(`takes another base image from the environment${why}`, () => {
    const { services } = parse(config('config')) as ComposeDocument;
    expect(services['producer']?.build?.args['BASE_IMAGE']).toBe(process.env['BASE_IMAGE'] ?? containerImages.node);
  });
});
