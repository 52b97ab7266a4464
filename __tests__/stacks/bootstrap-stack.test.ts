import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { accounts } from '../../environments/accounts';
import { environments as shipped } from '../../environments';
import { exampleAccount, stateKeyAliasArn } from '../../model/account-names';
import type { AwsAccountSpec, EnvironmentSpec } from '../../model/spec';
import { tryResolve } from '../../model/resolve';
import { withChanges } from '../model/with-changes';
import {
  account,
  accountJson,
  documentOf,
  environments,
  ofKind,
  services,
  textOfAccount,
  type AccountJson,
} from '../modules/bootstrap/synthesized-account';

const validator = join(__dirname, '../../../shared/terraform/validate.mjs');

let stack: AccountJson;
beforeAll(() => {
  stack = accountJson();
});

/** The only resource of a kind. */
function only(kind: string): Readonly<Record<string, unknown>> {
  const found = ofKind(stack, kind);
  expect({ kind, count: found.length }).toEqual({ kind, count: 1 });
  return found[0] ?? {};
}

describe('the bootstrap stack', () => {
  it('keeps its own state in a file beside the repository, since the bucket is what it makes', () => {
    const { local, s3 } = stack.terraform.backend;
    expect(local?.['path']).toMatch(/^[^/].*\/terraform\.bootstrap\.tfstate$/);
    expect(s3).toBeUndefined();
  });

  it('is planned in its account alone, and tags all that can carry tags', () => {
    expect(stack.provider['aws']).toEqual([
      {
        allowed_account_ids: ['123456789012'],
        default_tags: [{ tags: { 'millrace:environment': 'bootstrap', 'millrace:managed-by': 'cdktf' } }],
        region: 'eu-west-1',
      },
    ]);
  });

  it('says where states and images go and which roles there are', () => {
    const { stateBucket, registry, roles } = stack.output;
    expect(stateBucket?.value).toBe('millrace-state-123456789012-eu-west-1');
    expect(registry?.value).toBe('123456789012.dkr.ecr.eu-west-1.amazonaws.com');
    expect(Object.keys(roles?.value as object).sort()).toEqual(['deploy', 'images', 'plan']);
  });

  it('is the same, byte for byte, when nothing has changed, and holds no path of this machine', () => {
    const text = textOfAccount();
    expect(textOfAccount()).toBe(text);
    for (const place of [homedir(), tmpdir()].filter((path) => path !== '/')) expect(text).not.toContain(place);
  });

  it("passes the providers' schemas, with and without a repository", () => {
    if (!existsSync(validator)) return;
    const folder = mkdtempSync(join(tmpdir(), 'millrace-schemas-'));
    try {
      const bare = { name: account.name, id: account.id, region: account.region };
      const existing = { ...account, githubProvider: 'existing' } as const;
      for (const text of [textOfAccount(), textOfAccount(bare), textOfAccount(existing)]) {
        const file = join(folder, 'cdk.tf.json');
        writeFileSync(file, text);
        const { status, stdout, stderr } = spawnSync(process.execPath, [validator, file], { encoding: 'utf8' });
        expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the bucket of the states', () => {
  it('is never destroyed', () => {
    const { bucket, lifecycle, force_destroy: forced } = only('aws_s3_bucket');
    expect({ bucket, lifecycle, forced }).toEqual({
      bucket: 'millrace-state-123456789012-eu-west-1',
      lifecycle: { prevent_destroy: true },
      forced: false,
    });
  });

  it('is encrypted with the key that backends name by its alias', () => {
    const [rule] = only('aws_s3_bucket_server_side_encryption_configuration')['rule'] as [
      Readonly<Record<string, unknown>>,
    ];
    const { sse_algorithm: algorithm, kms_master_key_id: key } = rule[
      'apply_server_side_encryption_by_default'
    ] as Readonly<Record<string, string>>;
    expect({ algorithm, key }).toEqual({
      algorithm: 'aws:kms',
      key: expect.stringMatching(/^\$\{aws_kms_key\.[^}]+\.arn\}$/) as string,
    });
    const address = key?.slice('${aws_kms_key.'.length, -'.arn}'.length);
    const aliases = ofKind(stack, 'aws_kms_alias').filter(
      (alias) => alias['target_key_id'] === `\${aws_kms_key.${address}.key_id}`,
    );
    expect(aliases.map(({ name }) => `arn:aws:kms:eu-west-1:123456789012:${String(name)}`)).toEqual([
      stateKeyAliasArn(account),
    ]);
  });

  it('is closed to the public, to other owners and to who comes without TLS', () => {
    expect(only('aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(only('aws_s3_bucket_ownership_controls')['rule']).toEqual({ object_ownership: 'BucketOwnerEnforced' });
    const [statement, ...others] = documentOf(only('aws_s3_bucket_policy')['policy']);
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(statement?.Resource).toHaveLength(2);
  });

  it('keeps what was overwritten for 90 days, and no upload that was broken off', () => {
    expect(only('aws_s3_bucket_versioning')['versioning_configuration']).toEqual({ status: 'Enabled' });
    const [rule, ...others] = only('aws_s3_bucket_lifecycle_configuration')['rule'] as Readonly<
      Record<string, unknown>
    >[];
    expect(others).toEqual([]);
    expect(rule).toMatchObject({
      status: 'Enabled',
      noncurrent_version_expiration: [{ noncurrent_days: 90 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      expiration: [{ expired_object_delete_marker: true }],
    });
    expect(JSON.stringify(rule)).not.toMatch(/"days":|"date":/);
  });

  it('has everything said about that one bucket', () => {
    const kinds = Object.keys(stack.resource).filter((kind) => kind.startsWith('aws_s3_bucket_'));
    expect(kinds).toHaveLength(6);
    const [address] = Object.keys(stack.resource['aws_s3_bucket'] ?? {});
    for (const kind of kinds) expect(only(kind)['bucket']).toBe(`\${aws_s3_bucket.${address}.bucket}`);
  });
});

describe('the registry', () => {
  it('has a repository for each service, whose tags stay, whose images are scanned and encrypted', () => {
    const repositories = ofKind(stack, 'aws_ecr_repository');
    expect(repositories.map(({ name }) => name).sort()).toEqual(
      services.map((service) => `millrace/${service}`).sort(),
    );
    for (const repository of repositories)
      expect(repository).toMatchObject({
        image_tag_mutability: 'IMMUTABLE',
        image_scanning_configuration: { scan_on_push: true },
        encryption_configuration: [
          { encryption_type: 'KMS', kms_key: expect.stringContaining('${aws_kms_key.') as string },
        ],
        force_delete: false,
      });
  });

  it('lets untagged images go after 14 days, and tagged ones only when 100 newer ones are there', () => {
    const policies = ofKind(stack, 'aws_ecr_lifecycle_policy');
    const addresses = Object.keys(stack.resource['aws_ecr_repository'] ?? {});
    expect(policies.map(({ repository }) => repository).sort()).toEqual(
      addresses.map((address) => `\${aws_ecr_repository.${address}.name}`).sort(),
    );
    for (const { policy } of policies) {
      const { rules } = JSON.parse(String(policy)) as { rules: readonly { readonly selection: object }[] };
      expect(rules.map(({ selection }) => selection)).toEqual([
        { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
        { tagStatus: 'tagged', tagPatternList: ['*'], countType: 'imageCountMoreThan', countNumber: 100 },
      ]);
    }
  });
});

describe('keys', () => {
  it('are turned over, come back for 30 days, and have names that begin with the stack', () => {
    const keys = ofKind(stack, 'aws_kms_key');
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    const names = ofKind(stack, 'aws_kms_alias').map(({ name }) => name);
    expect(names.sort()).toEqual(['alias/bootstrap-images', 'alias/bootstrap-state']);
  });
});

it('knows the environments that CI may deploy', () => {
  const trust = ofKind(stack, 'aws_iam_role')
    .map((role) => String(role['assume_role_policy']))
    .join();
  for (const name of environments) expect(trust).toContain(`repo:acme/millrace:environment:${name}`);
});

describe('the accounts of this repository', () => {
  const all: readonly AwsAccountSpec[] = Object.values(accounts);

  it("name the example's repository, or none, while the id is the example's", () => {
    for (const { id, repository = exampleAccount.repository } of all)
      if (id === exampleAccount.id) expect(repository).toBe(exampleAccount.repository);
  });

  it("rejects the example's repository in an account of one's own; another one, or none, is let in", () => {
    const resolves = (repository?: string): boolean =>
      tryResolve(
        withChanges<EnvironmentSpec>(shipped['eks-prod'], {
          'platform/account/id': '111122223333',
          'platform/account/repository': repository,
        }),
      ).ok;
    expect(resolves(exampleAccount.repository)).toBe(false);
    expect(resolves('acme/millrace')).toBe(true);
    expect(resolves()).toBe(true);
  });
});
