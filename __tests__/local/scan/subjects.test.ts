import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { copySubjects, stacksIn } from '../../../local/scan/subjects';
import { accepted } from '../../../modules/kubernetes/accepted';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'millrace-subjects-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'one', namespace: 'test', annotations: { own: 'kept', ...accepted({ CKV_K8S_11: 'why not' }) } },
};
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } };

/** A stack as CDKTF writes it, with a release of ours and a published one. */
function stack(name: string): void {
  const folder = join(scratch, 'out', 'stacks', name);
  mkdirSync(folder, { recursive: true });
  const release = { name: 'own', namespace: 'test', version: '1', chart: 'assets/own' };
  const values = stringify({ objects: { 'test/Deployment/one': deployment, '-/Namespace/test': namespace } });
  const resource = {
    aws_s3_bucket: { state: { bucket: 'b', acl: null, '//': { accepted: { CKV_AWS_18: 'so it is' }, metadata: {} } } },
    aws_security_group: { all: { ingress: [{ self: null, from_port: 22, description: null }] } },
    helm_release: {
      own: { ...release, values: [values] },
      published: { ...release, name: 'published', repository: 'oci://charts', values: [stringify({ objects: 3 })] },
    },
  };
  const data = { aws_caller_identity: { me: {} } };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource, data }));
}

describe('what is scanned of a stack', () => {
  it('is every resource, with what is accepted beside it, and every object of ours', () => {
    stack('eks-prod');
    const subjects = copySubjects(join(scratch, 'out'), 'eks-prod', join(scratch, 'scan'));
    expect(subjects.map(({ address, accepted: reasons }) => [address, reasons])).toEqual([
      ['eks-prod: aws_s3_bucket.state', { CKV_AWS_18: 'so it is' }],
      ['eks-prod: aws_security_group.all', {}],
      ['eks-prod: helm_release.own', {}],
      ['eks-prod: helm_release.published', {}],
      ['eks-prod: data.aws_caller_identity.me', {}],
      ['eks-prod: test/Deployment/one', { CKV_K8S_11: 'why not' }],
      ['eks-prod: -/Namespace/test', {}],
    ]);
  });

  it('is without comments and nulls, which checkov would take for values', () => {
    stack('eks-prod');
    const [bucket] = copySubjects(join(scratch, 'out'), 'eks-prod', join(scratch, 'scan'));
    const { resource } = JSON.parse(readFileSync(bucket!.file, 'utf8')) as { resource: Record<string, unknown> };
    expect(resource['aws_s3_bucket']).toEqual({ state: { bucket: 'b' } });
    expect(resource['aws_security_group']).toEqual({ all: { ingress: [{ from_port: 22 }] } });
  });

  it('leaves acceptances out of the objects: checkov would not try what they name', () => {
    stack('eks-prod');
    const written = copySubjects(join(scratch, 'out'), 'eks-prod', join(scratch, 'scan')).at(-2);
    expect(JSON.parse(readFileSync(written!.file, 'utf8'))).toEqual({
      ...deployment,
      metadata: { ...deployment.metadata, annotations: { own: 'kept' } },
    });
  });

  it('is of every stack that there is', () => {
    for (const name of ['minikube', 'bootstrap', 'eks-prod']) stack(name);
    expect(stacksIn(join(scratch, 'out'))).toEqual(['bootstrap', 'eks-prod', 'minikube']);
  });
});

describe('acceptances of an object', () => {
  it("are annotations in checkov's own form", () => {
    expect(accepted({ CKV_K8S_11: 'why not', CKV_K8S_43: 'made here' })).toEqual({
      'checkov.io/skip.CKV_K8S_11': 'CKV_K8S_11=why not',
      'checkov.io/skip.CKV_K8S_43': 'CKV_K8S_43=made here',
    });
  });

  it('rejects a reason that checkov could not read', () => {
    expect(() => accepted({ CKV_K8S_11: 'cpu=none' })).toThrow(/CKV_K8S_11: 'cpu=none' must have no =/);
  });
});
