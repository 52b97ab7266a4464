import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../../../environments';
import { withAdmin } from '../../../local/kafka/cluster-probe';
import { isPortFree } from '../../../local/kafka/ports';
import { waitUntil } from '../../../local/kafka/wait-until';
import { PrometheusApi } from '../../../local/observability/prometheus-api';
import { addressesOf, type Addresses } from '../../../local/platform/addresses';
import { freePortOffset } from '../../../local/platform/free-offset';
import { resolve } from '../../../model/resolve';
import { signals } from '../../../modules/monitoring/signals';
import { scrapedOn } from '../../../modules/monitoring/signals/catalog';
import { expressionFor, type Signal } from '../../../modules/monitoring/signals/signal';

const repository = join(__dirname, '..', '..', '..');
const environment = resolve(environments.local);

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

describe('the local platform, by its command', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'millrace-platform-'));
  let offset = 0;
  let addresses: Addresses;

  function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended>; output: () => string } {
    const options = ['--state-dir', stateDir, '--port-offset', String(offset)];
    const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts', ...options, ...args], {
      cwd: repository,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<Ended>((settle) => child.once('close', (code) => settle({ code, output })));
    return { child, ended, output: () => output };
  }

  const run = (...args: string[]): Promise<Ended> => start(...args).ended;

  const root = (): string => join(stateDir, `local+${offset}`);

  /** Process ids by part, out of the records. */
  function recorded(): Map<string, number> {
    const folders = [join(root(), 'kafka', 'run'), join(root(), 'services', 'run')];
    const prometheus = join(root(), 'prometheus', 'prometheus.json');
    const files = folders
      .flatMap((folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []))
      .concat(existsSync(prometheus) ? [prometheus] : []);
    return new Map(files.map((file) => [file, (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid]));
  }

  async function busyPorts(): Promise<number[]> {
    const ports = [
      ...addresses.brokerPorts,
      ...addresses.controllerPorts,
      ...addresses.services.map(({ port }) => port),
      9090 + offset,
    ];
    const free = await Promise.all(ports.map(isPortFree));
    return ports.filter((_, index) => !free[index]);
  }

  /** Waits until a signal has these values, one for each of its series. */
  async function answers(url: string, signal: Signal, expected: readonly number[]): Promise<void> {
    const text = expressionFor(signal, scrapedOn.laptop)?.('5m').text ?? '';
    const asExpected = async (): Promise<true | undefined> => {
      const values = (await new PrometheusApi(url).query(text)).map(({ value }) => value);
      return values.join() === expected.join() ? true : undefined;
    };
    await waitUntil(`${text} to be ${expected.join()}`, asExpected, { timeoutMs: 30_000 });
  }

  beforeAll(async () => {
    offset = await freePortOffset(environment);
    addresses = addressesOf(environment, offset);
  });

  afterAll(async () => {
    await run('down');
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('brings up brokers, topics and services and sends a first message; running it twice changes nothing', async () => {
    const first = await run('up');
    expect(first.output).toMatch(/first message through: event [0-9a-f-]{36}/);
    expect(first.code).toBe(0);
    const processes = recorded();
    expect(processes.size).toBe(6);
    const second = await run('up');
    expect(second.output).toContain('nothing to change');
    expect(second.code).toBe(0);
    expect(recorded()).toEqual(processes);
  });

  it('adds Prometheus to what runs: it answers signals of brokers and of services, and stays', async () => {
    const url = `http://127.0.0.1:${9090 + offset}`;
    const added = await run('up', '--prometheus');
    expect(added.output).toContain('brokers stopped: they ran without metrics and start again with them');
    expect(added.output).toContain(`prometheus ready on ${url}`);
    expect(added.output).toContain(`${url}/alerts`);
    expect(added.code).toBe(0);
    const processes = recorded();
    expect(processes.size).toBe(7);
    await answers(url, signals.brokers.brokersUp, [3]);
    await answers(url, signals.services.serviceUp, [1, 1, 1]);
    const again = await run('up');
    expect(again.output).toContain(`prometheus ready on ${url}`);
    expect(recorded()).toEqual(processes);
    expect((await run('logs', 'prometheus')).code).toBe(0);
    const listed = await run('status');
    expect(listed.output).toMatch(new RegExp(`prometheus +ready +\\d+ +${url}`));
    expect(listed.code).toBe(0);
  });

  it('works in every part that smoke asks, with every target up and no alert that pages', async () => {
    const { code, output } = await run('smoke');
    expect(output).not.toContain('✖');
    expect(output).toMatch(/✔ prometheus +scrapes every target +7 targets up/);
    expect(output).toMatch(/[✔!] prometheus +knows of no page/);
    expect(output).toMatch(/(\d+) of \1 work/);
    expect(code).toBe(0);
  });

  it('sends an event by hand and shows what the consumer made of it; rejects what is no JSON object', async () => {
    const sent = await run('send', '{"source":"by-hand","data":{"greeting":"hello"}}');
    expect(sent.output).toMatch(/acknowledged by the brokers: .*"status":"success"/);
    expect(sent.output).toMatch(/processed by the consumer: .*by-hand.*hello/);
    expect(sent.code).toBe(0);
    const refused = await run('send', '{"source":');
    expect(refused.output).toContain('PLATFORM_BODY_INVALID');
    expect(refused.code).toBe(1);
  });

  it('says truthfully what does not work when a service has died', async () => {
    const record = [...recorded()].find(([file]) => file.endsWith('consumer.json'));
    process.kill(record?.[1] ?? 0, 'SIGKILL');
    const consumer = addresses.services.find(({ name }) => name === 'consumer');
    await waitUntil(
      'the consumer to be gone',
      async () => ((await isPortFree(consumer?.port ?? 0)) ? true : undefined),
      { timeoutMs: 5_000 },
    );
    const asked = await run('smoke');
    expect(asked.output).toMatch(/✖ consumer +is alive/);
    expect(asked.output).toMatch(/✔ producer +is alive/);
    expect(asked.output).toMatch(/✖ prometheus +scrapes every target +1 of 7 targets are not up: \S+ \(.*refused/);
    expect(asked.code).toBe(1);
    const listed = await run('status');
    expect(listed.output).toMatch(/consumer +stopped/);
    expect(listed.code).toBe(3);
  });

  it('stops all of it and leaves nothing running; the next start has the data', async () => {
    await run('up');
    const before = await withAdmin(addresses.bootstrapServers, (admin) => admin.fetchTopicOffsets('posts'));
    const stopped = await run('down');
    expect(stopped.output).toContain('brokers stopped, data kept');
    expect(stopped.output).toContain('prometheus stopped, samples kept');
    expect(stopped.code).toBe(0);
    expect(recorded().size).toBe(0);
    expect(await busyPorts()).toEqual([]);
    expect((await run('up')).code).toBe(0);
    expect(recorded().size).toBe(6); // Prometheus comes when it is asked for
    expect(existsSync(join(root(), 'prometheus', 'samples'))).toBe(true);
    const after = await withAdmin(addresses.bootstrapServers, (admin) => admin.fetchTopicOffsets('posts'));
    const total = (offsets: typeof after): number => offsets.reduce((sum, { high }) => sum + Number(high), 0);
    expect(total(before)).toBeGreaterThan(100);
    expect(total(after)).toBe(total(before) + 1); // the first message of this start
  });

  it('clears data and logs at reset', async () => {
    expect((await run('reset')).code).toBe(0);
    expect(existsSync(root())).toBe(false);
    expect(await busyPorts()).toEqual([]);
  });

  it('rejects a busy port by its number, its holder and what to do, and leaves nothing running', async () => {
    const taken = addresses.services[0]?.port ?? 0;
    const holder = createServer().listen(taken, '127.0.0.1');
    try {
      const { code, output } = await run('up');
      expect(output).toContain('LOCAL_PORT_BUSY');
      expect(output).toContain(`port ${taken}`);
      expect(output).toContain(String(process.pid));
      expect(output).toContain('PORT_OFFSET=100');
      expect(code).toBe(1);
      expect(recorded().size).toBe(0);
    } finally {
      await new Promise((settle) => holder.close(settle));
    }
  });

  it('stops what it started when it is interrupted', async () => {
    const { child, ended, output } = start('up');
    await waitUntil('the brokers to be ready', () => (output().includes('brokers ready') ? true : undefined), {
      timeoutMs: 90_000,
      everyMs: 20,
    });
    child.kill('SIGINT');
    const { code } = await ended;
    expect(output()).toContain('PLATFORM_INTERRUPTED');
    expect(code).toBe(130);
    expect(await busyPorts()).toEqual([]);
  });

  it('stops what it started when it is interrupted before the brokers are there', async () => {
    const { child, ended } = start('up');
    await waitUntil('the command to hold its lock', () => (existsSync(`${root()}.lock`) ? true : undefined), {
      timeoutMs: 30_000,
      everyMs: 5,
    });
    child.kill('SIGINT');
    const { code, output } = await ended;
    expect(output).toContain('PLATFORM_INTERRUPTED');
    expect(code).toBe(130);
    expect(await busyPorts()).toEqual([]);
    expect([...recorded().values()]).toEqual([]);
  });

  it('rejects an unknown environment, naming those there are', async () => {
    for (const command of ['up', 'down', 'reset', 'logs']) {
      const { code, output } = await run('--env', 'lokal', command);
      expect(output).toMatch(/PLATFORM_UNKNOWN_ENVIRONMENT.*'lokal'.*local/s);
      expect(code).toBe(1);
    }
  });
});
