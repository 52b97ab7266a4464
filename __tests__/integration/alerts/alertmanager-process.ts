import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../../local/kafka/wait-until';
import { prometheusTools } from '../../../local/observability/prometheus-tools';
import type { AlertmanagerConfig } from '../../../modules/monitoring/alertmanager';
import type { Labels } from './situation';

/** Test code: a real Alertmanager on a free port, asked over its own API. */

interface ApiAlert {
  readonly labels: Labels;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed'; readonly inhibitedBy: readonly string[] };
  readonly receivers: readonly { readonly name: string }[];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export class AlertmanagerProcess {
  private constructor(
    private readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(config: AlertmanagerConfig): Promise<AlertmanagerProcess> {
    const [command, ...before] = (await prometheusTools(process.env)).alertmanager;
    const folder = await mkdtemp(join(tmpdir(), 'millrace-alertmanager-'));
    const file = join(folder, 'alertmanager.yml');
    await writeFile(file, JSON.stringify(config));
    const address = `127.0.0.1:${await freePort()}`;
    const args = [`--config.file=${file}`, `--storage.path=${folder}`, `--web.listen-address=${address}`];
    const child = spawn(command, [...before, ...args, '--cluster.listen-address='], { stdio: 'ignore' });
    const started = new AlertmanagerProcess(`http://${address}/api/v2`, child, folder);
    const ready = async () =>
      (await fetch(`http://${address}/-/ready`).catch(() => undefined))?.ok ? true : undefined;
    await waitUntil('Alertmanager', ready, { timeoutMs: 30_000 });
    return started;
  }

  /** As Prometheus does. */
  async fire(...alerts: readonly Labels[]): Promise<void> {
    const body = JSON.stringify(alerts.map((labels) => ({ labels, startsAt: new Date().toISOString() })));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/alerts`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  }

  /** Names and severities of those of which somebody is told, once Alertmanager has looked at all of them. */
  async told(expected: number): Promise<string[]> {
    const seen = await waitUntil(
      'all alerts',
      async () => {
        const alerts = (await (await fetch(`${this.url}/alerts`)).json()) as readonly ApiAlert[];
        return alerts.length === expected && alerts.every(({ status }) => status.state !== 'unprocessed')
          ? alerts
          : undefined;
      },
      { timeoutMs: 30_000 },
    );
    return seen
      .filter(({ status }) => status.state === 'active')
      .map(({ labels }) => `${labels['alertname']}/${labels['severity']}`)
      .sort();
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
