import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseFreePorts, isPortFree } from '../../../local/kafka/ports';
import { waitUntil } from '../../../local/kafka/wait-until';
import {
  ensurePrometheus,
  recordedPrometheus,
  startPrometheus,
  stopPrometheus,
  type PrometheusOptions,
} from '../../../local/observability/prometheus-process';
import { prometheusProgram } from '../../../local/observability/prometheus-tools';
import { FakePrograms } from '../deploy/fake-programs';
import { temporaryFolder } from '../../support/temporary-folder';

/** Answers at the address that it is told, as Prometheus does; says its arguments first. */
const answersReady = `
exec '${process.execPath}' -e '
  console.log(process.argv.slice(1).join(" "));
  const [, host, port] = /--web.listen-address=(.*?):([0-9]+)/.exec(process.argv.join(" "));
  require("node:http").createServer((request, response) => response.end()).listen(Number(port), host);
' -- "$@"`;

describe('a Prometheus on this machine', () => {
  const programs = new FakePrograms({ prometheus: answersReady });
  const dir = temporaryFolder('prometheus');
  const logFile = join(dir, 'logs', 'prometheus.log');
  const env = { PATH: `${programs.folder}:/bin` };
  let options: PrometheusOptions & { readonly port: number };

  beforeAll(async () => {
    const [port = 0] = await chooseFreePorts(1, []);
    options = { env, dir, port, jobs: [], logFile, detached: true };
  });

  afterEach(() => stopPrometheus(dir));

  it('answers on the port that was asked for and logs where it was told; stopping frees the port', async () => {
    const { url } = await startPrometheus(options);
    expect(url).toBe(`http://127.0.0.1:${options.port}`);
    expect(readFileSync(logFile, 'utf8')).toContain(`--storage.tsdb.path=${join(dir, 'samples')}`);
    expect(await recordedPrometheus(dir)).toMatchObject({ alive: true });
    await stopPrometheus(dir);
    expect(await recordedPrometheus(dir)).toBeUndefined();
    expect(await isPortFree(options.port)).toBe(true);
  });

  it('is kept when it was started with the same targets and rules, and replaced when not', async () => {
    await ensurePrometheus(options);
    const first = await recordedPrometheus(dir);
    await ensurePrometheus(options);
    expect(await recordedPrometheus(dir)).toEqual(first);
    await ensurePrometheus({ ...options, rules: [{ name: 'alerts-safety', rules: [] }] });
    const second = await recordedPrometheus(dir);
    expect(second).toMatchObject({ alive: true });
    expect(second?.pid).not.toBe(first?.pid);
    const jobs = [{ name: 'millrace/kafka', targets: [{ address: '127.0.0.1:9404', labels: { pod: 'kafka-1' } }] }];
    await ensurePrometheus({ ...options, jobs });
    expect((await recordedPrometheus(dir))?.pid).not.toBe(second?.pid);
  });

  it('is known to have died, and comes back', async () => {
    await startPrometheus(options);
    const { pid = 0 } = (await recordedPrometheus(dir)) ?? {};
    process.kill(pid, 'SIGKILL');
    const gone = async (): Promise<true | undefined> => ((await isPortFree(options.port)) ? true : undefined);
    await waitUntil('the killed one to leave its port', gone, { timeoutMs: 5_000, everyMs: 10 });
    expect(await recordedPrometheus(dir)).toEqual({ pid, alive: false });
    const next = await ensurePrometheus(options);
    expect(next.url).toBe(`http://127.0.0.1:${options.port}`);
    expect((await recordedPrometheus(dir))?.pid).not.toBe(pid);
  });
});

describe('the program of Prometheus', () => {
  const cache = temporaryFolder('no-tools');

  it('is the one on PATH, Alertmanager or not', async () => {
    const programs = new FakePrograms({ prometheus: '' });
    const env = { PATH: programs.folder, XDG_CACHE_HOME: cache };
    expect(await prometheusProgram(env)).toBe(join(programs.folder, 'prometheus'));
  });

  it('is rejected with what was tried and what to do where there is none and none can be fetched', async () => {
    const programs = new FakePrograms({ 'apt-get': 'echo "E: no network" >&2; exit 100' });
    const asked = prometheusProgram({ PATH: `${programs.folder}:/bin`, XDG_CACHE_HOME: cache });
    await expect(asked).rejects.toMatchObject({ code: 'PROMETHEUS_TOOLS_MISSING' });
    await expect(asked).rejects.toThrow(/E: no network[\s\S]*apt-get update[\s\S]*prometheus\.io\/download/);
  });
});
