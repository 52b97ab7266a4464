import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { environments } from '../../../environments';
import { waitUntil } from '../../../local/kafka/wait-until';
import { freePortOffset } from '../../../local/platform/free-offset';
import { describePlatform } from '../../../local/platform/platform';
import { resolve } from '../../../model/resolve';
import { runService } from '../../../proof/service-process';
import { bundleProducerWithoutKafka } from '../../../proof/bench/programs';
import { readResult } from '../../../proof/bench/result-file';

const root = join(__dirname, '../../..');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bench-test-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Its folders are made under ours, so that what it leaves behind is seen. */
function start(args: readonly string[]) {
  // Not `tsx` as a command: it would end a process that is still cleaning up after Ctrl-C.
  const child = spawn(process.execPath, ['--import', 'tsx', 'proof/bench/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<Ended>((settle) => child.once('close', (code) => settle({ code, output })));
  return { child, ended, said: () => output };
}

const leftBehind = async (): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.startsWith('millrace-bench-'));

describe('the benchmark', () => {
  it('measures clients in one run, leaves nothing behind, and renders what it wrote', async () => {
    const file = join(dir, 'result.json');
    const { code, output } = await start([...['singles', '--quick', '--clients', 'millrace,kafkajs', '--json', file]])
      .ended;
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    expect(output).toContain('our client / plain KafkaJS');
    expect(await leftBehind()).toEqual([]);

    const { suites, versions, machine } = await readResult(file);
    expect(versions).toMatchObject({ Kafka: '4.3.1', Node: process.versions.node });
    expect(machine.cores).toBeGreaterThan(0);
    const [measured] = suites[0]?.cases ?? [];
    expect(measured?.contenders.map(({ name }) => name)).toEqual(['our client', 'plain KafkaJS']);
    for (const { rounds } of measured?.contenders ?? []) {
      const [round = {}] = rounds;
      expect(round.p50Ms).toBeGreaterThan(0);
      expect(round.p99Ms).toBeGreaterThanOrEqual(round.p50Ms ?? 0);
      expect(round.cpuSecondsPerMillion).toBeGreaterThan(1);
      expect(round.peakMebibytes).toBeGreaterThan(20);
    }
    expect(measured?.contenders[0]?.rounds[0]?.failed).toBe(0);

    const rendered = await start(['render', file]).ended;
    expect(rendered.code).toBe(0);
    expect(await readFile(join(dir, 'result.md'), 'utf8')).toContain('## Single sends at fixed rates');
    expect(await readFile(join(dir, 'result.svg'), 'utf8')).toContain('plain KafkaJS');
  });

  it('stops what it started when it is interrupted', async () => {
    const run = start(['singles', '--clients', 'millrace', '--rates', '50', '--seconds', '300']);
    const begun = (): true | undefined => (run.said().includes('brokers warmed up') ? true : undefined);
    await waitUntil('the brokers to be warmed up', begun, { timeoutMs: 240_000 });
    run.child.kill('SIGINT');
    const { code, output } = await run.ended;
    expect(code).not.toBe(0);
    expect(output).toContain('PLATFORM_INTERRUPTED');
    expect(await leftBehind()).toEqual([]);
  });
});

describe('the producer service without Kafka', () => {
  it('validates and answers as the real one does, and needs no broker', async () => {
    const environment = resolve(environments.local);
    const portOffset = await freePortOffset(environment);
    const platform = describePlatform({ environment, stateDir: dir, programDir: dir, env: process.env, portOffset });
    const launch = platform.services.find(({ name }) => name === 'producer');
    if (launch === undefined) throw new Error('no producer in the environment');
    const program = await bundleProducerWithoutKafka(dir);
    const service = await runService({ ...launch, program }, 'ready', new AbortController().signal);
    try {
      const post = (body: object) =>
        request(`${service.url}/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const good = await post({ source: 'bench' });
      expect(good.statusCode).toBe(200);
      expect(await good.body.json()).toMatchObject({ status: 'success' });
      const wrong = await post({ event_type: 'no such type' });
      expect(wrong.statusCode).toBe(400);
      await wrong.body.dump();
    } finally {
      await service.stop();
    }
  });
});
