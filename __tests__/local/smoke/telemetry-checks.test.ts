import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Addresses } from '../../../local/platform/addresses';
import { runChecks, type CheckResult } from '../../../local/smoke/check';
import { telemetryChecks } from '../../../local/smoke/telemetry-checks';

interface Answer {
  readonly status: number;
  readonly body?: object;
}

const listening: Server[] = [];

async function listen(answer: (request: IncomingMessage) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body = {} } = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    // Whatever was sent is read first.
    request.resume().on('end', () => response.end(JSON.stringify(body)));
  });
  listening.push(server);
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the smoke checks of logs and traces', () => {
  let writers: readonly string[];
  let arrives: boolean;
  let ready: number;
  let traced: string | undefined;
  let addresses: Addresses;
  let stores: { readonly loki: string; readonly tempo: string };
  let nowhere: string;

  beforeAll(async () => {
    nowhere = await listen(() => ({ status: 200 }));
    await new Promise((settle) => listening.pop()?.close(settle));
    const producer = await listen(({ headers }) => {
      traced = /^00-([\da-f]{32})-[\da-f]{16}-01$/.exec(String(headers['traceparent']))?.[1];
      return { status: 200 };
    });
    const loki = await listen(({ url }) =>
      url === '/ready' ? { status: ready } : { status: 200, body: { status: 'success', data: writers } },
    );
    const tempo = await listen(({ url }) => {
      if (url === '/ready') return { status: ready };
      return { status: arrives && traced !== undefined && url === `/api/traces/${traced}` ? 200 : 404 };
    });
    stores = { loki, tempo };
    const services = ['producer', 'consumer'].map((name) => ({ name, port: 1, url: producer }));
    addresses = { brokerPorts: [], controllerPorts: [], bootstrapServers: [], services };
  });

  beforeEach(() => {
    [writers, arrives, ready, traced] = [['consumer', 'kafka-1', 'producer'], true, 200, undefined];
  });

  afterAll(() => Promise.all(listening.map((server) => new Promise((settle) => server.close(settle)))));

  const asked = (running: { readonly loki: string; readonly tempo: string }): Promise<CheckResult[]> =>
    runChecks(telemetryChecks(addresses, { stores: running, arrivalLimitMs: 300 }), () => undefined);

  it('say how to start the stores where nobody asked for them, and call that no failure', async () => {
    const results = await asked({ loki: nowhere, tempo: nowhere });
    expect(results.map(({ ok, seen }) => [ok, seen])).toEqual([
      [true, expect.stringContaining('does not run; it does when it is asked for: COMPOSE_PROFILES=logs')],
      [true, expect.stringContaining('COMPOSE_PROFILES=logs')],
    ]);
    expect(traced).toBeUndefined();
  });

  it('are content with lines of every service and the trace of the request that they made', async () => {
    const results = await asked(stores);
    expect(results.map(({ ok, seen }) => [ok, seen])).toEqual([
      [true, 'lines of consumer, kafka-1, producer'],
      [true, expect.stringMatching(new RegExp(`^${stores.tempo}/api/traces/${traced} after \\d+ ms$`))],
    ]);
  });

  it('find a service of which no line came', async () => {
    writers = ['kafka-1', 'producer'];
    const [lines] = await asked(stores);
    expect(lines).toMatchObject({ ok: false, seen: expect.stringContaining('lines of producer, consumer') as string });
  });

  it('find that no trace came, and say when services send none', async () => {
    arrives = false;
    const [, trace] = await asked(stores);
    expect(trace).toMatchObject({
      ok: false,
      seen: expect.stringContaining('not with --profile logs alone') as string,
    });
  });

  it('find one store that is away while the other runs', async () => {
    const [lines, trace] = await asked({ ...stores, loki: nowhere });
    expect(lines).toMatchObject({ ok: false, seen: expect.stringContaining('does not answer') as string });
    expect(trace?.ok).toBe(true);
  });

  it('wait for stores that have begun to start', async () => {
    ready = 503;
    writers = [];
    const [lines] = await asked(stores);
    expect(lines?.ok).toBe(false);
  });
});
