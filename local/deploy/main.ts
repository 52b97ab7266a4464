import { join } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { environments } from '../../environments';
import { isOn, type Environment, type EnvironmentOn } from '../../model/environment';
import { gateVariable, type GateCommand } from '../../model/gate';
import { resolve } from '../../model/resolve';
import { EnvironmentInvalidError } from '../../model/violation';
import { colors } from '../platform/colors';
import { awaitGone } from './await-gone';
import { awaitReady } from './await-ready';
import { DeployError } from './deploy-error';
import { forward, pageNames, type PageName } from './forward';
import { decodeGateRequest } from './gate-request';
import { kafkaUi, untilSignalled } from './kafka-ui';
import { pageCluster } from './kafka-ui-cluster';
import { kafkaUiPort } from './kafka-ui-objects';
import { kubectl } from './kubectl';
import { loadImages, onMinikube, startMinikube } from './minikube';
import { prepare } from './prepare';
import { releaseTopics } from './release-topics';
import { render } from './render';
import { Commands } from './run-command';
import { systemClock } from './waiting';

/** The command behind the Makefile's targets for clusters, and behind the gates of the stacks' releases. */

const repository = join(__dirname, '../..');
const commands = new Commands(process.env);
const out = process.stdout;

const cli = new Command('millrace-deploy')
  .description('Clusters: what a deploy needs, waits for and shows')
  .option('--env <name>', 'environment of environments/', 'minikube');

function environment(): Environment {
  const { env } = cli.opts<{ readonly env: string }>();
  const spec = Object.values(environments).find(({ name }) => name === env);
  if (spec !== undefined) return resolve(spec);
  const known = Object.keys(environments).join(', ');
  throw new DeployError('DEPLOY_NOT_THERE', `There is no environment '${env}'; there are: ${known}.`);
}

function onlyMinikube(): EnvironmentOn<'minikube'> {
  const chosen = environment();
  if (isOn(chosen, 'minikube')) return chosen;
  throw new DeployError(
    'DEPLOY_WRONG_PLATFORM',
    `'${chosen.name}' is not on minikube but on ${chosen.platform.kind}: name one that is, as ENV=minikube.`,
  );
}

const gates = { 'await-ready': awaitReady, 'await-gone': awaitGone, 'release-topics': releaseTopics } as const;

for (const gate of Object.keys(gates) as GateCommand[]) {
  cli
    .command(gate)
    .description(`a release's gate; Terraform runs it with ${gateVariable}`)
    .action(async () => {
      const request = decodeGateRequest(process.env[gateVariable]);
      const { release, context, timeoutSeconds } = request;
      const say = (line: string): unknown => out.write(`${release}: ${line}\n`);
      await gates[gate](kubectl(context), request, { timeoutSeconds, clock: systemClock, say });
    });
}

cli
  .command('prepare')
  .description('what is needed here, and how to get it')
  .option('--install', 'put what is a single file into ~/.local/bin', false)
  .action(async ({ install }: { install: boolean }) => {
    const complete = await prepare({ out, platform: process.platform, install }, commands);
    process.exitCode = complete ? 0 : 1;
  });

cli
  .command('render')
  .description('every object that the stack would create, as YAML below .millrace/render')
  .option('--charts', 'those of published charts too: needs helm and the network', false)
  .action(async ({ charts }: { charts: boolean }) => {
    const stack = environment().name;
    const into = join(repository, '.millrace', 'render', stack);
    const { releases, files } = await render({ repository, stack, into, charts }, commands);
    for (const { name, repository: published, chart, version, objects } of releases) {
      const own = objects === undefined ? 'a chart of ours' : `${Object.keys(objects).length} objects`;
      out.write(`  ${name.padEnd(26)} ${published === undefined ? own : `${chart} ${version}`}\n`);
    }
    out.write(`  ${files} files in ${into}\n`);
  });

cli
  .command('minikube-start')
  .description('one node for each zone')
  .action(() => startMinikube(onlyMinikube(), commands));

for (const command of ['stop', 'delete', 'dashboard'] as const) {
  cli
    .command(`minikube-${command}`)
    .description(`minikube ${command}, of the environment's profile`)
    .action(() => onMinikube(onlyMinikube(), command, commands));
}

cli
  .command('load')
  .description("the services' images into minikube")
  .argument('<tag>')
  .action(async (tag: string) => {
    const deployed = await loadImages(onlyMinikube(), tag, commands);
    if (deployed !== tag)
      out.write(`  ! the stack deploys tag ${deployed}, not ${tag}: set platform.imageTag in environments/\n`);
  });

cli
  .command('forward')
  .description('a web page of the cluster on this machine')
  .addArgument(new Argument('<page>').choices(pageNames))
  .action((page: PageName) => forward(page, onlyMinikube().platform.context, out, commands));

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError(`a port is a number from 1 to 65535, as PORT=${kafkaUiPort}.`);
}

/** In containers it runs all the time; on minikube it is there as long as somebody looks. */
async function showKafkaUi({ port }: { readonly port: number }): Promise<void> {
  const { platform } = environment();
  if (platform.kind === 'compose') {
    out.write(`  http://localhost:${platform.kafkaUiPort}, while \`make compose-up\` runs\n`);
    return;
  }
  const props = { environment: onlyMinikube(), port, out, clock: systemClock };
  await untilSignalled((interrupted) => kafkaUi(pageCluster(props.environment.platform.context), props, interrupted));
}

cli
  .command('kafka-ui')
  .description('the web page of Kafka, read-only, until it is interrupted')
  .option('--port <number>', 'on this machine', portNumber, kafkaUiPort)
  .action(showKafkaUi);

/** What a user can mend is said in full and without a stack; anything else is a defect, with its stack. */
function report(error: unknown): void {
  const known = error instanceof DeployError || error instanceof EnvironmentInvalidError;
  process.stderr.write(
    known ? `\n${colors.red(error.code)}: ${error.message}\n` : `\n${(error as Error).stack ?? String(error)}\n`,
  );
  process.exitCode = 1;
}

cli.parseAsync().catch(report);
