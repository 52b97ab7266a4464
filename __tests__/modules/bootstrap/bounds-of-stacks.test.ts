import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { accounts } from '../../../environments/accounts';
import { environments } from '../../../environments';
import { synthesize } from '../../../main';
import { boundaryArn, stateKeyAliasArn } from '../../../model/account-names';
import { aws } from '../../../modules/aws/aws';
import { trustService } from '../../../modules/aws/policy-document';
import { boundRoles } from '../../../modules/aws/bounded-roles';
import { Role } from '../../../modules/aws/role';
import { stateInBucket } from '../../../modules/aws/state-bucket';
import { allows } from './iam-policy';
import { rightsOfKinds } from './rights-of-kinds';
import { accountJson, documentOf, ofKind, type AccountJson } from './synthesized-account';

const account = accounts.bootstrap;

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'millrace-bounds-'));
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const jsonOf = (folder: string, name: string): AccountJson =>
  JSON.parse(readFileSync(join(outdir, folder, 'stacks', name, 'cdk.tf.json'), 'utf8')) as AccountJson;

function built(folder: string, names: readonly string[], build: (stack: TerraformStack) => void): void {
  const app = new App({ outdir: join(outdir, folder) });
  for (const name of names) build(new TerraformStack(app, name));
  app.synth();
}

describe('stateInBucket', () => {
  it('keeps the state of each stack under a key of its own, encrypted, locked, in its account', () => {
    built('state', ['eks-one', 'eks-two'], (stack) => stateInBucket(stack, account));
    for (const name of ['eks-one', 'eks-two'])
      expect(jsonOf('state', name).terraform.backend).toEqual({
        s3: {
          bucket: 'millrace-state-123456789012-us-east-1',
          key: `${name}/terraform.tfstate`,
          region: 'us-east-1',
          encrypt: true,
          kms_key_id: stateKeyAliasArn(account),
          allowed_account_ids: ['123456789012'],
          use_lockfile: true,
        },
      });
  });
});

describe('boundRoles', () => {
  it('bounds every role of a stack, whoever makes it and when', () => {
    built('roles', ['eks-one'], (stack) => {
      const trust = trustService('eks.amazonaws.com');
      aws(stack, { account: account.id, region: account.region, tags: {} });
      new Role(stack, 'before', { name: 'eks-one-before', trust });
      boundRoles(stack, account);
      new Role(stack, 'after', { name: 'eks-one-after', trust });
    });
    const roles = ofKind(jsonOf('roles', 'eks-one'), 'aws_iam_role');
    expect(roles.map(({ permissions_boundary: boundary }) => boundary)).toEqual([
      boundaryArn(account),
      boundaryArn(account),
    ]);
  });
});

describe('the stack eks-prod', () => {
  let stack: AccountJson;
  beforeAll(() => {
    synthesize([environments['eks-prod']], join(outdir, 'prod'));
    stack = jsonOf('prod', 'eks-prod');
  });

  it('has no kind of AWS resource that CI has no rights for', () => {
    const kinds = Object.keys(stack.resource ?? {}).filter((kind) => kind.startsWith('aws_'));
    expect(kinds.filter((kind) => !Object.hasOwn(rightsOfKinds, kind))).toEqual([]);
  });

  it('has roles whose rights are all within the boundary, and have it', () => {
    const boundary = ofKind(accountJson(account, ['eks-prod']), 'aws_iam_policy').find(
      ({ name }) => name === 'millrace-boundary',
    );
    const most = documentOf(boundary?.['policy']);
    for (const { permissions_boundary: own } of Object.values(stack.resource?.['aws_iam_role'] ?? {}))
      expect(own).toBe(boundaryArn(account));
    const given = Object.values(stack.resource?.['aws_iam_role_policy'] ?? {}).flatMap(({ policy }) =>
      documentOf(policy),
    );
    const beyond = given.flatMap(({ Action, Resource = ['*'] }) =>
      Action.filter((action) => !most.some((one) => one.Action.some((known) => covers(known, action)))).map(
        (action) => `${action} on ${Resource.join()}`,
      ),
    );
    expect(beyond).toEqual([]);
  });
});

/** Is the pattern the other one, or wider? */
const covers = (pattern: string, action: string): boolean =>
  allows([{ Effect: 'Allow', Action: [pattern] }], { action: action.replaceAll('*', 'X') });
