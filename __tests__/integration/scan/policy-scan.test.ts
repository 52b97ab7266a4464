import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { scan, scanRepository, type StackScan } from '../../../local/scan/scan';
import { accepted } from '../../../modules/kubernetes/accepted';

/** checkov itself, fetched from PyPI when it is not there: half a minute and more. */
jest.setTimeout(600_000);

const reason = 'planted, to see that it is read';

const pod = (name: string, securityContext: object, annotations: Readonly<Record<string, string>> = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'planted', annotations },
  spec: { containers: [{ name: 'one', image: 'one:1', securityContext }] },
});

const policy = (action: string, resource: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [action], Resource: [resource] }] });

/** As CDKTF writes them: with nulls for what nobody gave, and its own comments. */
const resource = {
  aws_s3_bucket: {
    open: { bucket: 'open', '//': { metadata: { path: 'planted/open' } } },
    closed: {
      bucket: 'closed',
      '//': { accepted: { CKV_AWS_18: reason, CKV2_AWS_6: reason }, metadata: { path: 'planted/closed' } },
    },
  },
  aws_s3_bucket_public_access_block: {
    block: {
      bucket: '${aws_s3_bucket.closed.bucket}',
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
  },
  aws_security_group: {
    ssh: {
      description: 'planted',
      ingress: [
        { cidr_blocks: ['0.0.0.0/0'], from_port: 22, to_port: 22, protocol: 'tcp', self: null, description: null },
      ],
    },
  },
  aws_iam_role_policy: {
    all: { role: 'one', policy: policy('*', '*') },
    one: { role: 'one', policy: policy('s3:GetObject', 'arn:aws:s3:::b/*') },
  },
};

const objects = {
  privileged: pod('privileged', { privileged: true }),
  allowed: pod('allowed', { privileged: true }, accepted({ CKV_K8S_16: reason })),
  plain: pod('plain', { privileged: false }, accepted({ CKV_K8S_16: reason })),
};

function plantedIn(outdir: string): void {
  const folder = join(outdir, 'stacks', 'planted');
  mkdirSync(folder, { recursive: true });
  const release = {
    name: 'own',
    namespace: 'planted',
    version: '1',
    chart: 'assets/own',
    values: [stringify({ objects })],
  };
  writeFileSync(
    join(folder, 'cdk.tf.json'),
    JSON.stringify({ resource: { ...resource, helm_release: { own: release } } }),
  );
}

describe('the policy scan of planted faults', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-planted-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  let planted: StackScan;
  beforeAll(async () => {
    plantedIn(scratch);
    [planted] = (await scan(scratch, process.env)) as [StackScan];
  });
  const found = (check: string): string[] =>
    planted.findings.filter((finding) => finding.check === check).map(({ address }) => address);

  it.each([
    ['a bucket that may be public', 'CKV2_AWS_6', 'aws_s3_bucket.open'],
    ['a bucket without logs', 'CKV_AWS_18', 'aws_s3_bucket.open'],
    ['a port that is open to everybody, in spite of nulls', 'CKV_AWS_24', 'aws_security_group.ssh'],
    ['rights to everything', 'CKV_AWS_62', 'aws_iam_role_policy.all'],
  ])('finds %s', (_, check, address) => {
    expect(found(check)).toContain(`planted: ${address}`);
  });

  it('finds a privileged container', () => {
    expect(found('CKV_K8S_16')).toContain('planted: planted/Pod/privileged');
  });

  it('finds nothing in what is right', () => {
    expect(found('CKV_AWS_62')).not.toContain('planted: aws_iam_role_policy.one');
    expect(planted.passed).toBeGreaterThan(10);
  });

  it('takes what is accepted beside the resource, of both kinds', () => {
    expect(planted.accepted).toEqual([
      { check: 'CKV_AWS_18', address: 'planted: aws_s3_bucket.closed', message: reason },
      { check: 'CKV_K8S_16', address: 'planted: planted/Pod/allowed', message: reason },
    ]);
  });

  it('rejects an acceptance of what does not fail, of both kinds', () => {
    const stale = planted.findings.filter(({ message }) => message.includes('remove the acceptance'));
    expect(stale.map(({ check, address }) => `${address} ${check}`)).toEqual([
      'planted: aws_s3_bucket.closed CKV2_AWS_6',
      'planted: planted/Pod/plain CKV_K8S_16',
    ]);
  });
});

describe('the policy scan of the stacks', () => {
  let scans: readonly StackScan[];
  beforeAll(async () => {
    scans = await scanRepository(resolve(__dirname, '..', '..', '..'), process.env);
  });

  it('finds nothing', () => {
    expect(scans.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('is of all of them, and has seen something in each', () => {
    expect(scans.map(({ stack }) => stack)).toEqual(expect.arrayContaining(['bootstrap', 'eks-prod', 'minikube']));
    for (const { stack, passed } of scans) expect({ stack, seen: passed > 50 }).toEqual({ stack, seen: true });
  });
});
