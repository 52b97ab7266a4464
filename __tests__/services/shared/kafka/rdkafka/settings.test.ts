import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectionSettings,
  consumerSettings,
  producerDefaults,
  producerSettings,
  transactionalSettings,
  type ConnectionOptions,
} from '../../../../../services/shared/kafka/rdkafka/settings';

const quiet = (): void => undefined;
const connection: ConnectionOptions = {
  bootstrapServers: 'a:1,b:2',
  clientId: 'me',
  security: { protocol: 'PLAINTEXT' },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
};

test('writes to all in-sync replicas, idempotent, within the delivery timeout, as the profile says', () => {
  expect(producerSettings(connection, { ...producerDefaults, deliveryTimeoutMs: 12_345 })).toMatchObject({
    acks: -1,
    'enable.idempotence': true,
    'max.in.flight.requests.per.connection': 5,
    'delivery.timeout.ms': 12_345,
    'allow.auto.create.topics': false,
  });
});

test('keeps one request in flight where nothing else would keep the order', () => {
  const durability = { acks: 'leader', idempotent: false } as const;
  expect(producerSettings(connection, { ...producerDefaults, durability })).toMatchObject({
    acks: 1,
    'enable.idempotence': false,
    'max.in.flight.requests.per.connection': 1,
  });
});

test('leaves room in librdkafka’s queue for all that ours lets in', () => {
  const settings = producerSettings(connection, { ...producerDefaults, maxQueuedRecords: 10, maxQueuedBytes: 4096 });
  expect(settings['queue.buffering.max.messages']).toBeGreaterThan(10);
  expect(settings['queue.buffering.max.kbytes']).toBeGreaterThan(4);
});

test('commits nothing by itself and reads only what is committed', () => {
  expect(consumerSettings(connection, { group: 'g', topics: ['t'], sessionTimeoutMs: 8_000 })).toMatchObject({
    'group.id': 'g',
    'isolation.level': 'read_committed',
    'enable.auto.commit': false,
    'enable.auto.offset.store': false,
    'session.timeout.ms': 8_000,
    'heartbeat.interval.ms': 2_000,
    'max.poll.interval.ms': 60_000,
  });
});

test('gives replies half of the time the brokers give their transaction', () => {
  const spec = { group: 'g', topics: ['t'], transactionalIdPrefix: 'p', transactionTimeoutMs: 20_000 };
  expect(transactionalSettings(connection, spec, 'p-t-0')).toMatchObject({
    'transactional.id': 'p-t-0',
    'transaction.timeout.ms': 20_000,
    'delivery.timeout.ms': 10_000,
    'enable.idempotence': true,
  });
});

describe('security', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('reads the password from its file without the line’s end', async () => {
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, ' secret \n');
    const security = {
      protocol: 'SASL_SSL',
      mechanism: 'SCRAM-SHA-512',
      username: 'u',
      passwordFile,
      caFile: '/ca',
    } as const;
    expect(connectionSettings({ ...connection, security })).toMatchObject({
      'security.protocol': 'sasl_ssl',
      'sasl.mechanisms': 'SCRAM-SHA-512',
      'sasl.username': 'u',
      'sasl.password': ' secret ',
      'ssl.ca.location': '/ca',
    });
  });

  test('names a certificate’s files', () => {
    const security = { protocol: 'SSL', caFile: '/ca', certFile: '/cert', keyFile: '/key' } as const;
    expect(connectionSettings({ ...connection, security, rack: 'a' })).toMatchObject({
      'security.protocol': 'ssl',
      'ssl.ca.location': '/ca',
      'ssl.certificate.location': '/cert',
      'ssl.key.location': '/key',
      'client.rack': 'a',
    });
  });
});
