import { healthProbeCodec } from '../../contracts/events/health';
import type { RuntimeConfig } from '../../contracts/runtime-config';
import type { TopicName } from '../../contracts/topics';
import type { KafkaEngine } from './kafka/ports';
import { producerSpec } from './kafka-specs';
import { silentLogger } from './logger';
import type { EngineFactory } from './run-service';

const HEALTH_TOPIC: TopicName = 'platform.health';
/** Answers within ten seconds: the write ends first, since it knows why; then the wait for it; the close has the rest. */
const DELIVERY_MS = 8_500;
const LIMIT_MS = 9_000;
const CLOSE_MS = 500;

async function writeProbe(config: RuntimeConfig, engine: KafkaEngine): Promise<void> {
  const { service, instance } = config;
  const producer = engine.producer({ ...producerSpec(config), deliveryTimeoutMs: DELIVERY_MS });
  const probe = { service, instance, timestamp: new Date().toISOString() };
  await producer.send({ topic: HEALTH_TOPIC, key: service, value: healthProbeCodec.encode(probe) });
}

function timeLimit(ms: number): { readonly exceeded: Promise<never>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const exceeded = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the brokers did not answer within ${ms} ms`)), ms);
  });
  return { exceeded, cancel: () => clearTimeout(timer) };
}

/** Proves that the brokers take and acknowledge a record, with this service's own credentials. */
export async function proveHealth(config: RuntimeConfig, createEngine: EngineFactory): Promise<void> {
  // Standard output is the answer, and nothing else.
  const engine = createEngine(config, silentLogger());
  const limit = timeLimit(LIMIT_MS);
  try {
    await Promise.race([writeProbe(config, engine), limit.exceeded]);
  } finally {
    limit.cancel();
    await engine.close(CLOSE_MS).catch(() => undefined);
  }
}
