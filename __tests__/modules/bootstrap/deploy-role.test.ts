import { ciRoles } from '../../../model/account-names';
import type { AwsAccountSpec } from '../../../model/spec';
import { segmentBucket } from '../../../modules/kafka-on-eks/remote-storage';
import { EnvironmentInvalidError } from '../../../model/violation';
import { eksEnvironment } from '../network/synthesized';
import { allows, type PolicyStatement } from './iam-policy';
import { account, accountJson, documentOf, ofKind, rightsOf } from './synthesized-account';

/** What a deploy meets in its first apply, in its gates and at its end: each was once refused it. */

const rightsOfDeploy = (deletable: readonly string[] = [], names: readonly string[] = ['eks-prod', 'eks']) =>
  rightsOf(accountJson(account, names, deletable), ciRoles.deploy);

const rights: readonly PolicyStatement[] = rightsOfDeploy();

const may = (action: string, resource = '*', context: Readonly<Record<string, string>> = {}): boolean =>
  allows(rights, { action, resource, context });

const tagged = (environment: string) => ({ 'aws:ResourceTag/millrace:environment': environment });
const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:123456789012:${name}`;

describe('the gates of a deploy', () => {
  it.each([
    'ec2:DescribeAvailabilityZones',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeVolumes',
    'ec2:DescribeVpcEndpoints',
    'eks:DescribeAddonVersions',
    'elasticloadbalancing:DescribeLoadBalancers',
    'logs:DescribeLogGroups',
    'servicequotas:GetServiceQuota',
  ])('may ask %s', (action) => {
    expect(may(action)).toBe(true);
  });

  it('switch the logs of their own cluster off, and delete those alone', () => {
    for (const action of ['eks:DescribeCluster', 'eks:UpdateClusterConfig', 'eks:DescribeUpdate']) {
      expect({ action, allowed: may(action, arn('eks', 'cluster/eks-prod')) }).toEqual({ action, allowed: true });
      expect({ action, allowed: may(action, arn('eks', 'cluster/other')) }).toEqual({ action, allowed: false });
    }
    expect(may('logs:DeleteLogGroup', arn('logs', 'log-group:/aws/eks/eks-prod/cluster:*'))).toBe(true);
    expect(may('logs:DeleteLogGroup', arn('logs', 'log-group:/aws/eks/other/cluster:*'))).toBe(false);
  });

  it('delete the interfaces and the security groups that the cluster left, and nothing of GuardDuty', () => {
    const left: readonly [string, string, string][] = [
      ['ec2:DeleteNetworkInterface', 'network-interface/eni-1', 'cluster.k8s.amazonaws.com/name'],
      ['ec2:DeleteSecurityGroup', 'security-group/sg-1', 'elbv2.k8s.aws/cluster'],
    ];
    for (const [action, name, tag] of left) {
      const by = (cluster: string) => may(action, arn('ec2', name), { [`aws:ResourceTag/${tag}`]: cluster });
      expect({ action, own: by('eks-prod'), others: by('other') }).toEqual({ action, own: true, others: false });
    }
    const ofGuardDuty = { 'aws:ResourceTag/GuardDutyManaged': 'true' };
    expect(may('ec2:DeleteVpcEndpoints', arn('ec2', 'vpc-endpoint/vpce-1'), ofGuardDuty)).toBe(false);
    expect(may('ec2:DeleteSecurityGroup', arn('ec2', 'security-group/sg-1'), ofGuardDuty)).toBe(false);
  });
});

describe('a new key, whose tags KMS does not judge by yet', () => {
  const key = arn('kms', 'key/1');
  const first = [
    'kms:DescribeKey',
    'kms:EnableKeyRotation',
    'kms:GetKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:ListResourceTags',
    'kms:CreateAlias',
  ];

  it.each(first)('lets %s follow at once, as it does later, and not on the key of others', (action) => {
    expect(may(action, key)).toBe(true);
    expect(may(action, key, tagged('eks-prod'))).toBe(true);
    expect(may(action, key, tagged('bootstrap'))).toBe(false);
  });

  it('has an alias that begins with the name of an environment', () => {
    expect(may('kms:CreateAlias', arn('kms', 'alias/eks-prod-eks'))).toBe(true);
    expect(may('kms:CreateAlias', arn('kms', 'alias/other'))).toBe(false);
  });

  it('is given to EKS, by EKS; who holds the role gives away none that has no tag', () => {
    const via = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });
    expect(may('kms:CreateGrant', key, via('eks'))).toBe(true);
    expect(may('kms:CreateGrant', key)).toBe(false);
    expect(may('kms:CreateGrant', key, via('ec2'))).toBe(false);
    expect(may('kms:CreateGrant', key, { ...via('eks'), ...tagged('bootstrap') })).toBe(false);
    // No more is known of how EKS asks.
    expect(may('kms:CreateGrant', key, tagged('eks-prod'))).toBe(true);
  });

  it.each([
    'kms:PutKeyPolicy',
    'kms:ScheduleKeyDeletion',
    'kms:DisableKeyRotation',
    'kms:UntagResource',
    'kms:UpdateAlias',
    'kms:DeleteAlias',
    'kms:Decrypt',
  ])('rejects %s until it has its tag', (action) => {
    expect(may(action, key)).toBe(false);
  });
});

describe('the bucket of tiered storage', () => {
  const empties = (statements: readonly PolicyStatement[], bucket: string): boolean[] =>
    ['s3:ListBucketVersions', 's3:DeleteObject', 's3:DeleteObjectVersion'].map((action) =>
      allows(statements, { action, resource: /Bucket/.test(action) ? bucket : `${bucket}/topic/segment` }),
    );
  const bucketOf = (name: string): string => `arn:aws:s3:::${segmentBucket(eksEnvironment({ name }))}`;
  const none = [false, false, false];

  it('is emptied where the environment allows the deletion of data, and nowhere else', () => {
    const some = rightsOfDeploy(['eks']);
    expect(empties(some, bucketOf('eks'))).toEqual([true, true, true]);
    for (const bucket of [bucketOf('eks-prod'), 'arn:aws:s3:::millrace-state-123456789012-eu-west-1'])
      expect(empties(some, bucket)).toEqual(none);
    expect(empties(rights, bucketOf('eks'))).toEqual(none);
  });

  it('is not read by who deletes what is in it', () => {
    const resource = `${bucketOf('eks')}/topic/segment`;
    for (const action of ['s3:GetObject', 's3:PutObject'])
      expect(allows(rightsOfDeploy(['eks']), { action, resource })).toBe(false);
  });

  it('leaves the rights within what IAM takes in one policy', () => {
    const names = ['eks-prod', 'eks-staging'];
    for (const { name, policy } of ofKind(accountJson(account, names, names), 'aws_iam_policy')) {
      const length = JSON.stringify(documentOf(policy)).length + 50;
      expect({ name, fits: length < 6144 }).toEqual({ name, fits: true });
    }
  });
});

it('has four hours: three for an update of the nodes, and the state to write; other roles have one', () => {
  const seconds = ofKind(accountJson(), 'aws_iam_role').map(({ name, max_session_duration: most }) => [name, most]);
  expect(Object.fromEntries(seconds)).toEqual({
    'millrace-plan': 3600,
    'millrace-deploy': 14_400,
    'millrace-images': 3600,
  });
});

describe("GitHub's OIDC provider", () => {
  const providersAndTrusts = (githubProvider: NonNullable<AwsAccountSpec['githubProvider']>) => {
    const stack = accountJson({ ...account, githubProvider });
    const trusted = ofKind(stack, 'aws_iam_role').map(
      ({ assume_role_policy: trust }) => documentOf(trust)[0]?.Principal,
    );
    return { made: ofKind(stack, 'aws_iam_openid_connect_provider').length, trusted };
  };

  it('is made unless the account has it', () => {
    const { made, trusted } = providersAndTrusts('made');
    expect(made).toBe(1);
    expect(accountJson({ ...account, githubProvider: 'made' })).toEqual(accountJson());
    for (const principal of trusted) expect(JSON.stringify(principal)).toContain('aws_iam_openid_connect_provider');
  });

  it('is the one that exists where the account says so: an account has one', () => {
    const Federated = ['arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'];
    expect(providersAndTrusts('existing')).toEqual({ made: 0, trusted: [{ Federated }, { Federated }, { Federated }] });
  });

  it('rejects anything else', () => {
    expect(() => eksEnvironment({ 'platform/account/githubProvider': 'existing' })).not.toThrow();
    expect(() => eksEnvironment({ 'platform/account/githubProvider': 'imported' })).toThrow(EnvironmentInvalidError);
  });
});
