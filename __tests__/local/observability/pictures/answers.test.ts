import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo } from '../../../../local/observability/pictures/answers';
import { stat, timeseries } from './panels-of';

const span = { from: 1_000, to: 1_300, step: 5 };

let asked: URL[] = [];
let answer: { status: number; body: object };
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', url));
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  asked = [];
});

const respond = (data: object, status = 200): void => {
  answer = { status, body: { status: 'success', data } };
};

it('asks for a graph over its time, with the variables filled in', async () => {
  respond({
    resultType: 'matrix',
    result: [
      {
        metric: { service: 'consumer', reason: 'undecodable' },
        values: [
          [1_000, '0'],
          [1_005, 'NaN'],
        ],
      },
    ],
  });
  const panel = timeseries('Events sent to the dead-letter topic');
  expect(await answerTo(panel, { url, span, scrape: 5 })).toEqual([
    {
      name: 'consumer undecodable',
      points: [
        [1_000, 0],
        [1_005, Number.NaN],
      ],
    },
  ]);
  const [{ expr }] = panel.targets;
  expect(asked.map(({ pathname }) => pathname)).toEqual(['/api/v1/query_range']);
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
    query: expr.replaceAll('$__rate_interval', '20s'),
    start: '1000',
    end: '1300',
    step: '5',
  });
});

it('asks for a figure as it is now', async () => {
  respond({ resultType: 'vector', result: [{ metric: {}, value: [1_300, '3'] }] });
  expect(await answerTo(stat('Brokers'), { url, span, scrape: 5 })).toEqual([
    { name: 'Brokers that are part of the cluster', points: [[1_300, 3]] },
  ]);
  expect(asked.map(({ pathname }) => pathname)).toEqual(['/api/v1/query']);
});

it('rejects an answer that is none', async () => {
  respond({}, 503);
  await expect(answerTo(timeseries('HTTP requests'), { url, span, scrape: 5 })).rejects.toMatchObject({
    code: 'PROMETHEUS_QUERY_FAILED',
  });
});
