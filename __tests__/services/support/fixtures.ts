import { randomUUID } from 'node:crypto';
import { pino, type Logger } from 'pino';
import type { PostEvent } from '../../../contracts/events/post';
import type { RuntimeConfig } from '../../../contracts/runtime-config';
import type { ServiceName } from '../../../contracts/services';
import type { IncomingRecord } from '../../../services/shared/kafka/ports';
import { startService, type RunningService, type ServiceDefinition } from '../../../services/shared/run-service';
import { FakeEngine, type FakeConsumer, type FakeProducer } from './fake-engine';

export function configFor(service: ServiceName, changes: Partial<RuntimeConfig> = {}): RuntimeConfig {
  return {
    service,
    instance: `${service}-1`,
    environment: 'test',
    version: '1.2.3',
    http: { host: '127.0.0.1', port: 0, maxBodyBytes: 1024 * 1024 },
    kafka: { bootstrapServers: ['127.0.0.1:1'], security: { protocol: 'PLAINTEXT' } },
    durability: 'no-loss',
    producing: {
      maxQueuedRecords: 50_000,
      maxQueuedBytes: 32 * 1024 * 1024,
      maxBatchBytes: 512 * 1024,
      maxRecordBytes: 1024 * 1024,
      deliveryTimeoutMs: 5_000,
    },
    consuming: { attempts: 3, retryInitialMs: 1, retryMaxMs: 4, maxFetchBytes: 1024 * 1024 },
    drainTimeoutMs: 3_000,
    logLevel: 'debug',
    tracing: { sampleRatio: 1 },
    ...changes,
  };
}

/** A logger whose lines can be read. */
export function memoryLogger(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug', base: null },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { logger, lines };
}

export interface Fixture extends RunningService {
  readonly engine: FakeEngine;
  readonly producer: FakeProducer;
  readonly consumer: FakeConsumer;
  readonly lines: Record<string, unknown>[];
}

/** A service on an engine without brokers, listening on a free port. */
export async function start(
  service: ServiceName,
  define: ServiceDefinition,
  changes: Partial<RuntimeConfig> = {},
  prepare: (engine: FakeEngine) => void = () => undefined,
): Promise<Fixture> {
  const engine = new FakeEngine();
  prepare(engine);
  const { logger, lines } = memoryLogger();
  const running = await startService(configFor(service, changes), define, () => engine, logger);
  return {
    ...running,
    engine,
    lines,
    producer: engine.producers[0] as FakeProducer,
    consumer: engine.consumers[0] as FakeConsumer,
  };
}

export function event(fields: Partial<PostEvent> = {}): PostEvent {
  return {
    event_id: randomUUID(),
    timestamp: '2026-11-21T04:00:00.000Z',
    event_type: 'user_action',
    source: 'web',
    version: '1.0',
    data: { action: 'login' },
    ...fields,
  };
}

let nextOffset = 100n;

export function record(value: unknown, fields: Partial<IncomingRecord> = {}): IncomingRecord {
  nextOffset += 1n;
  return {
    topic: 'posts',
    partition: 2,
    offset: nextOffset,
    key: Buffer.from('web'),
    value: Buffer.isBuffer(value) || value === null ? value : Buffer.from(JSON.stringify(value)),
    headers: {},
    timestamp: 1_700_000_000_000,
    ...fields,
  };
}

/** Looks again each round of the event loop until `probe` holds. */
export async function eventually(probe: () => boolean | Promise<boolean>, limitMs = 5_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${probe.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
