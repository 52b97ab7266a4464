import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { environments } from '../../../environments';
import { isPortFree } from '../../../local/kafka/ports';
import { identify, isAlive } from '../../../local/kafka/process-identity';
import { down, reset } from '../../../local/platform/down';
import { freePortOffset } from '../../../local/platform/free-offset';
import { describePlatform } from '../../../local/platform/platform';
import { describePrometheus, withMetrics } from '../../../local/platform/prometheus';
import { status } from '../../../local/platform/status';
import { Steps } from '../../../local/platform/steps';
import { summary } from '../../../local/platform/summary';
import { up } from '../../../local/platform/up';
import { brokerMetrics } from '../../../model/broker-metrics';
import { resolve } from '../../../model/resolve';
import { FakePrograms } from '../deploy/fake-programs';

const environment = resolve(environments.local);
const stateDir = mkdtempSync(join(tmpdir(), 'millrace-watched-'));
const sleepers: ChildProcess[] = [];

afterAll(() => {
  for (const sleeper of sleepers) sleeper.kill('SIGKILL');
  rmSync(stateDir, { recursive: true, force: true });
});

const platformAt = (portOffset: number, env: Readonly<Record<string, string>> = {}) =>
  describePlatform({ environment, stateDir, programDir: join(stateDir, 'programs'), env, portOffset });

function recorder(): { out: NodeJS.WriteStream; text: () => string } {
  const out = new PassThrough();
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { out: out as unknown as NodeJS.WriteStream, text: () => text };
}

/** A process in the place of a Prometheus that was started here. */
async function recordedSleeper(dir: string): Promise<{ pid: number; startedAt: string }> {
  const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
  sleepers.push(sleeper);
  const identity = await identify(sleeper.pid ?? 0);
  if (identity === undefined) throw new Error('sleep did not start');
  mkdirSync(join(dir, 'samples'), { recursive: true });
  writeFileSync(join(dir, 'prometheus.json'), JSON.stringify(identity));
  return identity;
}

describe('the Prometheus of a platform on this machine', () => {
  it('has port 9090, moved as the others are, and scrapes brokers, services and itself', () => {
    expect(describePrometheus(platformAt(0), 0)).toMatchObject({
      port: 9090,
      url: 'http://127.0.0.1:9090',
      targets: 7,
    });
    expect(describePrometheus(platformAt(100), 100)).toMatchObject({ port: 9190, url: 'http://127.0.0.1:9190' });
  });

  it('asks the brokers for what those of a cluster tell, and only where it is wanted', () => {
    const platform = platformAt(0);
    expect(platform.cluster.metrics).toBeUndefined();
    expect(withMetrics(platform).cluster).toEqual({ ...platform.cluster, metrics: { allowList: brokerMetrics } });
  });

  it('is in the summary with its alerts where it runs', () => {
    const { addresses } = platformAt(0);
    expect(summary(addresses, '3.0 s')).not.toContain('9090');
    const said = summary(addresses, '3.0 s', 'http://127.0.0.1:9090');
    expect(said).toMatch(/^ {2}prometheus {2}http:\/\/127\.0\.0\.1:9090$/m);
    expect(said).toMatch(/^ {2}alerts {6}http:\/\/127\.0\.0\.1:9090\/alerts$/m);
  });

  it('is no part of the status before it was brought up, and a missing one when it has died', async () => {
    const offset = 1_940;
    const platform = platformAt(offset);
    const launch = describePrometheus(platform, offset);
    const columns = async (): Promise<readonly string[] | undefined> => {
      const { out, text } = recorder();
      await status(platform, launch, out);
      const line = text()
        .split('\n')
        .find((each) => each.includes('prometheus'));
      return line?.trim().split(/ {2,}/);
    };
    expect(await columns()).toBeUndefined();
    const identity = await recordedSleeper(launch.dir);
    expect(await columns()).toEqual(['prometheus', 'not ready', String(identity.pid), launch.url, launch.logFile]);
    writeFileSync(join(launch.dir, 'prometheus.json'), JSON.stringify({ ...identity, startedAt: 'another boot:1' }));
    expect(await columns()).toEqual(['prometheus', 'stopped', launch.logFile]);
  });
});

describe('up with Prometheus', () => {
  let offset = 0;
  beforeAll(async () => (offset = await freePortOffset(environment)));

  async function attempt(env: Readonly<Record<string, string>>): Promise<{ error: unknown; built: boolean }> {
    const platform = platformAt(offset, env);
    const prometheus = describePrometheus(platform, offset);
    let built = false;
    const build = (): Promise<void> => Promise.resolve(void (built = true));
    const steps = new Steps(recorder().out);
    const error: unknown = await up(platform, steps, { build, prune: false, prometheus }).catch(
      (reason: unknown) => reason,
    );
    expect(await Promise.all(platform.addresses.brokerPorts.map(isPortFree))).not.toContain(false);
    return { error, built };
  }

  it('rejects a taken port by its number and how to choose another, before anything starts', async () => {
    const holder = createServer().listen(9090 + offset, '127.0.0.1');
    const { error, built } = await attempt({});
    await new Promise((settle) => holder.close(settle));
    expect(error).toMatchObject({ code: 'LOCAL_PORT_BUSY' });
    expect((error as Error).message).toMatch(new RegExp(`port ${9090 + offset} .*port of Prometheus.*PORT_OFFSET=100`));
    expect(built).toBe(false);
  });

  it('rejects a machine without Prometheus with what to do, before anything starts', async () => {
    const programs = new FakePrograms({ 'apt-get': 'echo "E: no network" >&2; exit 100' });
    const { error, built } = await attempt({ PATH: `${programs.folder}:/bin`, XDG_CACHE_HOME: stateDir });
    expect(error).toMatchObject({ code: 'PROMETHEUS_TOOLS_MISSING' });
    expect((error as Error).message).toMatch(/E: no network[\s\S]*`make up PROMETHEUS=1` needs prometheus alone/);
    expect(built).toBe(false);
  });
});

describe('make up', () => {
  const commandOf = (...variables: readonly string[]): string =>
    execFileSync('make', ['--dry-run', 'up', ...variables], {
      cwd: join(__dirname, '..', '..', '..'),
      encoding: 'utf8',
    });

  it('asks for Prometheus with PROMETHEUS=1 only', () => {
    expect(commandOf('PROMETHEUS=1')).toMatch(/local\/main\.ts .* up +--prometheus$/m);
    expect(commandOf()).not.toContain('--prometheus');
  });
});

describe('down and reset', () => {
  it('stop Prometheus by its record; its samples stay at down and go at reset', async () => {
    const { layout } = platformAt(0);
    const { out, text } = recorder();
    const first = await recordedSleeper(layout.prometheus);
    await down(layout, new Steps(out));
    expect(await isAlive(first)).toBe(false);
    expect(text()).toContain('prometheus stopped, samples kept');
    expect(existsSync(join(layout.prometheus, 'samples'))).toBe(true);
    const second = await recordedSleeper(layout.prometheus);
    await reset(layout, new Steps(recorder().out));
    expect(await isAlive(second)).toBe(false);
    expect(existsSync(join(layout.prometheus, 'samples'))).toBe(false);
  });
});
