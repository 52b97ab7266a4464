import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { isOn } from '../../model/environment';
import { gateVariable, type GateCommand } from '../../model/gate';
import { EnvironmentInvalidError } from '../../model/violation';
import { colors } from '../platform/colors';
import { awaitGone } from './await-gone';
import { awaitReady } from './await-ready';
import { awsGateCommands, awsGates } from './aws/gates';
import { addressFromAws } from './aws/identity';
import { check, checkedCommands, checkOfAccount, type Checked } from './check';
import { clusterNamed, environmentNamed, kafkaUiNamed, minikubeNamed, runningOwnImages, stackNamed } from './chosen';
import { DeployError } from './deploy-error';
import { forward, pageNames, type PageName } from './forward';
import { decodeGateRequest } from './gate-request';
import { deliverImages, imagesOf } from './images';
import { kafkaUi, untilSignalled } from './kafka-ui';
import { pageCluster } from './kafka-ui-cluster';
import { kafkaUiPort } from './kafka-ui-objects';
import { endAtSignals, withKubectlFlags } from './kubeconfig';
import { kubectl } from './kubectl';
import { deleteMinikube, onMinikube, startMinikube, stateFile } from './minikube';
import { prepare } from './prepare';
import { pushImages } from './push-images';
import { releaseTopics } from './release-topics';
import { render, summary } from './render';
import { Commands } from './run-command';
import { toolsOf, type Tool } from './tools';
import { systemClock } from './waiting';

/** The command behind the Makefile's targets for clusters, and behind the gates of the stacks' releases. */

const repository = join(__dirname, '../..');
const commands = new Commands(process.env);
const out = process.stdout;

const cli = new Command('millrace-deploy')
  .description('Clusters: what a deploy needs, waits for and shows')
  .option('--env <name>', 'environment of environments/', 'minikube');

const env = (): string => cli.opts<{ readonly env: string }>().env;
const tools = (): readonly Tool[] => toolsOf(process.env['TERRAFORM_BINARY_NAME']);

/** Text of the state of a stack that keeps it in a file. */
function stateOf(stack: string): string | undefined {
  const file = join(repository, stateFile(stack));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const gates = { 'await-ready': awaitReady, 'await-gone': awaitGone, 'release-topics': releaseTopics } as const;

for (const gate of Object.keys(gates) as GateCommand[]) {
  cli
    .command(gate)
    .description(`a release's gate; Terraform runs it with ${gateVariable}`)
    .action(async () => {
      const request = decodeGateRequest(process.env[gateVariable]);
      const { release, timeoutSeconds } = request;
      const say = (line: string): unknown => out.write(`${release}: ${line}\n`);
      const wait = { timeoutSeconds, clock: systemClock, say };
      endAtSignals();
      await withKubectlFlags(request, (flags) => gates[gate](kubectl(flags), request, wait));
    });
}

for (const gate of awsGateCommands) {
  cli
    .command(gate)
    .description(`a gate around an EKS cluster; Terraform runs it with ${gateVariable}`)
    .action(() => {
      endAtSignals();
      const text = process.env[gateVariable];
      return awsGates[gate]({ text, commands, clock: systemClock, askAddress: addressFromAws, out });
    });
}

cli
  .command('check')
  .description('whether a command can begin: the environment, programs, the cluster')
  .addArgument(new Argument('<command>').choices(checkedCommands))
  .action((command: Checked) => {
    const warn = (line: string): unknown => process.stderr.write(`${line}\n`);
    const props = { tools: tools(), commands, askAddress: addressFromAws, warn };
    const chosen = command === 'minikube' ? minikubeNamed(env()) : stackNamed(env());
    if ('platform' in chosen) return check(command, chosen, props);
    return checkOfAccount(command, chosen, { ...props, state: stateOf(chosen.name) });
  });

cli
  .command('prepare')
  .description('what is needed here, and how to get it')
  .option('--install', 'put what is a single file into ~/.local/bin', false)
  .action(async ({ install }: { install: boolean }) => {
    const chosen = stackNamed(env());
    const target = 'platform' in chosen ? chosen.platform.kind : 'account';
    const complete = await prepare({ out, target, tools: tools(), platform: process.platform, install }, commands);
    process.exitCode = complete ? 0 : 1;
  });

cli
  .command('render')
  .description('every object that the stack would create, as YAML below .millrace/render')
  .option('--charts', 'those of published charts too: needs helm and the network', false)
  .action(async ({ charts }: { charts: boolean }) => {
    const stack = clusterNamed(env()).name;
    const into = join(repository, '.millrace', 'render', stack);
    out.write(summary(stack, await render({ repository, stack, into, charts }, commands)));
  });

cli
  .command('minikube-start')
  .description('one node for each zone')
  .action(() => startMinikube(minikubeNamed(env()), commands));

for (const command of ['stop', 'dashboard'] as const) {
  cli
    .command(`minikube-${command}`)
    .description(`minikube ${command}, of the environment's profile`)
    .action(() => onMinikube(minikubeNamed(env()), command, commands));
}

cli
  .command('minikube-delete')
  .description("minikube delete, of the environment's profile")
  .action(() => deleteMinikube(minikubeNamed(env()), repository, commands));

cli
  .command('images')
  .description("names of the services' images, one on a line")
  .argument('[tag]', 'refused when the environment would not use it')
  .action(
    (tag: string | undefined) =>
      void out.write(`${imagesOf(environmentNamed(env(), runningOwnImages), tag).join('\n')}\n`),
  );

cli
  .command('load')
  .description("brings the services' images to where the environment takes them from")
  .action(() => deliverImages(environmentNamed(env(), runningOwnImages), out, commands));

cli
  .command('push-images')
  .description("builds the services' images, pushes them to the account's registry, writes their digests")
  .argument('[arguments...]', 'behind --: more arguments of docker build')
  .action((buildArguments: readonly string[]) =>
    pushImages(environmentNamed(env(), ['eks']), { out, repository, buildArguments }, commands),
  );

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError(`a port is a number from 1 to 65535, as PORT=${kafkaUiPort}.`);
}

async function showPage(page: PageName, { port }: { readonly port?: number }): Promise<void> {
  const props = { environment: clusterNamed(env()), out, ...(port === undefined ? {} : { port }) };
  await untilSignalled((interrupted) => forward(page, props, commands, interrupted));
}

cli
  .command('forward')
  .description('a web page of the cluster on this machine, until it is interrupted')
  .addArgument(new Argument('<page>').choices(pageNames))
  .option('--port <number>', "on this machine, instead of the page's own", portNumber)
  .action(showPage);

/** In containers it runs all the time; on minikube it is there as long as somebody looks. */
async function showKafkaUi({ port }: { readonly port: number }): Promise<void> {
  const environment = kafkaUiNamed(env());
  if (isOn(environment, 'compose')) {
    out.write(`  http://localhost:${environment.platform.kafkaUiPort}, while \`make compose-up\` runs\n`);
    return;
  }
  const props = { environment, port, out, clock: systemClock };
  const { context } = props.environment.platform;
  await untilSignalled((interrupted) =>
    withKubectlFlags({ context }, (flags) => kafkaUi(pageCluster(flags), props, interrupted)),
  );
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
