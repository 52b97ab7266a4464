import { clusterNameOf } from '../../../model/aws-names';
import { serviceRange } from '../../../model/subnets';
import { all, eksProd, resourcesOf, textOf, type ResourceJson, type ResourcesJson } from './synthesized';

const environment = eksProd();
const resources = resourcesOf(environment);

function only(of: ResourcesJson, type: string): ResourceJson {
  const [first, ...more] = all(of, type);
  if (first === undefined || more.length > 0) throw new Error(`There is not just one ${type}.`);
  return first;
}

const cluster = (of = resources): ResourceJson => only(of, 'aws_eks_cluster');

/** Every address that a resource comes behind, by reference or by `depends_on`, however far away. */
function needsOf(address: string, seen = new Set<string>()): Set<string> {
  const [type = '', name = ''] = address.split('.');
  const text = JSON.stringify(resources[type]?.[name] ?? {});
  for (const [need] of text.matchAll(/(?<=[{"])aws_\w+\.[\w-]+/g)) {
    if (!seen.has(need)) needsOf(need, seen.add(need));
  }
  return seen;
}

const addresses = (type: string): string[] => Object.keys(resources[type] ?? {}).map((name) => `${type}.${name}`);
const addressOf = (type: string, part: string): string => {
  const found = addresses(type).filter((address) => address.includes(part));
  if (found.length !== 1) throw new Error(`${found.length} of ${type} have ${part} in their names`);
  return found[0] ?? '';
};

describe('the control plane', () => {
  it('runs the version of the environment, under standard support, with zonal shift', () => {
    expect(cluster()).toMatchObject({
      name: clusterNameOf(environment),
      version: environment.versions.kubernetes,
      upgrade_policy: { support_type: 'STANDARD' },
      zonal_shift_config: { enabled: true },
      bootstrap_self_managed_addons: false,
      kubernetes_network_config: { service_ipv4_cidr: serviceRange.toString(), ip_family: 'ipv4' },
    });
  });

  it('has its interfaces in the intra subnets only', () => {
    expect(cluster()['vpc_config']).toMatchObject({ subnet_ids: ['intra-a', 'intra-b', 'intra-c'] });
  });

  it('is reached from inside, and from outside only by the addresses that the environment names', () => {
    expect(cluster()['vpc_config']).toMatchObject({
      endpoint_private_access: true,
      endpoint_public_access: true,
      public_access_cidrs: environment.platform.apiServerCidrs,
    });
    const closed = cluster(resourcesOf(eksProd({ 'platform/apiServerCidrs': [] })));
    expect(closed['vpc_config']).toMatchObject({ endpoint_private_access: true, endpoint_public_access: false });
    expect(closed['vpc_config']).not.toHaveProperty('public_access_cidrs');
    expect(closed['//']).not.toHaveProperty('accepted');
  });

  it('encrypts secrets with a key of its own, which is turned over', () => {
    const { encryption_config: encryption } = cluster();
    expect(encryption).toMatchObject({
      resources: ['secrets'],
      provider: { key_arn: `\${${addressOf('aws_kms_key', 'control-plane')}.arn}` },
    });
    for (const key of all(resources, 'aws_kms_key')) expect(key['enable_key_rotation']).toBe(true);
  });

  it('writes all five logs to a group that is there before, encrypted and kept for a year', () => {
    const types = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];
    expect(cluster()['enabled_cluster_log_types']).toEqual(types);
    expect(all(resources, 'aws_cloudwatch_log_group')).toHaveLength(1);
    expect(only(resources, 'aws_cloudwatch_log_group')).toMatchObject({
      name: `/aws/eks/${environment.name}/cluster`,
      retention_in_days: 365,
      kms_key_id: `\${${addressOf('aws_kms_key', 'control-plane')}.arn}`,
    });
    expect(cluster().depends_on).toContain(addressOf('aws_cloudwatch_log_group', 'logs'));
  });

  it('comes behind all that its role may do, and so goes before it', () => {
    const ofRole = ['aws_iam_role_policy_attachment', 'aws_iam_role_policy']
      .flatMap(addresses)
      .filter((address) => address.includes('control-plane'));
    expect(ofRole).toHaveLength(2);
    expect(cluster().depends_on).toEqual(expect.arrayContaining(ofRole));
  });
});

describe('what a plan may destroy', () => {
  const isProtected = ({ lifecycle }: ResourceJson): boolean => lifecycle?.prevent_destroy === true;
  const kafkaGroups = (of: ResourcesJson): ResourceJson[] =>
    all(of, 'aws_eks_node_group').filter(({ node_group_name: name }) => String(name).includes('kafka'));

  it('is neither the cluster nor the nodes of brokers', () => {
    expect(isProtected(cluster())).toBe(true);
    expect(cluster()['deletion_protection']).toBe(true);
    expect(kafkaGroups(resources)).toHaveLength(3);
    for (const group of kafkaGroups(resources)) expect(isProtected(group)).toBe(true);
  });

  it('is each of them when the environment names it, and not the other', () => {
    const withoutCluster = resourcesOf(eksProd({ 'platform/destroyable': ['cluster'] }));
    expect(isProtected(cluster(withoutCluster))).toBe(false);
    expect(cluster(withoutCluster)['deletion_protection']).toBe(false);
    for (const group of kafkaGroups(withoutCluster)) expect(isProtected(group)).toBe(true);
    const withoutNodes = resourcesOf(eksProd({ 'platform/destroyable': ['kafka-nodes'] }));
    expect(isProtected(cluster(withoutNodes))).toBe(true);
    expect(cluster(withoutNodes)['deletion_protection']).toBe(true);
    for (const group of kafkaGroups(withoutNodes)) expect(isProtected(group)).toBe(false);
  });
});

describe('who may use the Kubernetes API', () => {
  const principals = ['arn:aws:iam::123456789012:role/sso/operators', 'arn:aws:iam::123456789012:user/anna'];
  const withAdministrators = resourcesOf(eksProd({ 'platform/administrators': principals }));

  it('is said by access entries alone; who makes the cluster administers it', () => {
    expect(cluster()['access_config']).toEqual({
      authentication_mode: 'API',
      bootstrap_cluster_creator_admin_permissions: true,
    });
    expect(resources).not.toHaveProperty('aws_eks_access_entry');
  });

  it('is every administrator, with the policy of one, in the whole cluster', () => {
    const entries = withAdministrators['aws_eks_access_entry'] ?? {};
    expect(Object.values(entries).map(({ principal_arn: arn }) => arn)).toEqual(principals);
    const policies = all(withAdministrators, 'aws_eks_access_policy_association');
    expect(policies.map(({ principal_arn: arn }) => arn)).toEqual(
      Object.keys(entries).map((name) => `\${aws_eks_access_entry.${name}.principal_arn}`),
    );
    for (const policy of policies) {
      expect(policy).toMatchObject({
        policy_arn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
        access_scope: { type: 'cluster' },
      });
    }
  });
});

describe('the order', () => {
  const agent = addressOf('aws_eks_addon', 'eks-pod-identity-agent');
  const cni = addressOf('aws_eks_addon', 'vpc-cni');
  const kubeProxy = addressOf('aws_eks_addon', 'kube-proxy');
  const controllers = ['coredns', 'metrics-server', 'ebs-csi-driver'].map((name) => addressOf('aws_eks_addon', name));
  const groups = addresses('aws_eks_node_group');

  it('has nodes behind the network, the control plane, and the add-ons that make them ready', () => {
    expect(groups).toHaveLength(5);
    const attachments = addresses('aws_iam_role_policy_attachment').filter((address) => /nodes_role/.test(address));
    expect(attachments).toHaveLength(2);
    const before = [agent, cni, kubeProxy, ...addresses('aws_eks_cluster'), ...addresses('aws_route'), ...attachments];
    for (const group of groups) expect([...needsOf(group)]).toEqual(expect.arrayContaining(before));
  });

  it('has the CNI behind the agent that gives it its role, and the role whole', () => {
    expect([...needsOf(cni)]).toContain(agent);
    expect([...needsOf(cni)]).toContain(addressOf('aws_iam_role_policy_attachment', 'vpc-cni'));
    for (const group of groups) expect([...needsOf(cni)]).not.toContain(group);
  });

  it('has controllers behind all nodes', () => {
    for (const controller of controllers) expect([...needsOf(controller)]).toEqual(expect.arrayContaining(groups));
  });

  it('has no add-on that is in neither list', () => {
    expect(addresses('aws_eks_addon').sort()).toEqual([agent, cni, kubeProxy, ...controllers].sort());
  });
});

describe('the whole', () => {
  it('is open to nobody in particular', () => {
    expect(textOf(environment)).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
  });

  it('reads nothing of the cluster: its first plan needs none', () => {
    const stack = JSON.parse(textOf(environment)) as Readonly<Record<string, unknown>>;
    expect(stack).not.toHaveProperty('data');
    expect(Object.keys(stack['provider'] as object)).toEqual(['aws']);
  });

  it("has names in AWS that begin with the environment's", () => {
    const named = ['aws_iam_role', 'aws_launch_template', 'aws_eks_cluster'].flatMap((type) => all(resources, type));
    for (const { name } of named) expect(name).toMatch(/^eks-prod(-|$)/);
    for (const { node_group_name: name } of all(resources, 'aws_eks_node_group')) expect(name).toMatch(/^eks-prod-/);
    for (const { name } of all(resources, 'aws_kms_alias')) expect(name).toMatch(/^alias\/eks-prod-/);
  });
});
