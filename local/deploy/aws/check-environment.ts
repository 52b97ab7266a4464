import { mayDestroy } from '../../../model/aws-names';
import type { EksPlatform, EnvironmentOn } from '../../../model/environment';
import { DeployError } from '../deploy-error';
import { withKubectlFlags } from '../kubeconfig';
import type { Commands } from '../run-command';
import { systemClock } from '../waiting';
import { allOf } from './all-of';
import { awaitApi } from './await-api';
import { AwsCli } from './aws-cli';
import { checkAccount } from './check-account';
import { checkDeploy, type Warn } from './check-deploy';
import { runningClusterOf, type RunningCluster } from './eks-access';
import type { AskAddress } from './identity';

type OnEks = EnvironmentOn<'eks'>;

/** RFC 5737: nobody comes from there. */
const documentation = /^(192\.0\.2|198\.51\.100|203\.0\.113)\./;

/** @throws DeployError DEPLOY_API_CIDR_EXAMPLE */
async function mustNameAddresses({ name, platform }: OnEks, askAddress: AskAddress): Promise<void> {
  const examples = platform.apiServerCidrs.filter((cidr) => documentation.test(cidr));
  if (examples.length === 0) return;
  const address = await askAddress();
  const yours = address === undefined ? 'the address that you deploy from' : `'${address}/32', which you come from`;
  throw new DeployError(
    'DEPLOY_API_CIDR_EXAMPLE',
    `platform.apiServerCidrs of '${name}' has ${examples.join(', ')}, a network of examples: nobody could reach the Kubernetes API. Name ${yours}; none at all when you deploy from inside of the VPC.`,
  );
}

/** @throws DeployError DEPLOY_IMAGES_NOT_PUSHED */
function mustHaveImages({ name, platform, services }: OnEks): void {
  const missing = services.filter((service) => platform.imageDigests?.[service.name] === undefined);
  if (missing.length === 0) return;
  const names = missing.map((service) => service.name).join(', ');
  throw new DeployError(
    'DEPLOY_IMAGES_NOT_PUSHED',
    `environments/images.json has no digest of ${names} with the tag ${platform.imageTag} that '${name}' runs: \`make images ENV=${name}\` builds and pushes them.`,
  );
}

/** All that a destroy takes away beside what is inside of the cluster. */
const partsOf = ({ tieredStorage }: EksPlatform): EksPlatform['destroyable'] => [
  'network',
  'cluster',
  'kafka-nodes',
  ...(tieredStorage === undefined ? [] : (['segments'] as const)),
];

/** @throws DeployError DEPLOY_PROTECTED */
function mustBeDestroyable(environment: OnEks): void {
  const parts = partsOf(environment.platform);
  const held = parts.filter((part) => !mayDestroy(environment, part));
  if (held.length === 0) return;
  const all = parts.map((part) => `'${part}'`).join(', ');
  throw new DeployError(
    'DEPLOY_PROTECTED',
    `'${environment.name}' protects ${held.join(', ')}: a destroy would stop at them. When all of it is to go, write \`destroyable: [${all}]\` into its platform in environments/.`,
  );
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();

/**
 * A cluster that is there must answer, or every release fails one after the other. A first deploy has none; and one that
 * changes from where the API may be asked cannot be held to where it is asked from now.
 */
async function mustAnswer(
  command: 'deploy' | 'destroy',
  { apiServerCidrs }: EksPlatform,
  running: RunningCluster | undefined,
  { commands, askAddress }: CheckEksProps,
): Promise<void> {
  if (running === undefined) return;
  if (command === 'deploy' && !sameSet(running.apiServerCidrs, apiServerCidrs)) return;
  const request = { eks: running.access, timeoutSeconds: 0 };
  const wait = { ...request, clock: systemClock, say: () => undefined };
  await withKubectlFlags(request, (flags) => awaitApi(request, { commands, askAddress, flags }, wait));
}

/** What the account and the cluster say, at the same time. */
async function checkRunning(command: 'deploy' | 'destroy', environment: OnEks, props: CheckEksProps): Promise<void> {
  const aws = new AwsCli(props.commands, environment.platform.region);
  const running = await runningClusterOf(environment, aws);
  const answers = mustAnswer(command, environment.platform, running, props);
  if (command === 'destroy') return answers;
  const ahead = { aws, isRunning: running !== undefined, warn: props.warn };
  await allOf([answers, checkDeploy(environment, ahead)]);
}

export interface CheckEksProps {
  readonly commands: Commands;
  readonly askAddress: AskAddress;
  /** What could not be checked. */
  readonly warn: Warn;
}

/**
 * What is asked of an environment on EKS before anything is begun: what costs nothing first.
 * @throws DeployError
 */
export async function checkEks(
  command: 'diff' | 'deploy' | 'destroy',
  environment: OnEks,
  props: CheckEksProps,
): Promise<void> {
  const { account, region } = environment.platform;
  if (command === 'destroy') mustBeDestroyable(environment);
  if (command === 'deploy') {
    mustHaveImages(environment);
    await mustNameAddresses(environment, props.askAddress);
  }
  await checkAccount(account, region, props.commands);
  // A plan only reads, and whoever plans need not be an administrator.
  if (command !== 'diff') await checkRunning(command, environment, props);
}
