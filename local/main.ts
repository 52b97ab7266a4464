import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { environments } from '../environments';
import type { Environment } from '../model/environment';
import { EnvironmentInvalidError } from '../model/violation';
import { bundleServices } from './build/bundle';
import { LocalKafkaError } from './kafka/errors';
import { PrometheusDiedError, recordedPrometheus } from './observability/prometheus-process';
import { PrometheusToolsError } from './observability/prometheus-tools';
import { addressesOf } from './platform/addresses';
import { down, reset } from './platform/down';
import { isEnvironmentName, layoutOf, type Layout } from './platform/layout';
import { logs } from './platform/logs';
import { describePlatform, type Platform } from './platform/platform';
import { namedEnvironment, unknownEnvironment } from './platform/named-environment';
import { describePrometheus, type PrometheusLaunch } from './platform/prometheus';
import { reportFailure } from './platform/report-failure';
import { send } from './platform/send';
import { status } from './platform/status';
import { Steps } from './platform/steps';
import { summary } from './platform/summary';
import { applyTopics, up } from './platform/up';
import { prometheusChecks } from './smoke/prometheus-checks';
import { smoke, smokeChecks } from './smoke/smoke';

/** The command behind the Makefile's targets for the embedded platform. */

interface GlobalOptions {
  readonly env: string;
  readonly portOffset: number;
  readonly stateDir: string;
}

const repository = join(__dirname, '..');
const programDir = join(repository, 'dist');

function wholeNumber(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it must be a whole number, 0 or more.');
}

const cli = new Command('millrace')
  .description('The local platform: real Kafka brokers and the services on them, on this machine')
  .option('--env <name>', 'environment of environments/', 'local')
  .option('--port-offset <n>', 'added to every port', wholeNumber, 0)
  .option(
    '--state-dir <folder>',
    'where data, logs and process records are',
    process.env['MILLRACE_STATE_DIR'] ?? join(repository, '.millrace'),
  );

const environment = (): Environment => namedEnvironment(cli.opts<GlobalOptions>().env);

function platform(): Platform {
  const { portOffset, stateDir } = cli.opts<GlobalOptions>();
  return describePlatform({ environment: environment(), stateDir, programDir, env: process.env, portOffset });
}

function prometheusOf(described: Platform): PrometheusLaunch {
  return describePrometheus(described, cli.opts<GlobalOptions>().portOffset);
}

/** Of the names alone: stopping and looking must work while the model is being edited. */
function layout(): Layout {
  const { env, stateDir, portOffset } = cli.opts<GlobalOptions>();
  const described = layoutOf(stateDir, env, portOffset);
  if (!isEnvironmentName(env) || !(Object.hasOwn(environments, env) || existsSync(described.root)))
    throw unknownEnvironment(env);
  return described;
}

const steps = new Steps(process.stdout);

cli
  .command('up')
  .description('brokers, topics, services, a first message')
  .option('--prune', 'delete topics that the model does not name, with their records', false)
  .option(
    '--prometheus',
    'Prometheus, too, with the alert rules, on 9090 and the offset; brokers that run without metrics start again. ' +
      'It stays until `down`, also when the next `up` does not name it. No Alertmanager: alerts are seen in its pages',
    false,
  )
  .action(async ({ prune, prometheus: isAsked }: { prune: boolean; prometheus: boolean }) => {
    const described = platform();
    const prometheus = prometheusOf(described);
    const isWanted = isAsked || (await recordedPrometheus(prometheus.dir)) !== undefined;
    const build = (): Promise<unknown> => bundleServices(programDir);
    await up(described, steps, { build, prune, ...(isWanted ? { prometheus } : {}) });
    process.stdout.write(summary(described.addresses, steps.total(), isWanted ? prometheus.url : undefined));
  });

cli
  .command('down')
  .description('stop everything, keep the data')
  .action(() => down(layout(), steps));

cli
  .command('reset')
  .description('stop everything and remove its data')
  .action(() => reset(layout(), steps));

cli
  .command('topics')
  .description('bring the topics of the running brokers to what the model says')
  .option('--prune', 'delete topics that the model does not name, with their records', false)
  .action(({ prune }: { prune: boolean }) => applyTopics(platform(), steps, prune));

cli
  .command('status')
  .description('what runs, where, and where its log is')
  .action(async () => {
    const described = platform();
    process.exitCode = (await status(described, prometheusOf(described), process.stdout)) ? 0 : 3;
  });

cli
  .command('logs')
  .argument('[part]', 'a service, prometheus, or broker-1 and so on')
  .option('-f, --follow', 'go on as they grow', false)
  .option('-n, --lines <n>', 'lines of each', wholeNumber, 20)
  .action((part: string | undefined, options: { follow: boolean; lines: number }) =>
    logs(layout(), { ...options, ...(part === undefined ? {} : { part }) }),
  );

cli
  .command('send')
  .argument('[event]', 'fields of the event as JSON', process.env['EVENT'] || '{}')
  .description('post an event to the producer and show what the consumer made of it')
  .action((event: string) => send(platform().addresses, event, process.stdout));

cli
  .command('smoke')
  .description('ask every part of the running platform whether it works')
  .action(async () => {
    const { portOffset } = cli.opts<GlobalOptions>();
    const asked = environment();
    const watched = asked.platform.kind === 'embedded' ? await prometheusChecks(prometheusOf(platform())) : [];
    const checks = [...smokeChecks(asked, addressesOf(asked, portOffset)), ...watched];
    process.exitCode = (await smoke(checks, process.stdout)) ? 0 : 1;
  });

cli
  .parseAsync()
  .catch((error: unknown) =>
    reportFailure(error, [LocalKafkaError, EnvironmentInvalidError, PrometheusToolsError, PrometheusDiedError]),
  );
