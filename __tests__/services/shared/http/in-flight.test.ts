import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { InFlightRequests } from '../../../../services/shared/http/in-flight';

describe('requests in flight', () => {
  it('counts a request until its client has gone, though its body was read and nobody has answered', async () => {
    const app = fastify({ loggerInstance: pino({ level: 'silent' }) });
    const inFlight = new InFlightRequests();
    inFlight.watch(app);
    let entered: () => void = () => undefined;
    const reading = new Promise<void>((resolve) => (entered = resolve));
    let answer: () => void = () => undefined;
    app.post('/slow', async () => {
      entered();
      await new Promise<void>((resolve) => (answer = resolve));
      return 'late';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      const { port } = app.server.address() as AddressInfo;
      const client = request({
        port,
        host: '127.0.0.1',
        path: '/slow',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      client.on('error', () => undefined);
      client.end('{"source":"me"}');
      await reading;
      expect(inFlight.count).toBe(1);
      client.destroy();
      await inFlight.whenNone();
      expect(inFlight.count).toBe(0);
    } finally {
      answer();
      await app.close();
    }
  });
});
