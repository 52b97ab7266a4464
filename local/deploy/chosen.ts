import { environments } from '../../environments';
import { accounts } from '../../environments/accounts';
import images from '../../environments/images.json';
import { namespaces } from '../../model/cluster-names';
import { isOn, type Environment, type EnvironmentOn } from '../../model/environment';
import { withImageDigests } from '../../model/image-digests';
import { resolve } from '../../model/resolve';
import type { AwsAccountSpec, PlatformKind } from '../../model/spec';
import { nearest } from '../../model/spelling';
import { DeployError } from './deploy-error';

/** The environment that ENV names, and whether it is of the kind that a command is for. */

export type Cluster = EnvironmentOn<'minikube'> | EnvironmentOn<'eks'>;

type Kinds = readonly PlatformKind[];

const clusters: Kinds = ['minikube', 'eks'];

/** Where this machine's own images are run, or could be: on EKS those of a registry are. */
export const runningOwnImages: Kinds = ['embedded', 'compose', 'minikube'];

/** Names of the environments on such platforms. */
export const namesOn = (kinds: Kinds): string[] =>
  Object.values(environments)
    .filter(({ platform }) => kinds.includes(platform.kind))
    .map(({ name }) => name);

const listed = (names: readonly string[]): string => names.join(', ') || 'none';

const accountNames = (): string[] => Object.values<AwsAccountSpec>(accounts).map(({ name }) => name);

/** @param names of all that the command is for */
function unknown(env: string, names: readonly string[]): DeployError {
  const example = nearest(env, names) ?? names[0];
  const advice = example === undefined ? '' : ` Name one of them, as ENV=${example}.`;
  if (accountNamed(env) !== undefined)
    return new DeployError(
      'DEPLOY_WRONG_PLATFORM',
      `'${env}' is an account's own stack, with nothing in it for this command, which is for: ${listed(names)}.${advice}`,
    );
  const message = `There is no environment '${env}'; for this command there are: ${listed(names)}.${advice}`;
  return new DeployError('DEPLOY_ENVIRONMENT_UNKNOWN', message);
}

/**
 * @param names of all that the command is for
 * @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM when it is an account
 * @throws EnvironmentInvalidError
 */
function environmentAmong(env: string, names: readonly string[]): Environment {
  const spec = Object.values(environments).find(({ name }) => name === env);
  if (spec !== undefined) return resolve(withImageDigests(spec, images));
  throw unknown(env, names);
}

/**
 * Of any kind: what the command does with it is its own to say.
 * @param kinds that the command is for
 * @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM when it is an account
 * @throws EnvironmentInvalidError
 */
export const environmentNamed = (env: string, kinds: Kinds): Environment => environmentAmong(env, namesOn(kinds));

/** The AWS account whose own stack has that name, if any. */
export const accountNamed = (env: string): AwsAccountSpec | undefined =>
  Object.values<AwsAccountSpec>(accounts).find(({ name }) => name === env);

function clusterAmong(env: string, names: readonly string[]): Cluster {
  const chosen = environmentAmong(env, names);
  if (isOn(chosen, 'minikube') || isOn(chosen, 'eks')) return chosen;
  const instead = isOn(chosen, 'compose') ? 'make compose-up' : 'make up';
  throw new DeployError(
    'DEPLOY_WRONG_PLATFORM',
    `'${env}' is ${chosen.platform.kind}: it runs on this machine (\`${instead}\`) and has no stack. There are stacks of: ${listed(names)}.`,
  );
}

/** @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM when it is in no cluster */
export const clusterNamed = (env: string): Cluster => clusterAmong(env, namesOn(clusters));

/**
 * What is deployed under that name: a cluster's environment, or an account.
 * @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM when nothing is deployed for it
 */
export const stackNamed = (env: string): Cluster | AwsAccountSpec =>
  accountNamed(env) ?? clusterAmong(env, [...namesOn(clusters), ...accountNames()]);

/** @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM */
export function minikubeNamed(env: string): EnvironmentOn<'minikube'> {
  const there = namesOn(['minikube']);
  const chosen = environmentAmong(env, there);
  if (isOn(chosen, 'minikube')) return chosen;
  throw new DeployError(
    'DEPLOY_WRONG_PLATFORM',
    `'${env}' is not on minikube but on ${chosen.platform.kind}. On minikube: ${listed(there)}.`,
  );
}

/**
 * Where there is a page of Kafka.
 * @throws DeployError DEPLOY_ENVIRONMENT_UNKNOWN, DEPLOY_WRONG_PLATFORM with what shows as much
 */
export function kafkaUiNamed(env: string): EnvironmentOn<'minikube'> | EnvironmentOn<'compose'> {
  const there = namesOn(['compose', 'minikube']);
  const chosen = environmentAmong(env, there);
  if (isOn(chosen, 'minikube') || isOn(chosen, 'compose')) return chosen;
  const named = `'${env}' is on ${chosen.platform.kind}, where there is no page of Kafka; there is one of: ${listed(there)}.`;
  const instead = isOn(chosen, 'eks')
    ? ` \`make grafana-ui ENV=${env}\` shows what is measured. Topics and users, as Kafka's operator has them:\n` +
      `  aws eks update-kubeconfig --name ${env} --region ${chosen.platform.region} --alias ${env}\n` +
      `  kubectl --context ${env} -n ${namespaces.platform} get kafkatopics,kafkausers`
    : ' `make topics` and `make status` say what it has.';
  throw new DeployError('DEPLOY_WRONG_PLATFORM', `${named}${instead}`);
}
