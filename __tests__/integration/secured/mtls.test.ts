import { Kafka, type KafkaConfig } from 'kafkajs';
import { readFile } from 'node:fs/promises';
import type { KafkaSecurity } from '../../../contracts/runtime-config';
import { makeClientCertificate } from '../../support/certificates';
import { denials, write } from './secured-clients';
import { SecuredPlatform } from './secured-platform';

let platform: SecuredPlatform;
beforeAll(async () => {
  platform = await SecuredPlatform.start('mtls');
});
afterAll(() => platform?.stop());
afterEach(() => platform.stopServices());

it('carries an event between services that are known by their certificates', async () => {
  const [producer, consumer] = await Promise.all([platform.service('producer'), platform.service('consumer')]);
  await Promise.all([producer.ready(), consumer.ready()]);
  const { status, body } = await producer.call('POST', '/events', {});
  expect(status).toBe(200);
  const path = `/events/${String(body['event_id'])}`;
  await consumer.until('to have processed it', async () => (await consumer.call('GET', path)).status === 200);
  expect(await denials(platform, 'CN=producer')).toEqual([]);
  expect(await denials(platform, 'CN=consumer')).toEqual([]);
});

it('rejects what the ACLs of a certificate do not allow', async () => {
  await expect(write(platform, 'consumer', 'posts')).rejects.toThrow('Not authorized to access topics');
  expect(await denials(platform, 'CN=consumer')).toContain('WRITE Topic:LITERAL:posts');
});

it('rejects a service whose certificate a stranger signed, which says so', async () => {
  const forged = await makeClientCertificate(`${platform.dir}/forged`, 'producer', platform.stranger);
  const security = { ...platform.security('producer'), ...forged } as KafkaSecurity;
  const service = await platform.service('producer', platform.variables('producer', { security }));
  await service.until('to say why it is not ready', async () => {
    const { status, body } = await service.call('GET', '/health/ready');
    expect(status).toBe(503);
    return /certificate/i.test(JSON.stringify(body['reasons']));
  });
});

it('rejects a client without a certificate', async () => {
  const config: KafkaConfig = platform.clientConfig('producer');
  const admin = new Kafka({ ...config, ssl: { ca: [await readFile(platform.authorityFile, 'utf8')] } }).admin();
  await expect(admin.connect().then(() => admin.describeCluster())).rejects.toThrow();
  await admin.disconnect();
});
