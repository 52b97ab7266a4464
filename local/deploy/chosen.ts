import { environments } from '../../environments';
import { accounts } from '../../environments/accounts';
import images from '../../environments/images.json';
import { isOn, type Environment, type EnvironmentOn } from '../../model/environment';
import { withImageDigests } from '../../model/image-digests';
import { resolve } from '../../model/resolve';
import type { AwsAccountSpec, PlatformKind } from '../../model/spec';
import { DeployError } from './deploy-error';

/** The environment that ENV names, and whether it is of the kind that a command is for. */

export type Cluster = EnvironmentOn<'minikube'> | EnvironmentOn<'eks'>;

const onCluster = (kind: PlatformKind): boolean => kind === 'minikube' || kind === 'eks';

/** Names of the environments on such platforms. */
function namesOn(fits: (kind: PlatformKind) => boolean): string {
  const names = Object.values(environments)
    .filter(({ platform }) => fits(platform.kind))
    .map(({ name }) => name);
  return names.join(', ') || 'none';
}

/** @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN. @throws EnvironmentInvalidError */
export function environmentNamed(env: string): Environment {
  const spec = Object.values(environments).find(({ name }) => name === env);
  if (spec !== undefined) return resolve(withImageDigests(spec, images));
  throw new DeployError(
    'DEPLOY_ENVIRONMENT_UNKNOWN',
    `There is no environment '${env}'; there are: ${namesOn(() => true)}. Name one of them, as ENV=minikube.`,
  );
}

/** The AWS account whose own stack has that name, if any. */
export const accountNamed = (env: string): AwsAccountSpec | undefined =>
  Object.values<AwsAccountSpec>(accounts).find(({ name }) => name === env);

/** @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM when nothing is deployed for it */
export function clusterNamed(env: string): Cluster {
  const chosen = environmentNamed(env);
  if (isOn(chosen, 'minikube') || isOn(chosen, 'eks')) return chosen;
  const instead = isOn(chosen, 'compose') ? 'make compose-up' : 'make up';
  throw new DeployError(
    'DEPLOY_WRONG_PLATFORM',
    `'${env}' is ${chosen.platform.kind}: it runs on this machine (\`${instead}\`) and has no stack. There are stacks of: ${namesOn(onCluster)}.`,
  );
}

/** @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM */
export function minikubeNamed(env: string): EnvironmentOn<'minikube'> {
  const chosen = environmentNamed(env);
  if (isOn(chosen, 'minikube')) return chosen;
  throw new DeployError(
    'DEPLOY_WRONG_PLATFORM',
    `'${env}' is not on minikube but on ${chosen.platform.kind}. On minikube: ${namesOn((kind) => kind === 'minikube')}.`,
  );
}
