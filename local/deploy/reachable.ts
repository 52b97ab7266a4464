import type { EnvironmentOn } from '../../model/environment';
import { DeployError } from './deploy-error';
import { stateFile } from './minikube';
import type { Commands } from './run-command';

/** Asked before anything is begun, so that a cluster that is not there is said in a second and not after minutes. */

/** @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_CONTEXT_MISSING */
export async function mustHaveContext(
  { name, platform }: EnvironmentOn<'minikube'>,
  commands: Commands,
): Promise<void> {
  const { status, stdout, stderr } = await commands.answer('kubectl', ['config', 'get-contexts', '-o', 'name']);
  if (status !== 0)
    throw new DeployError('DEPLOY_COMMAND_FAILED', `kubectl cannot read its kubeconfig: ${stderr.trim()}`);
  const contexts = stdout.split('\n').filter((context) => context !== '');
  if (contexts.includes(platform.context)) return;
  throw new DeployError(
    'DEPLOY_CONTEXT_MISSING',
    `The kubeconfig has no context '${platform.context}', which '${name}' is on; it has: ${contexts.join(', ') || 'none'}. ` +
      `\`make minikube-start ENV=${name}\` makes it; KUBECONFIG may name another file. When the cluster is gone for good, ` +
      `remove ${stateFile(name)}, which remembers what was on it.`,
  );
}

/** @throws DeployError DEPLOY_TOOL_MISSING, DEPLOY_UNREACHABLE */
export async function mustAnswer({ name, platform }: EnvironmentOn<'minikube'>, commands: Commands): Promise<void> {
  const asked = ['--context', platform.context, '--request-timeout=10s', 'get', '--raw', '/readyz'];
  const { status, stderr } = await commands.answer('kubectl', asked);
  if (status === 0) return;
  const told = stderr.trim().split('\n').at(-1) ?? '';
  throw new DeployError(
    'DEPLOY_UNREACHABLE',
    `The cluster of the context '${platform.context}' does not answer: \`make minikube-start ENV=${name}\` starts it.\n${told}`,
    true,
  );
}
