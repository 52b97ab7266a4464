import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { identify } from '../../../local/kafka/process-identity';
import type { PrometheusLaunch } from '../../../local/platform/prometheus';
import { runChecks, type CheckResult } from '../../../local/smoke/check';
import { prometheusChecks } from '../../../local/smoke/prometheus-checks';
import { smoke } from '../../../local/smoke/smoke';

interface Target {
  readonly health: string;
  readonly lastError: string;
  readonly lastScrape: string;
}

const neverScraped = '0001-01-01T00:00:00Z';
const up = (): Target => ({ health: 'up', lastError: '', lastScrape: new Date().toISOString() });
const down = (): Target => ({ ...up(), health: 'down', lastError: 'connection refused' });
const shown = (targets: readonly Target[]): readonly object[] =>
  targets.map((target, index) => ({ ...target, scrapeUrl: `http://target-${index}/metrics` }));
const alertOf = (alertname: string, severity: string, state = 'firing'): object => ({
  labels: { alertname, severity },
  annotations: { summary: `what is felt of ${alertname}` },
  state,
});
const watchdog = alertOf('PlatformWatchdog', 'none');

describe('the smoke checks of Prometheus', () => {
  const dir = mkdtempSync(join(tmpdir(), 'millrace-smoke-'));
  let server: Server;
  let launch: PrometheusLaunch;
  let targets: () => readonly Target[] = () => [up(), up()];
  let alerts: () => readonly object[] = () => [watchdog];

  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      if (url.includes('/targets')) response.end(JSON.stringify({ data: { activeTargets: shown(targets()) } }));
      else if (url.includes('/alerts')) response.end(JSON.stringify({ data: { alerts: alerts() } }));
      else response.end();
    });
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
    const { port } = server.address() as AddressInfo;
    launch = { port, url: `http://127.0.0.1:${port}`, dir, logFile: join(dir, 'prometheus.log'), targets: 2 };
    await record(process.pid);
  });

  beforeEach(() => {
    targets = () => [up(), up()];
    alerts = () => [watchdog];
  });

  afterAll(async () => {
    await new Promise((settle) => server.close(settle));
    rmSync(dir, { recursive: true, force: true });
  });

  async function record(pid: number, startedAt?: string): Promise<void> {
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, 'prometheus.json'),
      JSON.stringify({ ...(await identify(pid)), ...(startedAt && { startedAt }) }),
    );
  }

  async function asked(): Promise<readonly CheckResult[]> {
    return runChecks(await prometheusChecks(launch, 300), () => undefined);
  }

  it('are none where none was brought up', async () => {
    expect(await prometheusChecks({ ...launch, dir: join(dir, 'elsewhere') })).toEqual([]);
  });

  it('are content with targets that are up and rules that are looked at', async () => {
    expect((await asked()).map(({ ok, isWarning, seen }) => [ok, isWarning, seen])).toEqual([
      [true, false, `${launch.url} answers 200`],
      [true, false, '2 targets up'],
      [true, false, 'no alert fires but the watchdog'],
    ]);
  });

  it('say that it has ended, whoever answers at its address now', async () => {
    await record(process.pid, 'another boot:1');
    const [ready] = await asked();
    await record(process.pid);
    expect(ready).toMatchObject({ ok: false, seen: `it has ended; its log is ${launch.logFile}` });
  });

  it('name the target that is down, with the reason', async () => {
    targets = () => [up(), down()];
    expect((await asked())[1]).toMatchObject({
      ok: false,
      seen: '1 of 2 targets are not up: http://target-1/metrics (connection refused)',
    });
  });

  it('wait for a scrape that is younger than the question', async () => {
    let times = 0;
    targets = () => [up(), (times += 1) < 2 ? { ...down(), lastScrape: neverScraped } : up()];
    expect((await asked())[1]).toMatchObject({ ok: true, seen: '2 targets up' });
    expect(times).toBe(2);
    targets = () => [up(), { ...up(), lastScrape: '2026-01-01T00:00:00.123456789Z' }];
    expect((await asked())[1]).toMatchObject({
      ok: false,
      seen: `waited 0.3 s for ${launch.url} to scrape every target anew`,
    });
  });

  it('miss a target that it does not have', async () => {
    targets = () => [up()];
    expect((await asked())[1]).toMatchObject({ ok: false, seen: 'it has 1 targets, 2 are expected' });
  });

  it('fail for an alert that pages, once for all of its series, and not for a pending one', async () => {
    alerts = () => [watchdog, alertOf('KafkaDown', 'critical', 'pending')];
    expect((await asked())[2]).toMatchObject({ ok: true });
    alerts = () => [watchdog, alertOf('KafkaDown', 'critical'), alertOf('KafkaDown', 'critical')];
    expect((await asked())[2]).toMatchObject({ ok: false, seen: 'KafkaDown: what is felt of KafkaDown' });
  });

  it('wait for an alert that ends as soon as the rules are looked at anew', async () => {
    let times = 0;
    alerts = () => ((times += 1) < 2 ? [watchdog, alertOf('KafkaDown', 'critical')] : [watchdog]);
    expect((await asked())[2]).toMatchObject({ ok: true, seen: 'no alert fires but the watchdog' });
  });

  it('warn of an alert that is a ticket, which fails nothing', async () => {
    alerts = () => [watchdog, alertOf('KafkaHeapFull', 'warning')];
    const out = new PassThrough();
    let text = '';
    out.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect(await smoke(await prometheusChecks(launch, 300), out)).toBe(true);
    expect(text).toMatch(/! prometheus +knows of no page +for a working day: KafkaHeapFull/);
    expect(text).toContain('3 of 3 work');
  });

  it('fail when the watchdog is silent: nobody looks at the rules', async () => {
    alerts = () => [alertOf('KafkaHeapFull', 'warning')];
    const seen = `waited 0.6 s for PlatformWatchdog to fire at ${launch.url}/alerts, as it always does`;
    expect((await asked())[2]).toMatchObject({ ok: false, seen });
  });
});
