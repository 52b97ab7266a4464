import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ciRoles } from '../../../model/account-names';
import { synthesizedEks } from '../../stacks/synthesized-eks';
import { withTieredStorage } from '../kafka-on-eks/rendered';
import { allows, type PolicyStatement } from './iam-policy';
import { rightsOfKinds } from './rights-of-kinds';
import { account, accountJson, ofKind, rightsOf, type AccountJson } from './synthesized-account';

/** Both ways: what a stack has, the deploy role may make; and what it may, a stack has or somebody asks for. */

/** What no resource of a stack asks for, and who does. */
const besides: Readonly<Record<string, string>> = {
  'ec2:DeleteNetworkInterface': 'the gate of the destroy: interfaces that the cluster left',
  'ec2:RunInstances': 'EKS, as the caller, before it makes a node group of a launch template',
  'eks:DescribeAddonVersions': "the check before a deploy: do the add-ons' versions exist",
  'elasticloadbalancing:DeleteLoadBalancer': 'the gate of the destroy: what the load balancer controller left',
  'elasticloadbalancing:DeleteTargetGroup': 'the gate of the destroy: what the load balancer controller left',
  'elasticloadbalancing:Describe*': 'the gate of the destroy: what the load balancer controller left',
  'iam:CreateServiceLinkedRole': 'EKS, as the caller, the first time in an account',
  'kms:CreateGrant': "EKS, as the caller, for the cluster's key",
  'kms:CreateKey': 'a key, before there is one to name; with its tag',
  'kms:Decrypt': 'the backend, for the states',
  'kms:GenerateDataKey': 'the backend, for the states',
  's3:DeleteObject': 'the backend, for its lock; and the bucket of a stack whose data may go',
  's3:DeleteObjectVersion': 'the bucket of a stack whose data may go',
  's3:GetObject': 'the backend, for the states',
  's3:ListBucketVersions': 'the bucket of a stack whose data may go',
  's3:PutObject': 'the backend, for the states',
  'servicequotas:GetServiceQuota': 'the check before a deploy: is there room for the nodes',
};

let stack: AccountJson;
let rights: readonly PolicyStatement[];
beforeAll(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'millrace-actions-'));
  try {
    const changes = { ...withTieredStorage, 'platform/administrators': [`arn:aws:iam::${account.id}:role/operators`] };
    stack = JSON.parse(synthesizedEks(outdir, changes)) as AccountJson;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  rights = rightsOf(accountJson(account, ['eks-prod'], ['eks-prod']), ciRoles.deploy);
});

describe('the actions of the deploy role', () => {
  it('are for kinds that a stack has, or have a reason of their own', () => {
    const asked = Object.entries(rightsOfKinds)
      .filter(([kind]) => Object.hasOwn(stack.resource, kind))
      .flatMap(([, { read, make, change = [], remove = [] }]) => [...read, ...make, ...change, ...remove]);
    const unused = rights
      .flatMap(({ Action }) => Action)
      .filter((action) => !asked.some((one) => allows([{ Effect: 'Allow', Action: [action] }], { action: one })));
    expect([...new Set(unused)].sort()).toEqual(Object.keys(besides).sort());
  });

  it('are told of kinds that a stack has, and no others', () => {
    const kinds = Object.keys(stack.resource).filter((kind) => kind.startsWith('aws_'));
    expect(Object.keys(rightsOfKinds).sort()).toEqual(kinds.sort());
  });
});

describe('the names of a stack', () => {
  it.each([
    ['aws_cloudwatch_log_group', 'name', 2, 'logs:DeleteLogGroup', `arn:aws:logs:us-east-1:${account.id}:log-group:`],
    ['aws_kms_alias', 'name', 3, 'kms:CreateAlias', `arn:aws:kms:us-east-1:${account.id}:`],
    ['aws_s3_bucket', 'bucket', 1, 's3:CreateBucket', 'arn:aws:s3:::'],
  ] as const)('are all within the rights: each %s', (kind, member, count, action, arn) => {
    const names = ofKind(stack, kind).map((one) => String(one[member]));
    expect(names).toHaveLength(count);
    const resources = names.map((name) => `${arn}${name}`);
    expect(resources.filter((resource) => !allows(rights, { action, resource }))).toEqual([]);
  });
});
