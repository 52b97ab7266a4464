import { ciRoles } from '../../../model/account-names';
import { stateBucket } from '../../../model/aws-names';
import { allows, type PolicyStatement, type Request } from './iam-policy';
import { account, accountJson, documentOf, ofKind, rightsOf, type AccountJson } from './synthesized-account';

/** Whose name begins another's, and what is somebody else's: no right reaches further than its environment. */

const id = account.id;
const bucket = (name: string): string => `arn:aws:s3:::${name}-kafka-${id}`;
const boundaryOf = (stack: AccountJson): readonly PolicyStatement[] =>
  documentOf(ofKind(stack, 'aws_iam_policy').find(({ name }) => name === 'millrace-boundary')?.['policy']);

/** Everybody who may do something about an environment's buckets, logs and keys. */
const everybody = (names: readonly string[]): readonly (readonly [string, readonly PolicyStatement[]])[] => {
  const stack = accountJson(account, names, names);
  return [
    ['plan', rightsOf(stack, ciRoles.plan)],
    ['deploy', rightsOf(stack, ciRoles.deploy)],
    ['boundary', boundaryOf(stack)],
  ];
};

const ofBuckets = [
  's3:DeleteBucket',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:DeleteObject',
  's3:GetObject',
];

/** Who may do which of these. */
const who = (names: readonly string[], actions: readonly string[], ...resources: readonly string[]): string[] =>
  everybody(names).flatMap(([role, statements]) =>
    actions.flatMap((action) =>
      resources.filter((resource) => allows(statements, { action, resource })).map(() => `${role} ${action}`),
    ),
  );

describe("an environment called 'millrace', as the bucket of the states begins", () => {
  const state = `arn:aws:s3:::${stateBucket(account)}`;
  const changed = ofBuckets.filter((action) => action !== 's3:GetObject');

  it("gets its own bucket, and not the states'", () => {
    expect(who(['millrace'], ['s3:PutBucketPolicy'], bucket('millrace'))).toEqual([
      'deploy s3:PutBucketPolicy',
      'boundary s3:PutBucketPolicy',
    ]);
    expect(who(['millrace'], changed, state, `${state}/bootstrap/terraform.tfstate`)).toEqual([]);
  });

  it('has states that its pods cannot read', () => {
    const read = who(['millrace'], ['s3:GetObject', 's3:ListBucket'], state, `${state}/millrace/terraform.tfstate`);
    expect(read.filter((one) => one.startsWith('boundary'))).toEqual([]);
  });
});

describe("the environment 'eks' beside somebody's 'eks-prod'", () => {
  it('reaches no bucket of the other', () => {
    expect(who(['eks'], ofBuckets, bucket('eks-prod'), `${bucket('eks-prod')}/segment`)).toEqual([]);
    expect(who(['eks'], ['s3:GetBucketPolicy'], bucket('eks-prod'))).toEqual([]);
    expect(who(['eks'], ['s3:GetBucketPolicy'], bucket('eks'))).toEqual([
      'plan s3:GetBucketPolicy',
      'deploy s3:GetBucketPolicy',
      'boundary s3:GetBucketPolicy',
    ]);
  });

  it.each(['/aws/eks/NAME/cluster', 'NAME-flow-logs'])('reaches no log group %s of the other', (group) => {
    for (const end of ['', ':*']) {
      const of = (name: string) => `arn:aws:logs:us-east-1:${id}:log-group:${group.replace('NAME', name)}${end}`;
      const [plan, deploy] = everybody(['eks']).map(
        ([, statements]) =>
          (action: string, name: string) =>
            allows(statements, { action, resource: of(name) }),
      );
      expect(deploy?.('logs:DeleteLogGroup', 'eks')).toBe(true);
      expect(deploy?.('logs:DeleteLogGroup', 'eks-prod')).toBe(false);
      expect(plan?.('logs:ListTagsForResource', 'eks')).toBe(true);
      expect(plan?.('logs:ListTagsForResource', 'eks-prod')).toBe(false);
    }
  });

  it('reaches no alias of the other', () => {
    const alias = (name: string): string => `arn:aws:kms:us-east-1:${id}:alias/${name}-eks`;
    expect(who(['eks'], ['kms:DeleteAlias'], alias('eks'))).toEqual(['deploy kms:DeleteAlias']);
    expect(who(['eks'], ['kms:DeleteAlias', 'kms:UpdateAlias', 'kms:CreateAlias'], alias('eks-prod'))).toEqual([]);
  });
});

describe('what is judged by its tag', () => {
  const stack = accountJson();
  const may = (role: 'plan' | 'deploy', request: Request): boolean => allows(rightsOf(stack, ciRoles[role]), request);
  const tagged = (environment: string) => ({ 'aws:ResourceTag/millrace:environment': environment });
  const ec2 = (name: string): string => `arn:aws:ec2:us-east-1:${id}:${name}`;

  it("lets a plan see the keys of the environments and of the account's stack, and nobody's else", () => {
    const sees = (context: Readonly<Record<string, string>>): boolean[] =>
      ['kms:DescribeKey', 'kms:GetKeyPolicy'].map((action) =>
        may('plan', { action, resource: `arn:aws:kms:us-east-1:${id}:key/1`, context }),
      );
    for (const own of ['eks-prod', 'bootstrap']) expect(sees(tagged(own))).toEqual([true, true]);
    for (const other of [{}, tagged('other')]) expect(sees(other)).toEqual([false, false]);
  });

  it("starts instances from the environments' templates alone", () => {
    const starts = (resource: string, context: Readonly<Record<string, string>> = {}): boolean =>
      may('deploy', { action: 'ec2:RunInstances', resource, context });
    const template = ec2('launch-template/lt-1');
    const from = { 'ec2:LaunchTemplate': template };
    expect(starts(template, { ...from, ...tagged('eks-prod') })).toBe(true);
    expect(starts(template, { ...from, ...tagged('other') })).toBe(false);
    expect(starts(template, from)).toBe(false);
    const ofOthers = { 'ec2:LaunchTemplate': template.replace(id, '111122223333') };
    for (const part of [ec2('instance/*'), ec2('volume/*'), ec2('subnet/x'), 'arn:aws:ec2:us-east-1::image/ami-1']) {
      expect(starts(part, from)).toBe(true);
      expect(starts(part)).toBe(false);
      expect(starts(part, ofOthers)).toBe(false);
    }
  });
});
