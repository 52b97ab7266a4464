import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prometheusTools } from '../../../local/observability/prometheus-tools';
import type { ReceiversSpec } from '../../../model/spec';
import { alertmanagerConfig, receiversOf, type AlertmanagerConfig } from '../../../modules/monitoring/alertmanager';
import { inFolder, run, type Ended } from './promtool';

/** Debian's packages are fetched when they are not there: 40 MB. */
jest.setTimeout(600_000);

/** JSON is YAML. */
async function amtool(config: AlertmanagerConfig, ...args: readonly string[]): Promise<Ended> {
  const tools = await prometheusTools(process.env);
  return inFolder(async (folder) => {
    const file = join(folder, 'alertmanager.yml');
    await writeFile(file, JSON.stringify(config));
    return run(
      tools.amtool,
      args.map((arg) => arg.replace('FILE', file)),
    );
  });
}

const nobody = alertmanagerConfig(receiversOf(undefined));
const told: ReceiversSpec = { secret: 'alert-receivers', pager: 'pagerduty', ticket: 'slack' };

/** Its first line; behind it is a warning about an address that nobody gave. */
const receiverOf = async (...labels: readonly string[]): Promise<string | undefined> =>
  (await amtool(nobody, 'config', 'routes', 'test', '--config.file=FILE', ...labels)).said.split('\n')[0];

describe('Alertmanager’s configuration, as amtool sees it', () => {
  it.each([
    ['without a Secret', nobody],
    ['with receivers of a Secret', alertmanagerConfig(receiversOf(told))],
  ] as const)('is one that Alertmanager can load, %s', async (_name, config) => {
    expect(await amtool(config, 'check-config', 'FILE')).toMatchObject({
      status: 0,
      said: expect.stringContaining('SUCCESS') as string,
    });
  });

  it('is refused when a route names a receiver that is not there', async () => {
    const config = { ...nobody, receivers: nobody.receivers.slice(1) };
    expect(await amtool(config, 'check-config', 'FILE')).toMatchObject({ status: 1 });
  });

  it.each([
    ['a page', 'pager', ['alertname=KafkaDown', 'severity=critical', 'component=kafka']],
    ['a page of the chart’s own rules', 'pager', ['alertname=KubeAPIDown', 'severity=critical']],
    ['a ticket', 'ticket', ['alertname=KafkaUnderReplicated', 'severity=warning', 'component=kafka']],
    ['an alert without a severity', 'ticket', ['alertname=SomebodysOwn']],
    ['an alert of a severity that nobody knows', 'ticket', ['alertname=SomebodysOwn', 'severity=page']],
    ['what is only for information', 'none', ['alertname=InfoInhibitor', 'severity=info']],
    ['the chart’s own watchdog', 'none', ['alertname=Watchdog', 'severity=none']],
    ['the sign of life', 'heartbeat', ['alertname=PlatformWatchdog', 'severity=none', 'component=platform']],
  ] as const)('sends %s to %s', async (_what, receiver, labels) => {
    expect(await receiverOf(...labels)).toBe(receiver);
  });
});
