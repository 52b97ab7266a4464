import { stateBucket } from '../../model/aws-names';
import { isOn } from '../../model/environment';
import type { AwsAccountSpec } from '../../model/spec';
import { AwsCli } from './aws/aws-cli';
import { mustBeOfAccount, mustNotHaveProvider } from './aws/check-account';
import type { Warn } from './aws/check-deploy';
import { checkEks } from './aws/check-environment';
import type { AskAddress } from './aws/identity';
import type { Cluster } from './chosen';
import { DeployError } from './deploy-error';
import { mustAnswer, mustHaveContext } from './reachable';
import type { Commands } from './run-command';
import { ask, wrongWith, type Tool, type ToolName } from './tools';

/** What runs before CDKTF, whose own words on what is missing come late and are about something else. */

/** Programs that each command cannot do without; `minikube` is `make minikube`, from nothing to the platform. */
const needs = {
  diff: ['terraform'],
  deploy: ['terraform', 'kubectl'],
  destroy: ['terraform', 'kubectl'],
  minikube: ['terraform', 'kubectl', 'docker', 'engine', 'buildx', 'minikube'],
} as const satisfies Record<string, readonly ToolName[]>;

export type Checked = keyof typeof needs;

export const checkedCommands = Object.keys(needs) as Checked[];

/** @throws DeployError DEPLOY_TOOL_MISSING */
async function mustHaveTools(
  env: string,
  names: readonly ToolName[],
  tools: readonly Tool[],
  commands: Commands,
): Promise<void> {
  const missing: string[] = [];
  let docker: string | undefined;
  for (const tool of tools.filter(({ name }) => names.includes(name))) {
    if (tool.unless?.(docker) === true) continue;
    const asked = await ask(tool, commands);
    if (tool.name === 'docker') docker = asked.said;
    if (!asked.works) missing.push(`${tool.name} ${wrongWith(asked)}`);
  }
  if (missing.length === 0) return;
  const message = `${missing.join('; ')}: \`make prepare ENV=${env}\` says how to get it.`;
  throw new DeployError('DEPLOY_TOOL_MISSING', message);
}

export interface CheckProps {
  readonly tools: readonly Tool[];
  readonly commands: Commands;
  readonly askAddress: AskAddress;
  /** What could not be checked. */
  readonly warn: Warn;
}

/**
 * @throws DeployError DEPLOY_TOOL_MISSING; on minikube DEPLOY_CONTEXT_MISSING, DEPLOY_UNREACHABLE; on EKS what
 * `aws/check-environment.ts` throws
 */
export async function check(
  command: Checked,
  environment: Cluster,
  { tools, commands, askAddress, warn }: CheckProps,
): Promise<void> {
  const onEks = isOn(environment, 'eks');
  await mustHaveTools(environment.name, onEks ? [...needs[command], 'aws'] : needs[command], tools, commands);
  if (command === 'minikube') return;
  if (onEks) return checkEks(command, environment, { commands, askAddress, warn });
  if (command === 'diff') return;
  await mustHaveContext(environment, commands);
  await mustAnswer(environment, commands);
}

export interface AccountCheckProps extends Pick<CheckProps, 'tools' | 'commands'> {
  /** Text of the state of the account's stack, a file; nothing when there is none. */
  readonly state: string | undefined;
}

/** Terraform says it of one resource after the other, and of none why. */
function mustStay(account: AwsAccountSpec): DeployError {
  const { name, id } = account;
  return new DeployError(
    'DEPLOY_PROTECTED',
    `'${name}' stays: its bucket ${stateBucket(account)} holds Terraform's states of every environment in the account ${id}, and without its state nobody can change or destroy what is deployed. ` +
      'Destroy the environments (`make destroy` with the ENV of each). What an account has once costs next to nothing, and the next environment needs it.',
  );
}

/**
 * Of an account's own stack: nothing of it is in a cluster.
 * @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_WRONG_ACCOUNT, DEPLOY_OIDC_PROVIDER_THERE, DEPLOY_PROTECTED for a destroy
 */
export async function checkOfAccount(
  command: Checked,
  account: AwsAccountSpec,
  { tools, commands, state }: AccountCheckProps,
): Promise<void> {
  if (command === 'destroy') throw mustStay(account);
  await mustHaveTools(account.name, ['terraform', 'aws'], tools, commands);
  const aws = new AwsCli(commands, account.region);
  await mustBeOfAccount(account, aws);
  if (command === 'deploy') await mustNotHaveProvider(account, state, aws);
}
