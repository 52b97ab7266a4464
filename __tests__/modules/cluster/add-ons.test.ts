import { nodeLabels, tagsOf } from '../../../model/aws-names';
import { addOnVersionsOf, AddOnsUnknownError, eksKubernetesVersions } from '../../../model/eks-versions';
import { versionMatrix } from '../../../model/versions';
import { all, eksProd, resourcesOf, type ResourceJson } from './synthesized';

const environment = eksProd({ 'platform/tags': { team: 'streams' } });
const resources = resourcesOf(environment);
const addOns = all(resources, 'aws_eks_addon');
const tags = tagsOf('eks-prod', { team: 'streams' });

function addOn(name: string): ResourceJson {
  const found = addOns.find(({ addon_name: other }) => other === name);
  if (found === undefined) throw new Error(`There is no add-on ${name}.`);
  return found;
}

const valuesOf = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(String(addOn(name)['configuration_values'])) as Readonly<Record<string, unknown>>;

describe('the add-ons', () => {
  it('have the versions of the environment, each of them pinned', () => {
    const versions = Object.fromEntries(addOns.map((one) => [String(one['addon_name']), String(one['addon_version'])]));
    expect(versions).toEqual(addOnVersionsOf(environment.versions.kubernetes));
    for (const version of Object.values(versions)) expect(version).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
  });

  it('write over what was changed by hand', () => {
    for (const one of addOns) {
      expect(one).toMatchObject({ resolve_conflicts_on_create: 'OVERWRITE', resolve_conflicts_on_update: 'OVERWRITE' });
    }
  });

  it('have roles by Pod Identity alone, and only the CNI and the EBS CSI driver have one', () => {
    for (const one of addOns) expect(one).not.toHaveProperty('service_account_role_arn');
    const accounts = addOns.flatMap((one) =>
      ((one['pod_identity_association'] ?? []) as readonly { service_account: string }[]).map(
        ({ service_account: account }) => [one['addon_name'], account],
      ),
    );
    expect(accounts.sort()).toEqual([
      ['aws-ebs-csi-driver', 'ebs-csi-controller-sa'],
      ['vpc-cni', 'aws-node'],
    ]);
  });

  it('give a role to pods of this cluster and their service account only', () => {
    const roles = all(resources, 'aws_iam_role').filter((role) => /pods\.eks/.test(String(role['assume_role_policy'])));
    expect(roles.map(({ name }) => name).sort()).toEqual(['eks-prod-aws-ebs-csi-driver', 'eks-prod-vpc-cni']);
    for (const role of roles) {
      const { Statement: statements } = JSON.parse(String(role['assume_role_policy'])) as {
        Statement: readonly { Condition?: { StringEquals?: Readonly<Record<string, string>> } }[];
      };
      expect(statements).toHaveLength(1);
      expect(statements[0]?.Condition?.StringEquals).toEqual({
        'aws:RequestTag/eks-cluster-name': 'eks-prod',
        'aws:RequestTag/kubernetes-namespace': 'kube-system',
        'aws:RequestTag/kubernetes-service-account': expect.stringMatching(
          /^(aws-node|ebs-csi-controller-sa)$/,
        ) as string,
      });
    }
  });

  it('enforce network policies, one address for each pod', () => {
    expect(valuesOf('vpc-cni')).toMatchObject({
      enableNetworkPolicy: 'true',
      env: { ENABLE_PREFIX_DELEGATION: 'false' },
    });
  });

  it("put the environment's tags on interfaces and volumes that they make", () => {
    const { env } = valuesOf('vpc-cni') as { env: Readonly<Record<string, string>> };
    expect(JSON.parse(env['ADDITIONAL_ENI_TAGS'] ?? '')).toEqual(tags);
    expect(valuesOf('aws-ebs-csi-driver')).toMatchObject({ controller: { extraVolumeTags: tags } });
  });

  it("mount volumes on the brokers' nodes as well", () => {
    expect(valuesOf('aws-ebs-csi-driver')).toMatchObject({ node: { tolerateAllTaints: true } });
  });

  it('have controllers on system nodes, two of each', () => {
    const pool = { nodeSelector: { [nodeLabels.pool]: 'system' } };
    expect(valuesOf('coredns')).toMatchObject({ ...pool, replicaCount: 2 });
    expect(valuesOf('metrics-server')).toMatchObject({ ...pool, replicas: 2 });
    expect(valuesOf('aws-ebs-csi-driver')).toMatchObject({ controller: { ...pool, replicaCount: 2 } });
  });
});

describe('the versions of add-ons', () => {
  it('are known for the newest Kubernetes of the matrix', () => {
    expect(eksKubernetesVersions).toContain(versionMatrix.newest.kubernetes);
  });

  it('have a kube-proxy of the same Kubernetes', () => {
    for (const kubernetes of eksKubernetesVersions) {
      expect(addOnVersionsOf(kubernetes)['kube-proxy']).toMatch(`v${kubernetes}.`);
    }
  });

  it.each(['1.29', 'toString'])('rejects Kubernetes %s', (kubernetes) => {
    expect(() => addOnVersionsOf(kubernetes)).toThrow(AddOnsUnknownError);
  });
});
