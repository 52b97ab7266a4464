import type { RuleCase, RuleCases } from './rule-case';

const digest = `sha256:${'0a'.repeat(32)}`;

/** One case for each value that the member of the account must not have. */
const refused = (member: string, allowed: string, ...values: readonly string[]): RuleCase[] =>
  values.map((value) => ({
    on: 'eks-prod',
    set: { [`platform/account/${member}`]: value },
    path: `platform.account.${member}`,
    got: JSON.stringify(value.slice(0, 77)).slice(0, -1),
    allowed,
  }));

export const awsAccountCases: RuleCases = {
  ACCOUNT_NAME_INVALID: refused('name', 'a letter first', '', 'a', 'Bootstrap', '1st', 'main-', 'a b', 'a'.repeat(33)),
  ACCOUNT_NAME_TAKEN: refused('name', 'another name than the environment', 'eks-prod'),
  ACCOUNT_ID_INVALID: [
    // The registry's name has it in front.
    ...refused('id', '12 digits', '').map((one) => ({ ...one, also: ['PLATFORM_IMAGE_REPOSITORY_INVALID'] })),
    ...refused('id', '12 digits', '12345678901', '1234567890123', '1234-5678-9012', '12345678901x'),
  ],
  ACCOUNT_REGION_INVALID: [
    ...refused('region', 'us-east-1', '', 'US-EAST-1').map((one) => ({
      ...one,
      also: ['PLATFORM_IMAGE_REPOSITORY_INVALID'],
    })),
    ...refused('region', 'us-east-1', 'us-east', 'us-east-1a', 'cn-north-1', 'us-gov-west-1'),
    {
      on: 'eks-prod',
      set: {
        'platform/region': 'cn-north-1',
        'platform/zones': ['cn-north-1a', 'cn-north-1b', 'cn-north-1c'],
      },
      path: 'platform.region',
      got: '"cn-north-1"',
      allowed: 'not those of China',
    },
  ],
  ACCOUNT_REPOSITORY_INVALID: refused(
    'repository',
    'owner@id/name@id',
    '',
    'millrace',
    'millrace/',
    '/millrace',
    'millrace/*',
    '*/millrace',
    'mill_race/millrace',
    'https://github.com/millrace/millrace',
    'millrace/millrace:ref',
    'millrace@1/millrace',
    'millrace/millrace@2',
    'millrace/a/b',
  ),
  ACCOUNT_REPOSITORY_EXAMPLE: ['octo-org/octo-repo', 'Octo-Org@1/octo-repo@2'].map((value) => ({
    on: 'eks-prod' as const,
    set: { 'platform/account/id': '111122223333', 'platform/account/repository': value },
    path: 'platform.account.repository',
    got: JSON.stringify(value),
    allowed: 'another repository than octo-org/octo-repo',
  })),
  IMAGE_DIGEST_INVALID: [
    ...[digest.slice(0, -1), `${digest}0`, digest.toUpperCase(), digest.slice(7), '0.1.0', ''].map((value) => ({
      on: 'eks-prod' as const,
      set: { 'platform/imageDigests': { producer: value } },
      path: 'platform.imageDigests.producer',
      got: JSON.stringify(value.slice(0, 70)).slice(0, -1),
      allowed: '64 hexadecimal digits',
    })),
    {
      on: 'eks-prod',
      set: { 'platform/imageDigests': { producer: digest, toString: digest } },
      path: 'platform.imageDigests.toString',
      got: 'the unknown service "toString"',
      allowed: "the services' names",
    },
  ],
};
