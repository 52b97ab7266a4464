import { Agent, request } from 'undici';
import { producerService } from '../../../services/producer/service';
import { consumerService } from '../../../services/consumer/service';
import { drain } from '../../../services/shared/shutdown';
import { memoryLogger, start } from '../support/fixtures';

describe('drain', () => {
  test('runs the steps in order, each with its share of what is left', async () => {
    const ran: [string, number][] = [];
    const step = (name: string, share: number) => ({
      name,
      share,
      run: (limitMs: number) => Promise.resolve(void ran.push([name, limitMs])),
    });
    expect(
      await drain([step('first', 0.5), step('second', 0.5), step('third', 1)], 10_250, memoryLogger().logger),
    ).toBe(true);
    expect(ran.map(([name]) => name)).toEqual(['first', 'second', 'third']);
    expect(ran[0]?.[1]).toBeGreaterThan(4_900);
    expect(ran[0]?.[1]).toBeLessThanOrEqual(5_000);
    // What the first two did not use is the third one's.
    expect(ran[2]?.[1]).toBeGreaterThan(9_900);
  });

  test('goes on after a step that fails or does not end, within the limit, and says so', async () => {
    const { logger, lines } = memoryLogger();
    const ran: string[] = [];
    const began = performance.now();
    const clean = await drain(
      [
        { name: 'fails', share: 0.5, run: () => Promise.reject(new Error('broken')) },
        { name: 'hangs', share: 0.5, run: () => new Promise(() => undefined) },
        { name: 'last', share: 1, run: () => Promise.resolve(void ran.push('last')) },
      ],
      600,
      logger,
    );
    expect(clean).toBe(false);
    expect(ran).toEqual(['last']);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(lines.map(({ step }) => step)).toEqual(['fails', 'hangs']);
  });
});

describe('a service that stops', () => {
  test('answers what is in flight, refuses what is new, turns readiness red, and only then closes', async () => {
    const fixture = await start('producer', producerService);
    let acknowledge = (): void => undefined;
    fixture.producer.hold = new Promise<void>((resolve) => (acknowledge = resolve));
    const inFlight = request(`${fixture.url}/events`, { method: 'POST' });
    while (fixture.producer.queued === 0) await new Promise(setImmediate);
    const stopped = fixture.stop();
    const late = await request(`${fixture.url}/events`, { method: 'POST' });
    expect(late.statusCode).toBe(503);
    expect(late.headers).toMatchObject({ 'retry-after': '5', connection: 'close' });
    expect(await late.body.json()).toMatchObject({ status: 'error', code: 'DRAINING' });
    const ready = await request(`${fixture.url}/health/ready`);
    expect(await ready.body.json()).toEqual({ status: 'not_ready', reasons: ['the service is stopping'] });
    expect((await request(`${fixture.url}/health/live`)).statusCode).toBe(200);
    expect(fixture.engine.events).toEqual([]);
    acknowledge();
    const answer = await inFlight;
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['connection']).toBe('close');
    expect(await answer.body.json()).toMatchObject({ status: 'success' });
    expect(await stopped).toBe(true);
    expect(fixture.engine.events).toEqual(['producer closed', 'connectivity stopped', 'engine closed']);
    await expect(request(`${fixture.url}/health/live`)).rejects.toThrow('ECONNREFUSED');
  });

  test('answers as ever while its clients go elsewhere, each told to, and refuses only then', async () => {
    const http = { host: '127.0.0.1', port: 0, maxBodyBytes: 1024, lameDuckMs: 300 };
    const fixture = await start('producer', producerService, { http });
    const post = () => request(`${fixture.url}/events`, { method: 'POST' });
    const phase = async () => ((await (await request(`${fixture.url}/`)).body.json()) as { status: string }).status;
    const before = await post();
    expect(before.headers['connection']).toBe('keep-alive');
    await before.body.dump();

    const stopped = fixture.stop();
    const late = await post();
    expect(late.statusCode).toBe(200);
    expect(late.headers['connection']).toBe('close');
    expect((await request(`${fixture.url}/health/ready`)).statusCode).toBe(503);
    expect(await phase()).toBe('leaving');

    let acknowledge = (): void => undefined;
    fixture.producer.hold = new Promise<void>((resolve) => (acknowledge = resolve));
    const last = post();
    while ((await phase()) === 'leaving') await new Promise(setImmediate);
    expect((await post()).statusCode).toBe(503);
    acknowledge();
    expect((await last).statusCode).toBe(200);
    expect(await stopped).toBe(true);
  });

  test('stops the consumer before the producer that writes its dead letters', async () => {
    const fixture = await start('consumer', consumerService());
    expect(await fixture.stop()).toBe(true);
    expect(fixture.engine.events).toEqual([
      'consumer stopped',
      'producer closed',
      'connectivity stopped',
      'engine closed',
    ]);
  });

  test('cuts off a client that does not finish its request, and still flushes the producer', async () => {
    const fixture = await start('producer', producerService, { drainTimeoutMs: 1_500 });
    fixture.producer.hold = new Promise(() => undefined);
    const stuck = request(`${fixture.url}/events`, { method: 'POST' }).then(
      () => 'answered',
      () => 'cut off',
    );
    while (fixture.producer.queued === 0) await new Promise(setImmediate);
    const began = performance.now();
    expect(await fixture.stop()).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await stuck).toBe('cut off');
    expect(fixture.engine.events).toContain('producer closed');
  });

  test('is not held up by a client that has gone, nor by idle connections', async () => {
    const fixture = await start('producer', producerService);
    const agent = new Agent({ keepAliveTimeout: 60_000 });
    await (await request(`${fixture.url}/health/live`, { dispatcher: agent })).body.dump();
    fixture.producer.hold = new Promise(() => undefined);
    const leaving = new AbortController();
    const left = request(`${fixture.url}/events`, { method: 'POST', signal: leaving.signal }).catch(() => 'left');
    while (fixture.producer.queued === 0) await new Promise(setImmediate);
    leaving.abort();
    await left;
    const began = performance.now();
    expect(await fixture.stop()).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
    await agent.destroy();
  });
});
