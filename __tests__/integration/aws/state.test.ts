import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ended } from '../../../local/deploy/run-command';
import { AwsMock, mockAccount } from './aws-mock';
import { Stacks, StandIn } from './stand-in';
import { TerraformProject } from './terraform-project';

/** moto and the AWS CLI are fetched from PyPI when they are not there. */
jest.setTimeout(600_000);

interface Versions {
  readonly Versions?: readonly { readonly Key: string; readonly VersionId: string; readonly IsLatest: boolean }[];
  readonly DeleteMarkers?: readonly { readonly Key: string }[];
}

const key = 'eks-prod/terraform.tfstate';
const lock = `${key}.tflock`;

async function appears(file: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!existsSync(file)) {
    if (Date.now() > deadline) throw new Error(`no ${file}: the apply has not come so far`);
    await pause(50);
  }
}

/**
 * Terraform itself with the backend of the synthesized stack, against S3 as moto has it; the bucket is the one of the
 * synthesized bootstrap. moto asks nobody for rights: what the roles of CI may do is not tried here.
 */
describe("Terraform's state in the bucket of the account", () => {
  let mock: AwsMock;
  let stacks: Stacks;
  let backend: Readonly<Record<string, unknown>>;
  let bucket: string;

  const project = (credentials: Readonly<Record<string, string>> = {}, s3: object = {}): TerraformProject =>
    new TerraformProject(mock, { s3: { ...backend, ...s3 } }, stacks.folder, credentials);
  const started = async (made: TerraformProject, resources: Record<string, object>): Promise<TerraformProject> => {
    made.write(resources as Record<string, Record<string, unknown>>);
    passed(await made.init());
    return made;
  };
  const passed = (ended: Ended): void =>
    expect({ ...ended, stdout: '' }).toEqual({ status: 0, stdout: '', stderr: '' });
  const versions = (prefix: string): Promise<Versions> =>
    mock.ask(['s3api', 'list-object-versions', '--bucket', bucket, '--prefix', prefix]);
  const versionsOf = async (name: string): Promise<number> =>
    ((await versions(name)).Versions ?? []).filter(({ Key }) => Key === name).length;

  beforeAll(async () => {
    stacks = await Stacks.synthesized();
    mock = await AwsMock.start();
    backend = stacks.json('eks-prod').terraform.backend['s3'] ?? {};
    bucket = String(backend['bucket']);
    await new StandIn(mock, stacks.json('bootstrap'), stacks.folder).apply();
    // moto reads no conditions: it takes the policy that denies what is not TLS for one that denies all.
    await mock.ask(['s3api', 'delete-bucket-policy', '--bucket', bucket]);
  });
  afterAll(async () => {
    await mock?.stop();
    stacks?.remove();
  });

  it('is what the stack says: this account, its bucket, the own key, a lock, the key of the account', () => {
    expect(backend).toMatchObject({ key, use_lockfile: true, encrypt: true, allowed_account_ids: [mockAccount] });
  });

  it('stands under the key of the stack, encrypted, and every version is kept', async () => {
    const one = await started(project(), { one: { input: 'first' } });
    passed(await one.apply());
    one.write({ one: { input: 'second' } });
    passed(await one.apply());
    expect((await one.run('output', '-json')).status).toBe(0);
    expect(await versionsOf(key)).toBe(2);
    const asked = ['s3api', 'head-object', '--bucket', bucket, '--key', key];
    expect(await mock.ask(asked)).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: backend['kms_key_id'],
    });
    const [older] = ((await versions(key)).Versions ?? []).filter(({ Key, IsLatest }) => Key === key && !IsLatest);
    const file = join(one.folder, 'older.json');
    await mock.ask([...asked.with(1, 'get-object'), '--version-id', older?.VersionId ?? '', file]);
    expect((await one.run('state', 'pull')).stdout).toContain('second');
    expect((await one.run('show', '-json', file)).stdout).toContain('first');
  });

  it('rejects a second apply while the first holds the lock, lets a plan without a lock read, and loses nothing', async () => {
    const first = await started(project(), { kept: { input: 'kept' } });
    passed(await first.apply());
    const [held, release] = [join(first.folder, 'held'), join(first.folder, 'release')];
    const command = `touch '${held}'; while [ ! -e '${release}' ]; do sleep 0.1; done`;
    first.write({ kept: { input: 'kept' }, slow: { provisioner: [{ 'local-exec': { command } }] } });
    const applying = first.applying();
    try {
      await appears(held);
      const second = await started(project(), { kept: { input: 'changed' } });
      const refused = await second.apply();
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/Error acquiring the state lock/);
      expect(refused.stderr).toMatch(/PreconditionFailed/);
      expect(refused.stderr).toContain(`Path:      ${bucket}/${key}`);
      const planned = await second.run('plan', '-no-color', '-input=false', '-lock=false');
      expect(planned.stderr).toBe('');
      expect(planned.stdout).toMatch(/terraform_data.kept will be updated in-place/);
      await mock.ask(['s3api', 'head-object', '--bucket', bucket, '--key', lock]);
    } finally {
      writeFileSync(release, '');
    }
    expect(await applying.ended).toBe(0);
    expect((await first.run('state', 'list')).stdout.trim().split('\n')).toEqual([
      'terraform_data.kept',
      'terraform_data.slow',
    ]);
    expect((await first.run('state', 'pull')).stdout).not.toContain('changed');
    // The lock is gone: the next apply gets it.
    passed(await first.apply());
  });

  it('keeps the lock of one that was killed, until somebody lifts it by its id', async () => {
    const killed = await started(project(), { one: { input: '1' } });
    const held = join(killed.folder, 'held');
    // Ends by itself when the folder goes.
    const command = `touch '${held}'; while [ -e '${held}' ]; do sleep 0.1; done`;
    killed.write({ killed: { provisioner: [{ 'local-exec': { command } }] } });
    const applying = killed.applying();
    await appears(held);
    applying.kill();
    await applying.ended;
    killed.write({ one: { input: '1' } });
    const refused = await killed.apply();
    expect(refused.status).toBe(1);
    const [, id = ''] = /ID: +(\S+)/.exec(refused.stderr) ?? [];
    passed(await killed.run('force-unlock', '-force', id));
    passed(await killed.apply());
  });

  it('rejects credentials of another account before anything is read or written', async () => {
    const other = project(await mock.credentialsOf('999999999999'));
    other.write({ one: { input: '1' } });
    const before = await versionsOf(key);
    const refused = await other.init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/AWS account ID not allowed: 999999999999/);
    expect(await versionsOf(key)).toBe(before);
  });

  it('is one for each stack', async () => {
    const keys = ['eks-one/terraform.tfstate', 'eks-other/terraform.tfstate'] as const;
    const [one, other] = [project({}, { key: keys[0] }), project({}, { key: keys[1] })];
    await started(one, { one: { input: '1' } });
    await started(other, { other: { input: '2' } });
    passed(await one.apply());
    passed(await other.apply());
    expect((await one.run('state', 'list')).stdout.trim()).toBe('terraform_data.one');
    expect((await other.run('state', 'list')).stdout.trim()).toBe('terraform_data.other');
    for (const one of keys) expect(await versionsOf(one)).toBe(1);
  });

  it('rejects a bucket that no bootstrap has made', async () => {
    const early = project({}, { bucket: `${bucket}-none` });
    early.write({ one: { input: '1' } });
    const refused = await early.init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/S3 bucket .*does not exist/);
  });
});
