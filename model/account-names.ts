import { ciRolePath } from './aws-names';
import type { AwsAccountSpec } from './spec';

/** Names of what the bootstrap of an AWS account makes, beside the bucket and the registry in aws-names.ts. */

/**
 * What environments/accounts.ts has before it is somebody's: the account of AWS's examples and the repository of GitHub's
 * ("OpenID Connect reference" of its documentation). Neither is anybody's who may be let in.
 */
export const exampleAccount = { id: '123456789012', repository: 'octo-org/octo-repo' } as const;

/** Roles of GitHub's workflows, below `ciRolePath`. */
export const ciRoles = { plan: 'millrace-plan', deploy: 'millrace-deploy', images: 'millrace-images' } as const;

export const ciRoleArn = ({ id }: AwsAccountSpec, role: keyof typeof ciRoles): string =>
  `arn:aws:iam::${id}:role${ciRolePath}${ciRoles[role]}`;

/** Who signs the tokens of GitHub's workflows. An account knows it by one provider, whose ARN has no other part of its own. */
export const githubIssuer = 'token.actions.githubusercontent.com';
export const githubProviderArn = ({ id }: AwsAccountSpec): string => `arn:aws:iam::${id}:oidc-provider/${githubIssuer}`;

/** The most that any role of an environment may do: the deploy role can make none without it. */
export const boundaryName = 'millrace-boundary';
export const boundaryArn = ({ id }: AwsAccountSpec): string => `arn:aws:iam::${id}:policy${ciRolePath}${boundaryName}`;

/** Key that encrypts Terraform's states, by its alias without `alias/`: a backend cannot refer to a resource. */
export const stateKeyName = ({ name }: AwsAccountSpec): string => `${name}-state`;
export const stateKeyAliasArn = (account: AwsAccountSpec): string =>
  `arn:aws:kms:${account.region}:${account.id}:alias/${stateKeyName(account)}`;
