import { tagsOf } from '../../../model/aws-names';
import { InstanceTypeUnknownError, knownInstanceType } from '../../../model/instance-types';
import { all, eksProd, resourcesOf, type ResourceJson, type ResourcesJson } from './synthesized';

const environment = eksProd({ 'platform/tags': { team: 'streams' } });
const resources = resourcesOf(environment);
const groups = all(resources, 'aws_eks_node_group');
const templates = all(resources, 'aws_launch_template');

const named = (name: string, of: readonly ResourceJson[] = groups): ResourceJson => {
  const found = of.find(({ node_group_name: other }) => other === `eks-prod-${name}`);
  if (found === undefined) throw new Error(`There is no group ${name}.`);
  return found;
};

/** The launch template of a group. */
function templateOf(group: ResourceJson, of: ResourcesJson = resources): ResourceJson {
  const { id } = group['launch_template'] as { id: string };
  const name = /^\$\{aws_launch_template\.(.+)\.id\}$/.exec(id)?.[1] ?? '';
  const template = of['aws_launch_template']?.[name];
  if (template === undefined) throw new Error(`There is no launch template ${id}.`);
  return template;
}

const isKafka = ({ labels }: ResourceJson): boolean =>
  (labels as Readonly<Record<string, string>>)['millrace.dev/pool'] === 'kafka';

describe('every node', () => {
  it('is of a group with a template of its own, whose newest version it has', () => {
    expect(groups).toHaveLength(5);
    expect(new Set(groups.map((group) => templateOf(group))).size).toBe(templates.length);
    for (const group of groups) {
      const { id, version } = group['launch_template'] as { id: string; version: string };
      expect(version).toBe(id.replace('.id}', '.latest_version}'));
    }
  });

  it('asks for a token at its metadata service, which no pod reaches', () => {
    for (const template of templates) {
      expect(template['metadata_options']).toEqual({
        http_endpoint: 'enabled',
        http_tokens: 'required',
        http_put_response_hop_limit: 1,
      });
    }
  });

  it('has one disk, encrypted, that goes with it', () => {
    for (const template of templates) {
      expect(template['block_device_mappings']).toEqual([
        {
          device_name: '/dev/xvda',
          ebs: { volume_type: 'gp3', volume_size: 50, encrypted: 'true', delete_on_termination: 'true' },
        },
      ]);
    }
  });

  it("has no public address, and the cluster's own security group alone", () => {
    for (const template of templates) {
      expect(template['network_interfaces']).toEqual([
        {
          device_index: 0,
          associate_public_ip_address: 'false',
          delete_on_termination: 'true',
          security_groups: [expect.stringMatching(/^\$\{aws_eks_cluster\..+\.cluster_security_group_id\}$/) as string],
        },
      ]);
      expect(template).not.toHaveProperty('vpc_security_group_ids');
    }
  });

  it("has the environment's tags, on its disk and its interface too", () => {
    for (const group of groups) {
      const tags = { ...tagsOf('eks-prod', { team: 'streams' }), Name: group['node_group_name'] };
      expect(templateOf(group)['tag_specifications']).toEqual(
        ['instance', 'volume', 'network-interface'].map((type) => ({ resource_type: type, tags })),
      );
    }
  });

  it('is repaired, updated one at a time, and never against a PodDisruptionBudget', () => {
    for (const group of groups) {
      expect(group).toMatchObject({
        node_repair_config: { enabled: true, max_parallel_nodes_repaired_count: 1 },
        update_config: { max_unavailable: 1 },
        force_update_version: false,
        // Longer than it takes to drain the most nodes of a group, a quarter of an hour each.
        timeouts: { update: '3h' },
        capacity_type: 'ON_DEMAND',
        version: environment.versions.kubernetes,
      });
    }
  });

  it('has its type in the template: a group with types is replaced when they change', () => {
    for (const group of groups) expect(group).not.toHaveProperty('instance_types');
    for (const template of templates) expect(template['instance_type']).toMatch(/^\w+\.\w+$/);
  });

  it('has the image of its processors', () => {
    const ami = { arm64: 'AL2023_ARM_64_STANDARD', amd64: 'AL2023_x86_64_STANDARD' };
    for (const group of groups) {
      const { architecture } = knownInstanceType(String(templateOf(group)['instance_type']));
      expect(group['ami_type']).toBe(ami[architecture]);
    }
    expect(new Set(groups.map((group) => group['ami_type'])).size).toBe(2);
    expect(() => knownInstanceType('t3.large')).toThrow(InstanceTypeUnknownError);
  });

  it('stands in private subnets only', () => {
    for (const group of groups)
      for (const subnet of group['subnet_ids'] as string[]) expect(subnet).toMatch(/^private-/);
  });

  it('may read what joining needs and pull images: what the CNI may do is not its own', () => {
    const attached = Object.entries(resources['aws_iam_role_policy_attachment'] ?? {})
      .filter(([name]) => name.includes('nodes_role'))
      .map(([, { policy_arn: arn }]) => arn);
    expect(attached.sort()).toEqual([
      'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy',
    ]);
    expect(Object.keys(resources['aws_iam_role_policy'] ?? {}).filter((name) => name.includes('nodes'))).toEqual([]);
  });
});

describe("the brokers' groups", () => {
  const kafka = groups.filter(isKafka);

  it('are one for each zone, in the subnet of that zone alone', () => {
    expect(kafka.map((group) => [group['node_group_name'], group['subnet_ids']])).toEqual([
      ['eks-prod-kafka-us-east-1a', ['private-a']],
      ['eks-prod-kafka-us-east-1b', ['private-b']],
      ['eks-prod-kafka-us-east-1c', ['private-c']],
    ]);
  });

  it('are changed one after the other: each waits for all before it, and for no other', () => {
    const addresses = Object.entries(resources['aws_eks_node_group'] ?? {})
      .filter(([, group]) => isKafka(group))
      .map(([name]) => `aws_eks_node_group.${name}`);
    const awaited = Object.values(resources['aws_eks_node_group'] ?? {}).map((group) => [
      group['node_group_name'],
      group.depends_on?.filter((one) => one.startsWith('aws_eks_node_group.')),
    ]);
    expect(Object.fromEntries(awaited)).toEqual({
      'eks-prod-system': [],
      'eks-prod-apps': [],
      'eks-prod-kafka-us-east-1a': [],
      'eks-prod-kafka-us-east-1b': addresses.slice(0, 1),
      'eks-prod-kafka-us-east-1c': addresses.slice(1, 2),
    });
  });

  it('are for brokers only, and no other group is', () => {
    for (const group of groups) {
      const taint = isKafka(group) ? [{ key: 'millrace.dev/dedicated', value: 'kafka', effect: 'NO_SCHEDULE' }] : [];
      expect(group['taint']).toEqual(taint);
    }
  });

  it('have as many nodes as the environment says, no more and no fewer', () => {
    const two = { instanceType: 'r7g.large', perZone: 2 };
    const larger = resourcesOf(eksProd({ 'platform/kafkaNodes': two }));
    const counts = all(larger, 'aws_eks_node_group')
      .filter(isKafka)
      .map((group) => group['scaling_config']);
    expect(counts).toEqual(Array.from({ length: 3 }, () => ({ min_size: 2, max_size: 2, desired_size: 2 })));
  });

  it('are the same groups with a larger type: only their templates differ', () => {
    const larger = resourcesOf(
      eksProd({
        'platform/kafkaNodes': { instanceType: 'r7g.xlarge', perZone: 1 },
        'platform/tags': { team: 'streams' },
      }),
    );
    const changed = all(larger, 'aws_eks_node_group');
    expect(changed).toEqual(groups);
    for (const group of changed.filter(isKafka)) expect(templateOf(group, larger)['instance_type']).toBe('r7g.xlarge');
  });
});

describe('the other groups', () => {
  const overZones = ['private-a', 'private-b', 'private-c'];

  it('stand in all zones', () => {
    for (const group of groups.filter((one) => !isKafka(one))) expect(group['subnet_ids']).toEqual(overZones);
  });

  it("have system nodes, which stay, and the services', whose number is the autoscaler's", () => {
    expect(named('system')).toMatchObject({
      labels: { 'millrace.dev/pool': 'system' },
      scaling_config: { min_size: 3, max_size: 3, desired_size: 3 },
    });
    expect(named('apps')).toMatchObject({
      labels: { 'millrace.dev/pool': 'apps' },
      scaling_config: { min_size: 3, max_size: 9, desired_size: 3 },
    });
    for (const group of groups) {
      const ignored = group === named('apps') ? ['scaling_config[0].desired_size'] : undefined;
      expect(group.lifecycle?.ignore_changes).toEqual(ignored);
    }
  });
});
