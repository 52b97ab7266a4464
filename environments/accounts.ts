import type { AwsAccountSpec } from '../model/spec';

/**
 * The AWS accounts, each with its own `cdktf deploy <name>`. Yours has another id: 123456789012 is the one of AWS's
 * examples, and nothing is planned in an account whose id is not here. Your workflows are of another repository, or of none
 * (leave it out): who owns the one that is named may deploy, and octo-org/octo-repo is the one of GitHub's examples. Where
 * the account has GitHub's OIDC provider already (`aws iam list-open-id-connect-providers`), say
 * `githubProvider: 'existing'`.
 */
export const accounts = {
  bootstrap: { name: 'bootstrap', id: '123456789012', region: 'us-east-1', repository: 'octo-org/octo-repo' },
} as const satisfies Readonly<Record<string, AwsAccountSpec>>;
