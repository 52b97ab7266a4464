import { z } from 'zod';
import { exampleAccount } from '../../../model/account-names';
import { stateBucket } from '../../../model/aws-names';
import type { AwsAccountSpec } from '../../../model/spec';
import { DeployError } from '../deploy-error';
import type { Commands } from '../run-command';
import { AwsCli } from './aws-cli';
import { identityOf } from './identity';

/** @throws DeployError DEPLOY_WRONG_ACCOUNT, DEPLOY_CREDENTIALS_MISSING, DEPLOY_TOOL_MISSING */
export async function mustBeOfAccount({ id, name }: AwsAccountSpec, aws: AwsCli): Promise<void> {
  const { account, arn } = await identityOf(aws);
  if (account === id) return;
  const whose = `The credentials are of account ${account} (${arn})`;
  const instead =
    id === exampleAccount.id
      ? `and environments/accounts.ts still has ${id}, which is AWS's example: write the id of '${name}' there, such as ${account}.`
      : `and '${name}' of environments/accounts.ts is ${id}: take credentials of that one (AWS_PROFILE, \`aws sso login\`).`;
  throw new DeployError('DEPLOY_WRONG_ACCOUNT', `${whose}, ${instead}`);
}

/** The S3 backend would say `NoSuchBucket`, after all has been synthesized. */
async function mustHaveStateBucket(account: AwsAccountSpec, commands: Commands): Promise<void> {
  const bucket = stateBucket(account);
  const asked = ['s3api', 'head-bucket', '--bucket', bucket, '--expected-bucket-owner', account.id];
  const { status, stderr } = await commands.answer('aws', [...asked, '--region', account.region]);
  if (status === 0) return;
  const deploys = `\`make deploy ENV=${account.name}\``;
  if (/\(404\)|Not Found|NoSuchBucket/i.test(stderr))
    throw new DeployError(
      'DEPLOY_NOT_BOOTSTRAPPED',
      `The account ${account.id} has no bucket ${bucket} for Terraform's states: ${deploys} makes it, once.`,
    );
  throw new DeployError(
    'DEPLOY_COMMAND_FAILED',
    `The bucket ${bucket} with Terraform's states cannot be read with these credentials: ${stderr.trim()}\n` +
      `It is the account's own, made by ${deploys}; whoever deploys needs s3:ListBucket on it.`,
    true,
  );
}

/** Are these the account's credentials, and can it keep states? @throws DeployError */
export async function checkAccount(account: AwsAccountSpec, region: string, commands: Commands): Promise<void> {
  await mustBeOfAccount(account, new AwsCli(commands, region));
  await mustHaveStateBucket(account, commands);
}

const providers = z.object({ OpenIDConnectProviderList: z.array(z.object({ Arn: z.string() })) });

const ofGitHub = /:oidc-provider\/token\.actions\.githubusercontent\.com$/;

/** How Terraform names the provider in the state of the account's stack. */
const inState = '"aws_iam_openid_connect_provider"';

/**
 * An account has one OIDC provider for each address: where another made GitHub's, the stack cannot make its own.
 * @param state text of the account's state; nothing when there is none yet
 * @throws DeployError DEPLOY_OIDC_PROVIDER_THERE
 */
export async function mustNotHaveProvider(
  account: AwsAccountSpec,
  state: string | undefined,
  aws: AwsCli,
): Promise<void> {
  if (account.repository === undefined || account.githubProvider === 'existing') return;
  if (state?.includes(inState) === true) return;
  const { OpenIDConnectProviderList: list } = await aws.ask(providers, ['iam', 'list-open-id-connect-providers']);
  const there = list.find(({ Arn }) => ofGitHub.test(Arn));
  if (there === undefined) return;
  throw new DeployError(
    'DEPLOY_OIDC_PROVIDER_THERE',
    `The account ${account.id} has GitHub's OIDC provider already (${there.Arn}), and can have only one. ` +
      `When another stack keeps it, write \`githubProvider: 'existing'\` into '${account.name}' of environments/accounts.ts. ` +
      `When it is nobody's, or '${account.name}' made it and its state is lost, take it into the state: \`make diff ENV=${account.name}\` shows its address, and\n` +
      `  terraform -chdir=cdktf.out/stacks/${account.name} import <address> ${there.Arn}`,
  );
}
