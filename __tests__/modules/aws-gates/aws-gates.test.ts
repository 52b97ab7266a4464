import { ApiReady } from '../../../modules/aws-gates/api-ready';
import { NetworkEmptied } from '../../../modules/aws-gates/network-emptied';
import { ProtectionLifted } from '../../../modules/aws-gates/protection-lifted';
import { VolumesTold } from '../../../modules/aws-gates/volumes-told';
import { Cluster } from '../../../modules/releases/cluster';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { TerraformData } from '../../../modules/releases/terraform-data';
import { synthesized } from '../releases/synthesized';

const region = 'eu-central-1';

/** The order of a stack, with data in the place of AWS's resources. */
const stack = synthesized((scope) => {
  const nothing = { input: {}, provisioners: [] };
  const told = new VolumesTold(scope, 'volumes-told', { environment: 'eks-test', region });
  const network = new TerraformData(scope, 'network', nothing);
  const emptied = new NetworkEmptied(scope, 'network-emptied', {
    cluster: 'eks-test',
    region,
    vpcId: network.getStringAttribute('vpc_id'),
    after: [network, told],
  });
  const eks = new TerraformData(scope, 'eks', { ...nothing, dependsOn: [emptied.node.children[0] as TerraformData] });
  const lifted = new ProtectionLifted(scope, 'protection', {
    cluster: 'eks-test',
    region,
    endpoint: eks.getStringAttribute('endpoint'),
    after: [eks],
  });
  const access = {
    cluster: 'eks-test',
    region,
    endpoint: eks.getStringAttribute('endpoint'),
    certificateAuthority: eks.getStringAttribute('authority'),
  };
  const api = new ApiReady(scope, 'api', { access, after: [eks, lifted] });
  new Cluster(scope, { eks: access });
  new ObjectsRelease(scope, { name: 'things', namespace: 'default', objects: [], after: [api] });
});
const data = stack.resource.terraform_data;

describe('the gates around an EKS cluster', () => {
  it.each([
    ['volumes-told', 'destroy', 'tell-volumes', []],
    ['network-emptied', 'destroy', 'empty-network', ['network', 'volumes-told']],
    ['protection', 'destroy', 'lift-protection', ['eks']],
    ['api', 'create', 'await-api', ['eks', 'protection']],
  ])('run their command: %s', (id, when, command, after) => {
    expect(data[id]?.provisioner).toEqual([
      {
        'local-exec': {
          command: `node --import tsx local/deploy/main.ts ${command}`,
          environment: { MILLRACE_GATE: '${jsonencode(self.input)}' },
          when,
          working_dir: expect.stringMatching(/^\.\.\//) as string,
        },
      },
    ]);
    expect(data[id]?.depends_on ?? []).toEqual(after.map((one) => `terraform_data.${one}`));
  });

  it('hand over all that they need, since a destroy sees nothing else', () => {
    expect(Object.fromEntries(Object.entries(data).map(([id, { input }]) => [id, input]))).toMatchObject({
      'volumes-told': { environment: 'eks-test', region },
      'network-emptied': {
        cluster: 'eks-test',
        region,
        vpcId: '${terraform_data.network.vpc_id}',
        timeoutSeconds: 900,
      },
      protection: { cluster: 'eks-test', region, timeoutSeconds: 600 },
      api: {
        eks: {
          cluster: 'eks-test',
          region,
          endpoint: '${terraform_data.eks.endpoint}',
          certificateAuthority: '${terraform_data.eks.authority}',
        },
        timeoutSeconds: 600,
      },
    });
  });

  it('lift the protection of a cluster that is replaced, ask the new one, and nothing else twice', () => {
    const replaced = Object.entries(data).filter(([, { triggers_replace: by }]) => by !== undefined);
    expect(replaced.map(([id, { triggers_replace: by }]) => [id, by])).toEqual([
      ['api', '${terraform_data.eks.endpoint}'],
      ['protection', '${terraform_data.eks.endpoint}'],
      ['things-ready', expect.any(String)],
    ]);
  });

  it('stand before the first release', () => {
    expect(data['things-gone']?.depends_on).toEqual(['terraform_data.api']);
  });
});

describe('a cluster on EKS', () => {
  it('is asked with a token that is made when it is needed', () => {
    expect(stack.provider['helm']).toEqual([
      {
        kubernetes: {
          host: '${terraform_data.eks.endpoint}',
          cluster_ca_certificate: '${base64decode(terraform_data.eks.authority)}',
          exec: {
            api_version: 'client.authentication.k8s.io/v1beta1',
            command: 'aws',
            args: ['eks', 'get-token', '--cluster-name', 'eks-test', '--region', region, '--output', 'json'],
          },
        },
      },
    ]);
  });

  // The Helm provider asks the cluster for the installed version when it plans a release without one.
  it('has no release without a version', () => {
    const releases = Object.entries(stack.resource.helm_release);
    expect(releases).toHaveLength(1);
    expect(releases.filter(([, { version }]) => version === undefined)).toEqual([]);
  });
});
