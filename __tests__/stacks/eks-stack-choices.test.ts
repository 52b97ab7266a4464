import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectsOf, ofType, valuesOf } from './eks-objects';
import { comesBehind, resourcesOf, synthesizedEks, type EksStackJson, type Resource } from './synthesized-eks';

/** What the parts of the eks-prod stack hand to each other, for what its environment says. */

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'millrace-eks-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const synthesized = (outdir: string, changes: Readonly<Record<string, unknown>> = {}): EksStackJson =>
  JSON.parse(synthesizedEks(join(scratch, outdir), changes)) as EksStackJson;

const everything = ['network', 'cluster', 'kafka-nodes', 'segments'];
const tiered = {
  'platform/tieredStorage': { pluginImage: `registry.example.com/tiered-storage@sha256:${'0'.repeat(64)}` },
};

const keptIn = (all: ReadonlyMap<string, Resource>): string[] =>
  [...all].filter(([, { lifecycle }]) => lifecycle?.prevent_destroy === true).map(([address]) => address);

interface Trust {
  readonly Statement: readonly {
    readonly Principal: { readonly Service?: readonly string[] };
    readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
  }[];
}

/** Namespace and service account that a role is for; fails for a role of anybody's pods. */
function podOf(address: string, role: Resource): string | undefined {
  const { Statement: statements } = JSON.parse(String(role['assume_role_policy'])) as Trust;
  if (!statements.some(({ Principal }) => Principal.Service?.includes('pods.eks.amazonaws.com'))) return undefined;
  expect({ address, statements: statements.length }).toEqual({ address, statements: 1 });
  const tags = statements[0]?.Condition?.StringEquals ?? {};
  expect({ address, cluster: tags['aws:RequestTag/eks-cluster-name'] }).toEqual({ address, cluster: 'eks-prod' });
  return `${tags['aws:RequestTag/kubernetes-namespace']}/${tags['aws:RequestTag/kubernetes-service-account']}`;
}

describe('the eks-prod stack with tiered storage', () => {
  let all: ReadonlyMap<string, Resource>;
  beforeAll(() => {
    all = resourcesOf(synthesized('tiered', tiered));
  });

  it('starts the brokers behind their right to the bucket, and takes it away after them', () => {
    const own = ofType(all, 'aws_eks_pod_identity_association').filter(
      ([, { service_account: account }]) => account === 'millrace-kafka',
    );
    expect(own).toHaveLength(1);
    const behind = comesBehind(all);
    for (const later of ['helm_release.kafka', 'terraform_data.kafka-gone'])
      expect([...behind(later)]).toEqual(expect.arrayContaining(own.map(([address]) => address)));
  });

  it('gives each role that pods have to those of one service account of this cluster', () => {
    const pods = ofType(all, 'aws_iam_role').map(([address, role]) => podOf(address, role));
    expect(pods.filter((pod) => pod !== undefined).sort()).toEqual([
      'kube-system/aws-load-balancer-controller',
      'kube-system/aws-node',
      'kube-system/cluster-autoscaler',
      'kube-system/ebs-csi-controller-sa',
      'millrace/millrace-kafka',
    ]);
  });

  it('keeps segments and their key, and no other bucket or key, unless the environment names them', () => {
    const types = keptIn(all).map((address) => address.split('.')[0]);
    const ofSegments = types.filter((type) => type === 'aws_s3_bucket' || type === 'aws_kms_key').sort();
    expect(ofSegments).toEqual(['aws_kms_key', 'aws_s3_bucket']);
    const rest = { ...tiered, 'platform/destroyable': everything.filter((part) => part !== 'segments') };
    expect(keptIn(resourcesOf(synthesized('held', rest))).map((address) => address.split('.')[0])).toHaveLength(2);
    expect(keptIn(resourcesOf(synthesized('free', { ...tiered, 'platform/destroyable': everything })))).toEqual([]);
  });
});

describe('the eks-prod stack whose cluster is replaced', () => {
  let all: ReadonlyMap<string, Resource>;
  beforeAll(() => {
    const administrators = ['arn:aws:iam::123456789012:role/operators'];
    all = resourcesOf(synthesized('replaced', { ...tiered, 'platform/administrators': administrators }));
  });

  it('replaces all that stands in it, which is refused while the brokers’ nodes are protected', () => {
    const [[cluster = ''] = []] = ofType(all, 'aws_eks_cluster');
    const inside = [...all].filter(([, { cluster_name: name }]) => name !== undefined);
    expect(new Set(inside.map(([address]) => address.split('.')[0]))).toEqual(
      new Set([
        'aws_eks_access_entry',
        'aws_eks_access_policy_association',
        'aws_eks_addon',
        'aws_eks_node_group',
        'aws_eks_pod_identity_association',
      ]),
    );
    for (const [address, { lifecycle }] of inside)
      expect({ address, lifecycle }).toMatchObject({
        address,
        lifecycle: { replace_triggered_by: [`${cluster}.endpoint`] },
      });
    const protectedToo = inside.filter(([, { lifecycle }]) => lifecycle?.prevent_destroy === true);
    expect(protectedToo).toHaveLength(3);
  });

  it('lifts the old one’s protection before', () => {
    const [[cluster = ''] = []] = ofType(all, 'aws_eks_cluster');
    expect(all.get('terraform_data.lifted-protection')).toMatchObject({ triggers_replace: `\${${cluster}.endpoint}` });
  });
});

describe('the eks-prod stack', () => {
  let stack: EksStackJson;
  let all: ReadonlyMap<string, Resource>;
  beforeAll(() => {
    stack = synthesized('tagged', { 'platform/tags': { team: 'streams' } });
    all = resourcesOf(stack);
  });

  it('puts the environment’s own tags on everything, on what a group makes too', () => {
    const tags = { team: 'streams', 'millrace:environment': 'eks-prod', 'millrace:managed-by': 'cdktf' };
    expect(stack.provider['aws']).toEqual([expect.objectContaining({ default_tags: [{ tags }] })]);
    const templates = ofType(all, 'aws_launch_template');
    expect(templates).toHaveLength(5);
    for (const [, template] of templates) {
      const specifications = template['tag_specifications'] as readonly { readonly tags: object }[];
      expect(specifications).toHaveLength(3);
      for (const { tags: own } of specifications) expect(own).toMatchObject(tags);
    }
  });

  it.each([
    ['with clients outside', {}, '8'],
    ['without', { 'platform/clientCidrs': [] }, '0'],
  ])('lets the brokers’ namespace have twice the load balancers of its listeners: %s', (name, changes, most) => {
    const { resource } = synthesized(`quota ${name}`, changes);
    const quotas = objectsOf(resource['helm_release']?.['namespaces']).filter(({ kind }) => kind === 'ResourceQuota');
    const limits = quotas.map(({ spec }) => (spec as { readonly hard: Readonly<Record<string, string>> }).hard);
    expect(limits.map((hard) => hard['services.loadbalancers'])).toEqual([most]);
  });

  it('runs the cluster operator on system nodes', () => {
    expect(valuesOf(all.get('helm_release.strimzi-operator'))).toMatchObject({
      nodeSelector: { 'millrace.dev/pool': 'system' },
    });
  });
});
