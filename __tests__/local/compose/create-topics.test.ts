import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeEnvironment } from '../../../local/compose/render';
import { topicsScript } from '../../../local/compose/topics-script';
import type { Topic } from '../../../model/environment';

/** The script really runs, against stand-ins of Kafka's tools that write down how they were called. */
const posts: Topic = {
  ...composeEnvironment().topics[0]!,
  name: 'posts',
  partitions: 6,
  replicationFactor: 3,
  config: { 'min.insync.replicas': '2', 'cleanup.policy': 'compact,delete', 'retention.ms': '1000' },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-topics-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly status: number | null;
  readonly calls: readonly string[];
  readonly errors: string;
}

function run(described: string, options: { oneBroker?: boolean; describeFails?: boolean } = {}): Outcome {
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  const tool = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  writeFileSync(join(folder, 'described'), described);
  const describe = options.describeFails === true ? 'exit 1' : `cat '${folder}/described'; exit 0`;
  tool('kafka-topics.sh', `case "$*" in *--describe*) ${describe} ;; esac; echo "topics $*" >> '${log}'`);
  tool('kafka-configs.sh', `echo "configs $*" >> '${log}'`);
  writeFileSync(join(folder, 'create.sh'), topicsScript([posts]));
  const { status, stderr } = spawnSync('bash', [join(folder, 'create.sh')], {
    env: {
      PATH: process.env['PATH'],
      KAFKA_TOOLS: folder,
      BOOTSTRAP_SERVERS: 'b:1',
      ONE_BROKER: String(options.oneBroker ?? false),
    },
    encoding: 'utf8',
  });
  return { status, calls: readFileSync(log, 'utf8').split('\n').filter(Boolean), errors: stderr };
}

/** A line of `kafka-topics.sh --describe`. */
const described = (partitions: number, replication: number): string =>
  [
    `Topic: posts.other\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: `,
    `Topic: posts\tTopicId: y\tPartitionCount: ${partitions}\tReplicationFactor: ${replication}\tConfigs: min.insync.replicas=2,cleanup.policy=delete`,
    `\tTopic: posts\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\tElr: \tLastKnownElr: `,
    '',
  ].join('\n');

describe('the script that makes the topics', () => {
  test('creates one that is not there, with its settings', () => {
    const { status, calls } = run('');
    expect(status).toBe(0);
    expect(calls).toEqual([
      'topics --bootstrap-server b:1 --create --if-not-exists --topic posts --partitions 6 --replication-factor 3 ' +
        '--config cleanup.policy=compact,delete --config min.insync.replicas=2 --config retention.ms=1000',
    ]);
  });

  test('alters the settings of one that is there, a list in brackets', () => {
    const { status, calls } = run(described(6, 3));
    expect(status).toBe(0);
    expect(calls).toEqual([
      'configs --bootstrap-server b:1 --alter --entity-type topics --entity-name posts ' +
        '--add-config cleanup.policy=[compact,delete],min.insync.replicas=2,retention.ms=1000',
    ]);
  });

  test('raises partitions', () => {
    const { status, calls } = run(described(3, 3));
    expect(status).toBe(0);
    expect(calls[0]).toBe('topics --bootstrap-server b:1 --alter --topic posts --partitions 6');
  });

  test.each([
    ['fewer partitions', described(12, 3), /posts has 12 partitions, the model says 6/],
    ['another replication factor', described(6, 1), /posts has replication factor 1, the model says 3/],
  ])('rejects %s, with the reason', (_name, there, reason) => {
    const { status, calls, errors } = run(there);
    expect(status).toBe(1);
    expect(calls).toEqual([]);
    expect(errors).toMatch(reason);
  });

  test('makes one copy on one broker', () => {
    const { calls } = run('', { oneBroker: true });
    expect(calls[0]).toContain('--replication-factor 1 ');
    expect(calls[0]).toContain('min.insync.replicas=1');
    expect(calls[0]).not.toContain('min.insync.replicas=2');
  });

  test('fails when the brokers do not answer, and changes nothing', () => {
    const { status, calls } = run('', { describeFails: true });
    expect(status).not.toBe(0);
    expect(calls).toEqual([]);
  });

  test('keeps a name with signs of the shell as it is', () => {
    const script = topicsScript([{ ...posts, name: "it's $(touch x)" }]);
    expect(script).toContain(`topic 'it'\\''s $(touch x)' 6 3`);
    execFileSync('bash', ['-n'], { input: script });
  });
});
