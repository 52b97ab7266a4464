import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive } from '../../../local/kafka/process-identity';
import { waitUntil } from '../../../local/kafka/wait-until';
import type { HttpWriterSpec } from '../../../proof/agents/spec';
import { bundleAgent, startAgent, type RunningAgent } from '../../../proof/agents/start-agent';
import type { StoredRecord } from '../../../proof/ledger/entries';
import { readJournal } from '../../../proof/ledger/journal';
import { judgeLine } from '../../../proof/ledger/judge';
import { idReaderOf, keyOf } from '../../../proof/ledger/message';

const until = (what: string, probe: () => boolean | Promise<boolean>): Promise<true> =>
  waitUntil(what, async () => ((await probe()) ? true : undefined), { timeoutMs: 60_000, everyMs: 10 });

type Answer = (response: ServerResponse) => void;
const ok: Answer = (response) => response.end('{"status":"success"}');
const error =
  (status: number, code: string): Answer =>
  (response) =>
    response.writeHead(status).end(JSON.stringify({ status: 'error', code }));

/** What a POST carries as the agent's own id, as if it were stored: the body is an event but for what the service adds. */
function idIn(body: string): StoredRecord['id'] | undefined {
  const event = { event_id: '00000000-0000-4000-8000-000000000000', timestamp: '2026-01-01T00:00:00Z', version: '1.0' };
  return idReaderOf('posts')(Buffer.from(JSON.stringify({ ...event, ...(JSON.parse(body) as object) })));
}

describe('an agent as a process', () => {
  const dir = mkdtempSync(join(tmpdir(), 'agents-process-'));
  const agents: RunningAgent[] = [];
  let program: string;
  let server: Server;
  let url: string;
  let stored: StoredRecord[];
  let answer: (id: StoredRecord['id']) => Answer;
  let atOnce: Map<string, number>;
  let mostAtOnce: number;

  const store = (id: StoredRecord['id']): void =>
    void stored.push({ topic: 'posts', partition: 0, offset: stored.length, id });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const id = idIn(body);
    if (id === undefined) return error(422, 'EVENT_INVALID')(response);
    const key = keyOf(id);
    atOnce.set(key, (atOnce.get(key) ?? 0) + 1);
    mostAtOnce = Math.max(mostAtOnce, atOnce.get(key) ?? 0);
    response.once('close', () => atOnce.set(key, (atOnce.get(key) ?? 0) - 1));
    answer(id)(response);
  }

  const specOf = (name: string): HttpWriterSpec => ({
    role: 'http-writer',
    name,
    journal: join(dir, `${name}.journal`),
    line: 'http',
    keys: 6,
    rate: 300,
    valueBytes: 300,
    unanswered: 6,
    url,
  });
  const start = async (spec: HttpWriterSpec): Promise<RunningAgent> => {
    const agent = await startAgent(program, spec, dir);
    agents.push(agent);
    await agent.ready;
    return agent;
  };
  const judged = async (name: string) => {
    const { writes, torn } = await readJournal(join(dir, `${name}.journal`));
    expect(torn).toBeLessThanOrEqual(1);
    return judgeLine({ line: 'http', topic: 'posts', writes, reads: [], stored });
  };

  beforeAll(async () => {
    program = await bundleAgent(dir);
    server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    stored = [];
    atOnce = new Map();
    mostAtOnce = 0;
    answer = (id) => {
      store(id);
      return ok;
    };
  });

  afterAll(async () => {
    await Promise.all(agents.map((agent) => agent.kill()));
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    rmSync(dir, { recursive: true, force: true });
  });

  it('writes over HTTP, one of a key at a time, and notes what it is told', async () => {
    let nth = 0;
    answer = (id) => {
      nth += 1;
      if (nth % 10 === 3) return error(429, 'KAFKA_OVERLOADED');
      if (nth % 10 === 5) return error(503, 'KAFKA_UNAVAILABLE');
      if (nth % 10 === 7) return (response) => response.socket?.destroy();
      store(id);
      return nth % 10 === 9 ? error(503, 'KAFKA_OUTCOME_UNKNOWN') : ok;
    };
    const agent = await start(specOf('http-1'));
    await until('a load', () => agent.counts.acknowledged >= 120);
    await agent.stop(10_000);
    const verdict = await judged('http-1');
    expect(verdict).toMatchObject({
      unanswered: 0,
      lost: { count: 0 },
      misordered: { count: 0 },
      refusedButStored: { count: 0 },
    });
    expect(verdict.duplicated.count).toBe(0);
    expect(verdict.acknowledged + verdict.refused + verdict.unknown).toBe(verdict.attempted);
    expect(verdict.refused).toBeGreaterThan(20);
    // Broken connections, and outcomes that the service does not know.
    expect(verdict.unknownAbsent).toBeGreaterThan(10);
    expect(verdict.unknownStored).toBeGreaterThan(10);
    expect(mostAtOnce).toBe(1);
  });

  it('has noted all that a server has ever seen of it, when it is killed, and uses no number again', async () => {
    const spec = specOf('http-2');
    const first = await start(spec);
    await until('a load', () => first.counts.acknowledged >= 100 && first.counts.inFlight >= 0);
    await first.kill();
    const again = await start(spec);
    await until('a load again', () => again.counts.acknowledged >= 100);
    await again.stop(10_000);
    const verdict = await judged('http-2');
    expect(verdict).toMatchObject({ neverAttempted: { count: 0 }, lost: { count: 0 }, duplicated: { count: 0 } });
    expect(verdict.acknowledged).toBeGreaterThanOrEqual(200);
  });

  it('goes on when its clock jumps', async () => {
    const agent = await start(specOf('http-3'));
    await until('a load', () => agent.counts.acknowledged >= 20);
    const before = agent.counts.attempted;
    agent.order({ order: 'clock', shiftMs: 3_600_000 });
    await until('more', () => agent.counts.acknowledged >= before + 50);
    agent.order({ order: 'clock', shiftMs: 0 });
    await agent.stop(10_000);
    const { writes } = await readJournal(join(dir, 'http-3.journal'));
    const times = writes.map(({ at }) => at);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(600_000);
    expect((await judged('http-3')).refused).toBe(0);
  });

  it('is noticed when it ends by itself', async () => {
    const agent = await start(specOf('http-4'));
    process.kill(agent.pid, 'SIGKILL');
    expect(await agent.failed).toMatchObject({ code: 'AGENT_ENDED' });
    expect(await agent.exited).toEqual({ code: null, signal: 'SIGKILL', asked: false });
  });

  it('says why it cannot begin', async () => {
    const agent = await startAgent(program, { ...specOf('http-5'), journal: join(dir, 'no', 'such', 'folder') }, dir);
    await expect(agent.ready).rejects.toMatchObject({ code: 'AGENT_FAILED' });
    expect((await agent.failed).message).toContain('ENOENT');
    expect((await agent.exited).code).toBe(1);
  });

  it('is killed when it does not stop in its time, and that is said', async () => {
    // Nothing is ever answered.
    answer = () => () => undefined;
    const agent = await start(specOf('http-6'));
    await until('something in flight', () => agent.counts.inFlight > 0);
    await expect(agent.stop(300)).rejects.toMatchObject({ code: 'AGENT_STUCK' });
    server.closeAllConnections();
  });

  it('ends when its driver is killed', async () => {
    const child = join(__dirname, 'agents-driver-child.ts');
    const spec = JSON.stringify(specOf('http-7'));
    const driver = spawn(process.execPath, ['--import', 'tsx', child, program, spec, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await new Promise<string>((told) =>
      driver.stdout.once('data', (data: Buffer) => told(data.toString())),
    );
    const agent = await identify(Number(said));
    await until('messages', () => stored.length > 20);
    driver.kill('SIGKILL');
    await until('the agent to end', async () => agent === undefined || !(await isAlive(agent)));
    expect(agent).toBeDefined();
    // It ended in order: all it had attempted is answered.
    expect(readFileSync(join(dir, 'http-7.journal'), 'utf8').endsWith('\n')).toBe(true);
    expect((await judged('http-7')).unanswered).toBe(0);
  });
});
