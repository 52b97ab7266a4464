import type { ApiRequest } from '../../../model/aws-gate';
import { DeployError } from '../deploy-error';
import type { Commands } from '../run-command';
import { untilNonePending, type WaitProps } from '../waiting';
import { AwsCli, credentialsMissing, lacksCredentials } from './aws-cli';
import { identityOf, principalOf, type AskAddress } from './identity';

/** Why the API cannot be worked with. */
interface Refusal {
  readonly kind: 'unreachable' | 'denied';
  readonly why: string;
}

const notAuthenticated = /Unauthorized|provide credentials|must be logged in|Forbidden/i;

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/**
 * Asks for what a deploy needs and nothing less: all of it. A new cluster's name takes minutes to be known everywhere, and its
 * access entries take a moment too.
 */
async function refusalOf(commands: Commands, flags: readonly string[]): Promise<Refusal | undefined> {
  const asked = [...flags, '--request-timeout=10s', 'auth', 'can-i', '*', '*', '--all-namespaces'];
  const { status, stdout, stderr } = await commands.answer('kubectl', asked);
  if (status === 0) return undefined;
  if (/executable .* not found/.test(stderr))
    throw new DeployError('DEPLOY_TOOL_MISSING', `kubectl does not find aws: \`make prepare\` says how to get it.`);
  if (lacksCredentials(stderr)) throw credentialsMissing(stderr.trim());
  if (stdout.trim().startsWith('no')) return { kind: 'denied', why: 'it may not do everything there' };
  if (notAuthenticated.test(stderr)) return { kind: 'denied', why: lastLine(stderr) };
  return { kind: 'unreachable', why: lastLine(stderr) || 'kubectl failed without a word' };
}

async function denied({ eks }: ApiRequest, why: string, commands: Commands): Promise<DeployError> {
  const who = await identityOf(new AwsCli(commands, eks.region)).catch(() => undefined);
  const named = who === undefined ? '`aws sts get-caller-identity` says who you are' : `you are ${who.arn}`;
  const principal = who === undefined ? 'the role or user' : principalOf(who.arn);
  return new DeployError(
    'DEPLOY_API_DENIED',
    `The Kubernetes API of '${eks.cluster}' answers and denies: ${why}; ${named}.\n` +
      `Deploy as who created the cluster, or have them name ${principal} (a role with its path) in platform.administrators and deploy.`,
    true,
  );
}

async function unreachable({ eks }: ApiRequest, why: string, askAddress: AskAddress): Promise<DeployError> {
  const address = await askAddress();
  const named = address === undefined ? 'the address that you come from' : `${address}/32, which you come from,`;
  return new DeployError(
    'DEPLOY_API_UNREACHABLE',
    `The Kubernetes API of '${eks.cluster}' (${eks.endpoint}) does not answer from here: ${why}\n` +
      `Name ${named} in platform.apiServerCidrs and deploy, or run this from inside of the VPC. ` +
      'The list can be changed from anywhere: ' +
      `aws eks update-cluster-config --region ${eks.region} --name ${eks.cluster} --resources-vpc-config publicAccessCidrs=...`,
    true,
  );
}

export interface AwaitApiProps {
  readonly commands: Commands;
  /** By which kubectl reaches the cluster. */
  readonly flags: readonly string[];
  readonly askAddress: AskAddress;
}

/**
 * Waits until the Kubernetes API lets whoever asks do everything.
 * @throws DeployError DEPLOY_API_UNREACHABLE, DEPLOY_API_DENIED after the time; DEPLOY_TOOL_MISSING, DEPLOY_CREDENTIALS_MISSING at once
 */
export async function awaitApi(request: ApiRequest, props: AwaitApiProps, wait: WaitProps): Promise<void> {
  const { commands, flags, askAddress } = props;
  let last: Refusal | undefined;
  await untilNonePending(async () => {
    last = await refusalOf(commands, flags);
    return last === undefined ? [] : [{ what: `the API of ${request.eks.cluster}`, why: last.why }];
  }, wait);
  if (last === undefined) return wait.say('the API answers');
  const { kind, why } = last;
  throw kind === 'denied' ? await denied(request, why, commands) : await unreachable(request, why, askAddress);
}
