import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectsOf, ofType } from './eks-objects';
import { comesBehind, namedBy, resourcesOf, synthesizedEks, type EksStackJson, type Resource } from './synthesized-eks';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'millrace-eks-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const synthesized = (outdir: string, changes: Readonly<Record<string, unknown>> = {}): EksStackJson =>
  JSON.parse(synthesizedEks(join(scratch, outdir), changes)) as EksStackJson;

/** Every text in it, with the path to it. */
function textsIn(tree: unknown, path = ''): [string, string][] {
  if (typeof tree === 'string') return [[path, tree]];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => textsIn(value, `${path}/${key}`));
}

describe('the eks-prod stack', () => {
  let stack: EksStackJson;
  let all: ReadonlyMap<string, Resource>;
  let behind: (address: string) => ReadonlySet<string>;
  beforeAll(() => {
    stack = synthesized('first');
    all = resourcesOf(stack);
    behind = comesBehind(all);
  });

  it('has a network, a cluster with its groups and add-ons, and every release of the platform, without a cycle', () => {
    for (const address of all.keys()) expect(behind(address)).not.toContain(address);
    expect(ofType(all, 'aws_subnet')).toHaveLength(9);
    expect(ofType(all, 'aws_eks_node_group')).toHaveLength(5);
    expect(
      ofType(all, 'helm_release')
        .map(([address]) => address.slice('helm_release.'.length))
        .sort(),
    ).toEqual([
      'aws-load-balancer-controller',
      'aws-load-balancer-controller-crds',
      'cluster-autoscaler',
      'drain-cleaner',
      'kafka',
      'kafka-entities',
      'log-agent',
      'logging',
      'monitoring',
      'monitors',
      'namespaces',
      'otel-collector',
      'prometheus-operator-crds',
      'services',
      'storage',
      'strimzi-crds',
      'strimzi-operator',
      'tempo',
      'tracing',
    ]);
  });

  describe('plans without a cluster', () => {
    it('reads nothing of it: no data source, no resource of the Kubernetes API', () => {
      expect(stack.data).toBeUndefined();
      expect(Object.keys(stack.provider).sort()).toEqual(
        ['aws', 'helm', 'terraform'].filter((name) => name in stack.provider),
      );
      expect(Object.keys(stack.resource).filter((type) => !/^(aws_|helm_release$|terraform_data$)/.test(type))).toEqual(
        [],
      );
    });

    it('has a version for every chart: without one the Helm provider asks the cluster which is installed', () => {
      const versions = ofType(all, 'helm_release').map(([, { version }]) => version);
      expect(versions).toHaveLength(19);
      for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(JSON.stringify(stack.provider['helm'])).not.toMatch(/experiments|manifest/);
    });

    it('gets its token from a command, and address and CA from the cluster that it makes', () => {
      const [{ kubernetes } = { kubernetes: undefined }] = stack.provider['helm'] as unknown as readonly {
        readonly kubernetes: Readonly<Record<string, unknown>>;
      }[];
      expect(kubernetes).toMatchObject({
        host: expect.stringMatching(/^\$\{aws_eks_cluster\.[\w-]+\.endpoint\}$/) as string,
        cluster_ca_certificate: expect.stringMatching(/^\$\{base64decode\(aws_eks_cluster\./) as string,
        exec: { command: 'aws', args: expect.arrayContaining(['eks', 'get-token']) as string[] },
      });
      expect(Object.keys(kubernetes ?? {}).sort()).toEqual(['cluster_ca_certificate', 'exec', 'host']);
    });
  });

  it('puts every release behind an API that answers, nodes, add-ons and the whole network', () => {
    const needed = ['aws_eks_node_group', 'aws_eks_addon', 'aws_route', 'aws_nat_gateway', 'aws_vpc_endpoint'].flatMap(
      (type) => ofType(all, type).map(([address]) => address),
    );
    expect(needed.length).toBeGreaterThan(20);
    for (const [address] of ofType(all, 'helm_release')) {
      const before = behind(address);
      expect({ address, missing: [...needed, 'terraform_data.api'].filter((need) => !before.has(need)) }).toEqual({
        address,
        missing: [],
      });
    }
  });

  it.each([
    // What Kafka's load balancers and the volumes are made by outlives them.
    ['kafka-gone', 'helm_release.aws-load-balancer-controller'],
    ['kafka-gone', 'helm_release.drain-cleaner'],
    ['kafka-gone', 'helm_release.strimzi-operator'],
    ['monitoring-gone', 'helm_release.storage'],
    ['kafka-entities-gone', 'helm_release.kafka'],
    ['services-gone', 'helm_release.kafka-entities'],
  ])('destroys %s before %s', (gate, later) => {
    expect(behind(`terraform_data.${gate}`)).toContain(later);
  });

  it('destroys releases, protection, cluster, what it left in the network, the network; then it tells which volumes stay', () => {
    const [[cluster = ''] = []] = ofType(all, 'aws_eks_cluster');
    expect(behind('terraform_data.api')).toContain('terraform_data.lifted-protection');
    expect(behind('terraform_data.lifted-protection')).toContain(cluster);
    expect(behind(cluster)).toContain('terraform_data.emptied-network');
    for (const [address] of [...ofType(all, 'aws_subnet'), ...ofType(all, 'aws_security_group')]) {
      expect(behind('terraform_data.emptied-network')).toContain(address);
      expect(behind(address)).toContain('terraform_data.kept-volumes');
    }
  });

  it('waits on destroy for the Services of type LoadBalancer that the operator has made', () => {
    const { input } = all.get('terraform_data.kafka-gone') as unknown as {
      readonly input: { readonly leftovers: unknown };
    };
    expect(input.leftovers).toEqual([
      expect.objectContaining({ kind: 'Service', namespace: 'millrace', selector: 'strimzi.io/cluster=millrace' }),
    ]);
  });

  it('waits on destroy for every volume that goes with its claim, while what deletes it is there', () => {
    const classes = ofType(all, 'helm_release')
      .flatMap(([, release]) => objectsOf(release))
      .filter(({ kind, reclaimPolicy }) => kind === 'StorageClass' && reclaimPolicy === 'Delete')
      .map(({ metadata }) => (metadata as { readonly name: string }).name);
    expect(classes).toContain('millrace-general');
    const { input } = all.get('terraform_data.namespaces-gone') as unknown as {
      readonly input: { readonly leftovers: readonly unknown[] };
    };
    // Beside them that of brokers whose data may go, and might once have gone.
    expect(input.leftovers).toEqual(
      [...new Set([...classes, 'millrace-kafka-delete'])].map((storageClass) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        storageClass,
      })),
    );
    const [driver = ['']] = ofType(all, 'aws_eks_addon').filter(
      ([, { addon_name: name }]) => name === 'aws-ebs-csi-driver',
    );
    expect(behind('terraform_data.namespaces-gone')).toContain(driver[0]);
  });

  it('gives the controllers their rights before there is a node, and takes them away after their releases', () => {
    const associations = ofType(all, 'aws_eks_pod_identity_association');
    expect(associations.map(([, { service_account: account }]) => account).sort()).toEqual([
      'aws-load-balancer-controller',
      'cluster-autoscaler',
    ]);
    for (const [address, { service_account: account }] of associations) {
      const before = [...behind(address)];
      expect(before.filter((one) => /^(aws_eks_(node_group|addon)|helm_release)\.|\.api$/.test(one))).toEqual([]);
      expect(before.filter((one) => one.startsWith('aws_eks_cluster.'))).toHaveLength(1);
      expect(behind(`helm_release.${String(account)}`)).toContain(address);
      expect(behind(`terraform_data.${String(account)}-gone`)).toContain(address);
    }
  });

  it('lets nothing be destroyed or replaced that the environment does not name', () => {
    const kept = (changes: Readonly<Record<string, unknown>>, name: string): string[] =>
      [...resourcesOf(synthesized(name, changes))]
        .filter(([, { lifecycle }]) => lifecycle?.prevent_destroy === true)
        .map(([address]) => address.split('.')[0] ?? '')
        .filter((type, index, types) => types.indexOf(type) === index)
        .sort();
    expect(kept({}, 'kept')).toEqual(['aws_eks_cluster', 'aws_eks_node_group', 'aws_subnet', 'aws_vpc']);
    expect(kept({ 'platform/destroyable': ['network'] }, 'network')).toEqual(['aws_eks_cluster', 'aws_eks_node_group']);
    expect(kept({ 'platform/destroyable': ['network', 'cluster'] }, 'cluster')).toEqual(['aws_eks_node_group']);
    expect(kept({ 'platform/destroyable': ['network', 'cluster', 'kafka-nodes'] }, 'all')).toEqual([]);
    const groups = ofType(all, 'aws_eks_node_group').filter(([, group]) => group.lifecycle?.prevent_destroy === true);
    expect(groups.map(([, group]) => group['node_group_name']).sort()).toEqual(
      ['a', 'b', 'c'].map((zone) => `eks-prod-kafka-us-east-1${zone}`),
    );
  });

  it('is open to everybody nowhere but on its ways out', () => {
    const open = [...all].flatMap(([address, resource]) =>
      textsIn(resource)
        .filter(([, text]) => /(^|[^\d.])0\.0\.0\.0\/0|::\/0/.test(text))
        .map(([path]) => `${address.split('.')[0]}${path}`),
    );
    // Routes to NAT and internet gateways; in values, what pods of ours may reach (the policies look at what may reach them).
    expect([...new Set(open)].sort()).toEqual(['aws_route/destination_cidr_block', 'helm_release/values/0']);
    const peers = [...all].flatMap(([, release]) => objectsOf(release)).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(peers.length).toBeGreaterThan(5);
    for (const { spec } of peers)
      expect(JSON.stringify((spec as { readonly ingress?: unknown }).ingress ?? [])).not.toContain('0.0.0.0/0');
  });

  it('tags everything: by default what Terraform makes, by their template what a group makes', () => {
    const tags = { 'millrace:environment': 'eks-prod', 'millrace:managed-by': 'cdktf' };
    expect(stack.provider['aws']).toEqual([expect.objectContaining({ default_tags: [{ tags }] })]);
    for (const [, template] of ofType(all, 'aws_launch_template'))
      for (const specification of template['tag_specifications'] as readonly { readonly tags: object }[])
        expect(specification.tags).toMatchObject(tags);
  });

  it('gives every role the boundary of the account', () => {
    for (const [address, role] of ofType(all, 'aws_iam_role'))
      expect({ address, boundary: role['permissions_boundary'], path: role['path'] }).toEqual({
        address,
        boundary: 'arn:aws:iam::123456789012:policy/millrace-ci/millrace-boundary',
        path: '/millrace/',
      });
  });

  it('keeps its state in the account bucket under its own key, encrypted and locked, and refuses other accounts', () => {
    expect(stack.terraform.backend).toMatchObject({
      s3: {
        bucket: 'millrace-state-123456789012-us-east-1',
        key: 'eks-prod/terraform.tfstate',
        encrypt: true,
        use_lockfile: true,
        allowed_account_ids: ['123456789012'],
      },
    });
    expect(stack.provider['aws']?.[0]).toMatchObject({ allowed_account_ids: ['123456789012'], region: 'us-east-1' });
  });

  it('runs the images whose digests are known, by digest', () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const digests = { producer: digest, consumer: digest, 'ping-pong': digest };
    const { resource } = synthesized('digests', { 'platform/imageDigests': digests });
    const images = objectsOf(resource['helm_release']?.['services'])
      .filter(({ kind }) => kind === 'Deployment')
      .map((deployment) => /"image":"([^"]+)"/.exec(JSON.stringify(deployment))?.[1]);
    expect(images.sort()).toEqual(
      ['consumer', 'ping-pong', 'producer'].map(
        (service) => `123456789012.dkr.ecr.us-east-1.amazonaws.com/millrace/${service}@${digest}`,
      ),
    );
  });

  it('holds no path of this machine and no secret', () => {
    const text = JSON.stringify(stack);
    for (const place of [homedir(), scratch, '"/work', '"/home', '"/Users'].filter((path) => path !== '/'))
      expect(text).not.toContain(`"${place}`);
    expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|secret_key|password=/);
  });

  it('is the same, byte for byte, when nothing has changed', () => {
    expect(synthesizedEks(join(scratch, 'again'))).toBe(synthesizedEks(join(scratch, 'once')));
  });

  it('changes the templates of the brokers alone when they get another instance type, and replaces nothing', () => {
    const larger = resourcesOf(synthesized('larger', { 'platform/kafkaNodes/instanceType': 'r7g.xlarge' }));
    const changed = [...larger].filter(
      ([address, resource]) => JSON.stringify(all.get(address)) !== JSON.stringify(resource),
    );
    const types = changed.map(([address]) => address.split('.')[0]);
    expect(types.filter((type) => type === 'aws_launch_template')).toHaveLength(3);
    expect(new Set(types)).toEqual(new Set(['aws_launch_template', 'helm_release', 'terraform_data']));
    expect([...larger.keys()].sort()).toEqual([...all.keys()].sort());
  });

  it('names each resource that it needs, and no other stack', () => {
    for (const [address, resource] of all) {
      const named = [...JSON.stringify(resource).matchAll(/\$\{(aws_\w+\.[\w-]+)/g)].map(([, one = '']) => one);
      expect({ address, unknown: named.filter((one) => !all.has(one)) }).toEqual({ address, unknown: [] });
      expect(namedBy(resource, all)).not.toContain(address);
    }
  });
});
