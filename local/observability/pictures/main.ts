import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Environment } from '../../../model/environment';
import { Duration } from '../../../model/units';
import { LocalKafkaError } from '../../kafka/errors';
import { withInterruption } from '../../platform/interrupt';
import { namedEnvironment } from '../../platform/named-environment';
import { reportFailure } from '../../platform/report-failure';
import { Steps } from '../../platform/steps';
import { PrometheusQueryError } from '../prometheus-api';
import { PrometheusDiedError } from '../prometheus-process';
import { PrometheusToolsError } from '../prometheus-tools';
import { dashboardsOf, drawAll } from './drawn';
import { onObservedPlatform } from './observed-platform';
import { dashboardsPage } from './page';
import { timeSpan } from './time-span';

/** `make dashboard-pictures`: the dashboards as pictures, of what a real Prometheus answers. */

const repository = join(__dirname, '../../..');

interface Options {
  readonly env: string;
  readonly prometheus?: string;
  readonly minutes: number;
  readonly scrape: number;
}

function positive(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number, 1 or more.');
}

const steps = new Steps(process.stdout);

/** @param url of a Prometheus */
function draw(environment: Environment, url: string, folder: string, { minutes, scrape }: Options): Promise<unknown> {
  const span = timeSpan(Date.now() / 1000, minutes * 60, scrape);
  return steps.run(
    'pictures',
    () => drawAll(dashboardsOf(environment), { url, span, scrape }, folder),
    (files) => `${files.length} pictures in ${relative(process.cwd(), folder)}`,
  );
}

async function onOwnPlatform(environment: Environment, options: Options): Promise<void> {
  const length = Duration.minutes(options.minutes);
  const folder = join(repository, 'docs/dashboards');
  await withInterruption((interrupted) =>
    onObservedPlatform({ environment, env: process.env, steps, length, interrupted }, (url) =>
      draw(environment, url, folder, options),
    ),
  );
  await writeFile(`${folder}.md`, dashboardsPage(dashboardsOf(environment)));
}

async function pictures(options: Options): Promise<void> {
  const environment = namedEnvironment(options.env);
  if (options.prometheus === undefined) return onOwnPlatform(environment, options);
  const url = options.prometheus.replace(/\/+$/, '');
  await draw(environment, url, join(repository, '.millrace/dashboards', environment.name), options);
}

new Command('dashboard-pictures')
  .description('Pictures of the dashboards with live data, without a Grafana')
  .option('--env <name>', 'environment of environments/; without --prometheus one that is embedded', 'local')
  .option(
    '--prometheus <url>',
    'asks this one, and writes to .millrace/dashboards; without it a platform is brought up',
  )
  .option('--minutes <n>', 'how far back; as long is there work on a platform that is brought up', positive, 5)
  .option('--scrape <seconds>', 'between two scrapes, as the data source is told', positive, 5)
  .action(pictures)
  .parseAsync()
  .catch((error: unknown) =>
    reportFailure(error, [LocalKafkaError, PrometheusQueryError, PrometheusToolsError, PrometheusDiedError]),
  );
