import { proveHealth } from '../../../services/shared/prove-health';
import { FakeEngine, unavailable, type FakeProducer } from '../support/fake-engine';
import { configFor } from '../support/fixtures';
import { matching } from '../support/matchers';

function engineWith(prepare: (producer: FakeProducer) => void): FakeEngine {
  const engine = new FakeEngine();
  const make = engine.producer.bind(engine);
  engine.producer = (spec) => {
    const producer = make(spec);
    prepare(producer);
    return producer;
  };
  return engine;
}

test('writes one probe with its own name to platform.health and closes everything', async () => {
  const engine = new FakeEngine();
  await proveHealth(configFor('consumer'), () => engine);
  const [sent] = engine.producers[0]?.sent ?? [];
  expect(sent).toMatchObject({ topic: 'platform.health', key: 'consumer' });
  expect(JSON.parse(sent?.value as string)).toEqual({
    service: 'consumer',
    instance: 'consumer-1',
    timestamp: matching(/Z$/),
  });
  expect(engine.events).toEqual(['engine closed']);
  expect(engine.producers[0]?.spec.deliveryTimeoutMs).toBeLessThan(10_000);
});

test('rejects with the reason when the brokers do not take it, and closes everything', async () => {
  const engine = engineWith((producer) => {
    producer.refuse = () => unavailable();
  });
  await expect(proveHealth(configFor('producer'), () => engine)).rejects.toThrow('no broker took it');
  expect(engine.events).toEqual(['engine closed']);
});

test('rejects within its time when nothing answers', async () => {
  jest.useFakeTimers();
  try {
    const engine = engineWith((producer) => {
      producer.hold = new Promise(() => undefined);
    });
    const proof = proveHealth(configFor('producer'), () => engine);
    proof.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(9_000);
    await expect(proof).rejects.toThrow('within 9000 ms');
  } finally {
    jest.useRealTimers();
  }
});
