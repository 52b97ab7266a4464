import { isOn } from '../../model/environment';
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

/** @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_CONTEXT_MISSING, DEPLOY_UNREACHABLE */
export async function check(
  command: Checked,
  environment: Cluster,
  tools: readonly Tool[],
  commands: Commands,
): Promise<void> {
  await mustHaveTools(environment.name, needs[command], tools, commands);
  // EKS: what the cluster is reached by comes out of the deploy itself.
  if (!isOn(environment, 'minikube') || command === 'diff' || command === 'minikube') return;
  await mustHaveContext(environment, commands);
  await mustAnswer(environment, commands);
}
