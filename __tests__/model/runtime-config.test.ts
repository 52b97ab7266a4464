import { environments } from '../../environments';
import { resolve } from '../../model/resolve';
import { runtimeConfig } from '../../model/runtime-config';
import { Duration, Size } from '../../model/units';
import { withChanges } from './with-changes';

const place = {
  bootstrapServers: ['k1:9092', 'k2:9092'],
  instance: 'consumer-0',
  security: { protocol: 'PLAINTEXT' },
} as const;

describe('runtimeConfig', () => {
  it('tells a service all that the environment says of it', () => {
    const spec = withChanges(environments['eks-prod'], {
      'services/consumer/otlpEndpoint': 'http://collector:4318',
      'services/consumer/attempts': 7,
      'services/consumer/deliveryTimeout': Duration.seconds(40),
      'services/consumer/queueSize': Size.mebibytes(16),
    });
    expect(runtimeConfig(resolve(spec), 'consumer', { ...place, rack: 'us-east-1a' })).toEqual({
      service: 'consumer',
      instance: 'consumer-0',
      environment: 'eks-prod',
      version: '0.1.0',
      // Nothing but dead letters and health records: the largest batch less the envelope.
      http: { host: '0.0.0.0', port: 8001, maxBodyBytes: 496 * 1024 },
      kafka: { bootstrapServers: ['k1:9092', 'k2:9092'], security: { protocol: 'PLAINTEXT' }, rack: 'us-east-1a' },
      durability: 'no-loss',
      producing: {
        maxQueuedRecords: 16_384,
        maxQueuedBytes: 16 * 2 ** 20,
        maxBatchBytes: 512 * 1024,
        // What the largest of its topics takes; each topic's own limit is the brokers' to say.
        maxRecordBytes: 2 * 1024 * 1024,
        deliveryTimeoutMs: 40_000,
      },
      consuming: { attempts: 7, retryInitialMs: 100, retryMaxMs: 5_000, maxFetchBytes: 4 * 2 ** 20 },
      drainTimeoutMs: 20_000,
      logLevel: 'info',
      tracing: { otlpEndpoint: 'http://collector:4318', sampleRatio: 0.01 },
    });
  });

  it('takes bodies that fit into a record with its envelope', () => {
    const { http } = runtimeConfig(resolve(environments.local), 'producer', place);
    expect(http).toEqual({ host: '127.0.0.1', port: 8000, maxBodyBytes: 1_008 * 1024 });
  });

  it('sends batches that fit, framing and all, into the smallest records of what it writes', () => {
    const { producing } = runtimeConfig(resolve(environments.local), 'ping-pong', place);
    expect(producing.maxBatchBytes).toBe(128 * 1024);
    expect(producing.maxRecordBytes).toBe(2 * 1024 * 1024);
  });

  it('fetches what the largest record needs', () => {
    const changes = {
      'topics/posts/maxRecordSize': Size.mebibytes(8),
      'topics/consumer.dead-letter/maxRecordSize': Size.mebibytes(9),
    };
    const { consuming } = runtimeConfig(resolve(withChanges(environments.local, changes)), 'consumer', place);
    expect(consuming.maxFetchBytes).toBe(8 * 2 ** 20);
  });

  it('lets the place say host and version', () => {
    const config = runtimeConfig(resolve(environments.local), 'producer', { ...place, host: '::1', version: '9.9.9' });
    expect(config).toMatchObject({ version: '9.9.9', http: { host: '::1' } });
  });

  it('rejects a service that the environment has not', () => {
    const other = { ...resolve(environments.local), services: [] };
    expect(() => runtimeConfig(other, 'producer', place)).toThrow("the environment 'local' has no service 'producer'");
  });
});
