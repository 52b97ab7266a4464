import { exampleAccount } from '../account-names';
import type { Platform } from '../environment';
import type { AwsAccountSpec } from '../spec';
import { didYouMean } from '../spelling';
import { describe, pathTo } from '../violation';
import { relationRule, valueRule, type Finding, type Rule } from './rule';

/** Rules about the AWS account of an EKS environment, and about what is found in it. */

/** Names of keys and buckets begin with it; of a bucket's 63 characters ours take what follows. */
const accountName = /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/;
const accountId = /^\d{12}$/;
/** Partitions with other ARNs and other addresses (China, GovCloud, those of their own) are not the account's. */
const regionName = /^(?!cn-|us-gov-|us-iso|eu-isoe-|eusc-)[a-z]{2}-[a-z]+-\d$/;

/** GitHub's own limits of an owner's and a repository's name; behind each its id, where tokens carry it. */
const owner = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?';
const repositoryName = '[A-Za-z0-9._-]{1,100}';
const repository = new RegExp(`^(${owner}/${repositoryName}|${owner}@\\d+/${repositoryName}@\\d+)$`);

/** Without the ids; GitHub tells no case apart. */
const plainRepository = (value: string): string => value.replaceAll(/@\d+/g, '').toLowerCase();

const digest = /^sha256:[0-9a-f]{64}$/;

function ofAccount(
  platform: Platform,
  member: keyof AwsAccountSpec,
  holds: (value: string) => boolean,
): readonly Finding[] {
  const value = platform.kind === 'eks' ? platform.account[member] : undefined;
  return value === undefined || holds(value)
    ? []
    : [{ path: pathTo('platform', 'account', member), got: describe(value) }];
}

export const accountIsNamed = valueRule({
  code: 'ACCOUNT_NAME_INVALID',
  title: "an account's name is its stack's, and what it makes begins with it",
  allowed: '2 to 32 lower-case letters, digits and hyphens, with a letter first and no hyphen last',
  fix: 'choose a name such as bootstrap, and one for each account in environments/accounts.ts',
  needs: ['platform'],
  check: ({ platform }) => ofAccount(platform, 'name', (value) => accountName.test(value)),
});

export const accountIsNoEnvironment = relationRule({
  code: 'ACCOUNT_NAME_TAKEN',
  title: 'an account has a stack of its own beside those of its environments',
  allowed: 'another name than the environment has',
  fix: "rename the account, as in 'bootstrap'",
  needs: ['name', 'platform'],
  check: ({ name, platform }) => ofAccount(platform, 'name', (value) => value !== name),
});

export const accountHasItsId = valueRule({
  code: 'ACCOUNT_ID_INVALID',
  title: 'an AWS account has an id, and nothing is planned with credentials of another',
  allowed: 'a text of 12 digits, zeros first too',
  fix: 'take it from `aws sts get-caller-identity --query Account`',
  needs: ['platform'],
  check: ({ platform }) => ofAccount(platform, 'id', (value) => accountId.test(value)),
});

export const regionsAreReal = valueRule({
  code: 'ACCOUNT_REGION_INVALID',
  title: "states and images are in a region of AWS's public partition, and so is the cluster",
  allowed: 'a name such as us-east-1; not those of China, GovCloud or other partitions',
  fix: 'take it from `aws ec2 describe-regions --query Regions[].RegionName`',
  needs: ['platform'],
  check: ({ platform }) => [
    ...ofAccount(platform, 'region', (value) => regionName.test(value)),
    ...(platform.kind !== 'eks' || regionName.test(platform.region)
      ? []
      : [{ path: 'platform.region', got: describe(platform.region) }]),
  ],
});

export const repositoryIsGitHubs = valueRule({
  code: 'ACCOUNT_REPOSITORY_INVALID',
  title: 'a repository is named as the tokens of its workflows name it: roles trust that and nothing like it',
  allowed: 'owner/name; or owner@id/name@id, as GitHub does by itself for repositories made or renamed since July 2026',
  fix: 'take what stands behind `repo:` in `gh api repos/<owner>/<name>/actions/oidc/customization/sub --jq .sub_claim_prefix`',
  needs: ['platform'],
  check: ({ platform }) => ofAccount(platform, 'repository', (value) => repository.test(value)),
});

export const repositoryIsTheAccounts = relationRule({
  code: 'ACCOUNT_REPOSITORY_EXAMPLE',
  title: "an account that is somebody's is not opened to the workflows of the example's repository",
  allowed: `another repository than ${exampleAccount.repository}, once the id is not the example's`,
  fix: 'name yours in environments/accounts.ts, or leave it out: then no workflow has a role',
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind !== 'eks' || platform.account.id === exampleAccount.id
      ? []
      : ofAccount(platform, 'repository', (value) => plainRepository(value) !== exampleAccount.repository),
});

export const digestsAreOfServices = valueRule({
  code: 'IMAGE_DIGEST_INVALID',
  title: 'a digest names the bytes of the image of a service that there is',
  allowed: "the services' names, each with sha256: and 64 hexadecimal digits in lower case",
  fix: 'run `make images` again, which writes environments/images.json',
  needs: ['platform', 'services'],
  check: ({ platform, services }) => {
    const digests = platform.kind === 'eks' ? (platform.imageDigests ?? {}) : {};
    const known = services.map(({ name }) => name);
    return Object.entries(digests).flatMap(([service, value]): Finding[] => {
      const path = pathTo('platform', 'imageDigests', service);
      if (!known.includes(service))
        return [{ path, got: `the unknown service ${describe(service)}`, ...didYouMean(service, known) }];
      return digest.test(value) ? [] : [{ path, got: describe(value) }];
    });
  },
});

export const awsAccountRules: readonly Rule[] = [
  accountIsNamed,
  accountIsNoEnvironment,
  accountHasItsId,
  regionsAreReal,
  repositoryIsGitHubs,
  repositoryIsTheAccounts,
  digestsAreOfServices,
];
