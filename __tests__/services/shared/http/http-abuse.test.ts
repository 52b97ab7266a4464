import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { producerService } from '../../../../services/producer/service';
import { eventually, start, type Fixture } from '../../support/fixtures';
import { anyString } from '../../support/matchers';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await start('producer', producerService);
});
afterAll(() => fixture.stop());

async function send(path: string, options: Parameters<typeof request>[1] = {}) {
  const { statusCode, headers, body } = await request(`${fixture.url}${path}`, { method: 'POST', ...options });
  return { statusCode, headers, body: (await body.json()) as Record<string, unknown> };
}

/** Bytes as they are; what comes back until the connection ends. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket
      .on('data', (chunk) => (text += String(chunk)))
      .on('close', () => resolve(text))
      .on('error', reject);
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end of the answer; so far: ${text}`)));
  });
}

const json = { 'content-type': 'application/json' };

afterEach(async () => {
  const { statusCode } = await request(`${fixture.url}/health/live`);
  expect(statusCode).toBe(200);
});

describe('bodies that are refused', () => {
  test.each([
    ['cut off', '{"source": "a"', 'INVALID_JSON'],
    ['no JSON at all', 'hello', 'INVALID_JSON'],
    ['single quotes', "{'source': 'a'}", 'INVALID_JSON'],
    ['__proto__', '{"__proto__": {"x": 1}}', 'INVALID_JSON'],
    ['a number', '17', 'INVALID_REQUEST'],
    ['a string', '"event"', 'INVALID_REQUEST'],
    ['nested 200 levels deep', `{"data":{"x":${'['.repeat(200)}${']'.repeat(200)}}}`, 'INVALID_JSON'],
    ['nested 100,000 levels deep', `{"data":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, 'INVALID_JSON'],
  ])('rejects a body that is %s', async (_name, body, code) => {
    const answer = await send('/events', { body, headers: json });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatchObject({ status: 'error', code, message: anyString });
  });

  test('rejects bytes that are not UTF-8', async () => {
    const answer = await send('/events', { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), headers: json });
    expect(answer.statusCode).toBe(400);
    expect(answer.body['message']).toContain('UTF-8');
  });

  test.each([
    'text/xml',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('rejects content-type %s with what is read', async (type) => {
    const answer = await send('/events', { body: '<a/>', headers: { 'content-type': type } });
    expect(answer.statusCode).toBe(415);
    expect(answer.body).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  test.each([
    ['a whole number that JSON readers round', '{"data":{"id":12345678901234567890}}', /2\^53 as text/],
    [
      'more values than any event has',
      `{"data":{"a":[${Array.from({ length: 20_000 }, () => '{}').join(',')}]}}`,
      /more than 10000 values/,
    ],
  ])('rejects %s', async (_what, body, message) => {
    const answer = await send('/events', { headers: json, body });
    expect(answer).toMatchObject({ statusCode: 400, body: { code: 'INVALID_JSON' } });
    expect(answer.body['message']).toMatch(message);
  });

  test('answers 429 while unanswered bodies fill what is kept for them, and serves again afterwards', async () => {
    const { port } = new URL(fixture.url);
    const head =
      'POST /events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    const slow = Array.from({ length: 32 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
    for (const socket of slow) socket.write(head);
    await eventually(async () => (await send('/events', { headers: json, body: '{}' })).statusCode === 429);
    const refused = await send('/events', { headers: json, body: '{}' });
    expect(refused).toMatchObject({ headers: { 'retry-after': '1' }, body: { code: 'TOO_MANY_BODIES' } });
    for (const socket of slow) socket.destroy();
    await eventually(async () => (await send('/events', { headers: json, body: '{}' })).statusCode === 200);
  });

  test('rejects a compressed body', async () => {
    const answer = await send('/events', { body: '{}', headers: { ...json, 'content-encoding': 'gzip' } });
    expect(answer.statusCode).toBe(415);
  });

  test('answers 413 to 10 MB, with a length and in chunks, and the client reads the answer', async () => {
    const large = Buffer.alloc(10 * 1024 * 1024, 'x');
    const withLength = await send('/events', { body: large, headers: json });
    expect(withLength.statusCode).toBe(413);
    expect(withLength.body).toMatchObject({ status: 'error', code: 'BODY_TOO_LARGE' });
    expect(withLength.body['message']).toContain('1048576');
    const chunks = Readable.from(Array.from({ length: 160 }, () => large.subarray(0, 65_536)));
    expect((await send('/events', { body: chunks, headers: json })).statusCode).toBe(413);
  });

  test('reads what is still coming before it closes, so that the answer is not lost in a reset', async () => {
    const head = `POST /events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${20 * 1024 * 1024}\r\n\r\n`;
    const answer = await raw(head + ' '.repeat(20 * 1024 * 1024));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('BODY_TOO_LARGE');
  });

  test('takes an empty body whatever its content type', async () => {
    expect((await send('/events', { headers: { 'content-type': 'text/plain' } })).statusCode).toBe(200);
  });

  test('takes a JSON body that has no content type', async () => {
    const body = '{"source":"bare"}';
    const text = await raw(
      `POST /events HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(fixture.producer.sent.at(-1)?.key).toBe('bare');
  });
});

describe('requests that are refused', () => {
  test('names the known paths for an unknown one', async () => {
    const answer = await send('/evnts', { body: '{}', headers: json });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toMatchObject({ status: 'error', code: 'NOT_FOUND' });
    expect(answer.body['message']).toContain('did you mean /events');
    expect(answer.body['known']).toEqual(expect.arrayContaining(['POST /events', 'GET /health/ready', 'GET /metrics']));
  });

  test.each([
    ['GET', '/events', 'POST'],
    ['DELETE', '/events/batch', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
  ] as const)('answers 405 to %s %s with what is possible', async (method, path, allow) => {
    const answer = await send(path, { method });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe(allow);
  });

  test.each([
    ['a content-length that is no number', 'POST /events HTTP/1.1\r\nhost: x\r\ncontent-length: ten\r\n\r\n', 400],
    [
      'two content-lengths',
      'POST /events HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
      400,
    ],
    ['no HTTP', 'HELO millrace\r\n\r\n', 400],
    ['a binary header', 'GET / HTTP/1.1\r\nhost: x\r\nx-bin: \u0000\u0001\r\n\r\n', 400],
    ['headers of 40 kB', `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    ['a path that is no URL', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    [
      'an unknown expectation',
      'POST /events HTTP/1.1\r\nhost: x\r\nexpect: miracles\r\nconnection: close\r\n\r\n',
      417,
    ],
  ])('rejects %s', async (_name, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    // Node itself answers an expectation, without a body.
    if (status !== 417) expect(answer).toContain('{"status":"error","code":"');
  });

  test('survives a client that leaves in the middle of its body', async () => {
    const socket = connect(Number(new URL(fixture.url).port), '127.0.0.1');
    await new Promise<void>((resolve) =>
      socket.write(
        'POST /events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a"',
        () => resolve(),
      ),
    );
    socket.destroy();
  });
});
