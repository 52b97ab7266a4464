import { ciRoles } from '../../../model/account-names';
import { allows, type PolicyStatement } from './iam-policy';
import { account, accountJson, documentOf, ofKind, rightsOf, type AccountJson } from './synthesized-account';

let stack: AccountJson;
beforeAll(() => {
  stack = accountJson();
});

describe('the images role', () => {
  it('pushes to our repositories, reads them, deletes nothing', () => {
    const rights = rightsOf(stack, ciRoles.images);
    const actions = new Set(rights.flatMap(({ Action }) => Action));
    for (const action of actions)
      expect(action).toMatch(/^ecr:(BatchGet|Describe|Get|BatchCheck|Initiate|Upload|Complete|Put)/);
    const places = rights
      .filter(({ Action }) => Action.includes('ecr:PutImage'))
      .flatMap(({ Resource = [] }) => Resource);
    expect(places).toHaveLength(2);
    for (const place of places) expect(place).toContain(':repository/of-');
    for (const action of ['ecr:BatchDeleteImage', 'ecr:DeleteRepository', 'ecr:PutImageTagMutability'])
      for (const resource of places) expect(allows(rights, { action, resource })).toBe(false);
  });
});

describe('the boundary', () => {
  const boundaryOf = (json: AccountJson): readonly PolicyStatement[] =>
    documentOf(ofKind(json, 'aws_iam_policy').find(({ name }) => name === 'millrace-boundary')?.['policy']);

  it('holds the use of keys within the account', () => {
    const most = boundaryOf(stack);
    const ofKeys = most.filter(({ Action }) => Action.some((action) => action.startsWith('kms:')));
    expect(ofKeys.flatMap(({ Resource }) => Resource)).toEqual(['arn:aws:kms:*:123456789012:key/*']);
    for (const action of ['kms:Decrypt', 'kms:CreateGrant', 'kms:GenerateDataKey', 'kms:DescribeKey']) {
      const of = (id: string): boolean => allows(most, { action, resource: `arn:aws:kms:us-east-1:${id}:key/1` });
      expect({ action, own: of('123456789012'), others: of('111122223333') }).toEqual({
        action,
        own: true,
        others: false,
      });
    }
  });

  it('holds no role that could reach beyond its environment', () => {
    const most = boundaryOf(stack);
    const far: readonly [string, string][] = [
      ['iam:CreateRole', 'arn:aws:iam::123456789012:role/millrace/x'],
      ['iam:PassRole', 'arn:aws:iam::123456789012:role/millrace/x'],
      ['iam:CreateUser', 'arn:aws:iam::123456789012:user/x'],
      ['sts:AssumeRole', 'arn:aws:iam::123456789012:role/millrace-ci/millrace-deploy'],
      ['s3:GetObject', 'arn:aws:s3:::millrace-state-123456789012-eu-west-1/eks-prod/terraform.tfstate'],
      ['ecr:PutImage', 'arn:aws:ecr:us-east-1:123456789012:repository/millrace/producer'],
      ['kms:PutKeyPolicy', 'arn:aws:kms:us-east-1:123456789012:key/1'],
      ['secretsmanager:GetSecretValue', '*'],
      ['eks:CreateAccessEntry', 'arn:aws:eks:us-east-1:123456789012:cluster/eks-prod'],
    ];
    for (const [action, resource] of far)
      expect({ action, allowed: allows(most, { action, resource }) }).toEqual({ action, allowed: false });
    expect(allows(most, { action: 'ec2:CreateVolume', resource: '*' })).toBe(true);
    expect(allows(most, { action: 's3:PutObject', resource: 'arn:aws:s3:::eks-prod-kafka-123456789012/segment' })).toBe(
      true,
    );
  });
});

describe('an account without a repository', () => {
  it('has no roles for workflows and no provider, but bounds the roles of stacks', () => {
    const { name, id, region } = account;
    const bare = accountJson({ name, id, region });
    expect(Object.keys(bare.resource).filter((kind) => /^aws_iam_(role|openid)/.test(kind))).toEqual([]);
    expect(ofKind(bare, 'aws_iam_policy').map((policy) => policy['name'])).toEqual(['millrace-boundary']);
    expect(Object.keys(bare.output)).toEqual(['registry', 'stateBucket']);
  });
});
