import { consumerService } from '../../../services/consumer/service';
import { producerService } from '../../../services/producer/service';
import { call } from '../support/call';
import { start, type Fixture } from '../support/fixtures';
import { anyNumber, containing } from '../support/matchers';

let fixture: Fixture;
afterEach(() => fixture.stop());

const get = async (url: string) => {
  const { status, body } = await call(fixture.app, 'GET', url);
  return { status, body };
};

test('GET / says who it is, and whether Kafka is there', async () => {
  fixture = await start('producer', producerService);
  expect(await get('/')).toEqual({
    status: 200,
    body: { service: 'producer', version: '1.2.3', status: 'running', kafka_connected: true },
  });
});

test('everything is green while Kafka answers', async () => {
  fixture = await start('producer', producerService);
  expect(await get('/health')).toEqual({
    status: 200,
    body: {
      status: 'healthy',
      service: 'producer',
      version: '1.2.3',
      instance: 'producer-1',
      uptime_seconds: anyNumber,
      kafka_connected: true,
      reasons: [],
    },
  });
  expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'alive' } });
  expect(await get('/health/ready')).toEqual({ status: 200, body: { status: 'ready', reasons: [] } });
});

test('readiness is red with the reason and liveness green while the brokers are away, until they are back', async () => {
  fixture = await start('producer', producerService, {}, (engine) => {
    engine.status.connected = false;
    engine.status.reason = 'connect ECONNREFUSED 127.0.0.1:9092';
  });
  const red = { status: 503, body: { status: 'not_ready', reasons: [containing('ECONNREFUSED')] } };
  expect(await get('/health/ready')).toEqual(red);
  expect(await get('/health')).toMatchObject({ status: 503, body: { status: 'unhealthy', kafka_connected: false } });
  expect(await get('/health/live')).toMatchObject({ status: 200 });
  expect(await get('/')).toMatchObject({ status: 200, body: { kafka_connected: false } });
  fixture.engine.status.connected = true;
  expect(await get('/health/ready')).toMatchObject({ status: 200 });
});

test('a consuming service is ready only after it has joined its group, with however many partitions', async () => {
  let join = (): void => undefined;
  fixture = await start('consumer', consumerService(), {}, (engine) => {
    const make = engine.consumer.bind(engine);
    engine.consumer = (spec, handler) => {
      join = () => spec.onRebalance?.([]);
      return Object.assign(make(spec, handler), { start: () => Promise.resolve() });
    };
  });
  expect(await get('/health/ready')).toMatchObject({
    status: 503,
    body: { reasons: [containing('group')] },
  });
  join();
  expect(await get('/health/ready')).toMatchObject({ status: 200 });
});

test('a service whose consumer cannot start stays up and says so', async () => {
  fixture = await start('consumer', consumerService(), {}, (engine) => {
    const make = engine.consumer.bind(engine);
    engine.consumer = (spec, handler) =>
      Object.assign(make(spec, handler), { startFails: new Error('no coordinator') });
  });
  expect(await get('/health/live')).toMatchObject({ status: 200 });
  expect(await get('/health/ready')).toMatchObject({ status: 503 });
  expect(JSON.stringify(fixture.lines)).toContain('no coordinator');
});
