import { AwsCli } from '../../../local/deploy/aws/aws-cli';
import { mustBeOfAccount } from '../../../local/deploy/aws/check-account';
import { emptyNetwork } from '../../../local/deploy/aws/empty-network';
import { liftProtection } from '../../../local/deploy/aws/lift-protection';
import { tellVolumes } from '../../../local/deploy/aws/tell-volumes';
import { systemClock } from '../../../local/deploy/waiting';
import { AwsMock } from './aws-mock';

/** moto and the AWS CLI are fetched from PyPI when they are not there. */
jest.setTimeout(600_000);

const region = 'us-east-1';
const cluster = 'eks-test';

/** The gates' own commands, given to the AWS CLI itself: what it takes and what its answers look like. */
describe('the gates of a cluster, asking a mock of AWS', () => {
  let mock: AwsMock;
  let aws: AwsCli;
  const lines: string[] = [];
  const say = (line: string): unknown => lines.push(line);
  const wait = { timeoutSeconds: 1, clock: systemClock, say, pollMs: 200 };
  const ec2 = <T>(...args: string[]): Promise<T> => mock.ask(['ec2', ...args]);

  async function vpc(): Promise<{ readonly vpcId: string; readonly subnetId: string }> {
    const { Vpc } = await ec2<{ Vpc: { VpcId: string } }>('create-vpc', '--cidr-block', '10.0.0.0/16');
    const subnet = ['create-subnet', '--vpc-id', Vpc.VpcId, '--cidr-block', '10.0.0.0/24'];
    const { Subnet } = await ec2<{ Subnet: { SubnetId: string } }>(...subnet);
    return { vpcId: Vpc.VpcId, subnetId: Subnet.SubnetId };
  }
  const networkInterface = async (subnetId: string, description: string): Promise<string> => {
    const made = ['create-network-interface', '--subnet-id', subnetId, '--description', description];
    return (await ec2<{ NetworkInterface: { NetworkInterfaceId: string } }>(...made)).NetworkInterface
      .NetworkInterfaceId;
  };

  beforeAll(async () => {
    mock = await AwsMock.start();
    aws = new AwsCli(mock.commands(), region);
  });
  afterAll(() => mock?.stop());
  beforeEach(async () => {
    lines.length = 0;
    await mock.reset();
  });

  it('delete what the VPC CNI left behind and the group of the load balancer controller, and nothing of others', async () => {
    const [own, other] = [await vpc(), await vpc()];
    const left = await networkInterface(own.subnetId, 'aws-K8S-i-1');
    const others = await networkInterface(other.subnetId, 'aws-K8S-i-2');
    const tags = `ResourceType=security-group,Tags=[{Key=elbv2.k8s.aws/cluster,Value=${cluster}}]`;
    const group = ['create-security-group', '--group-name', 'k8s', '--description', 'k8s', '--vpc-id', own.vpcId];
    await ec2(...group, '--tag-specifications', tags);
    await emptyNetwork(aws, { cluster, region, vpcId: own.vpcId, timeoutSeconds: 1 }, wait);
    expect(lines).toEqual([
      expect.stringContaining(`deleted network interface ${left} (aws-K8S-i-1)`),
      expect.stringContaining('(k8s) of the load balancer controller'),
      `nothing of the cluster is left in ${own.vpcId}`,
    ]);
    const { NetworkInterfaces } = await ec2<{ NetworkInterfaces: { NetworkInterfaceId: string }[] }>(
      'describe-network-interfaces',
    );
    expect(NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toEqual([others]);
  });

  it('rejects a network with an interface of somebody else, with the command that removes it', async () => {
    const { vpcId, subnetId } = await vpc();
    const id = await networkInterface(subnetId, 'of a database');
    const gate = emptyNetwork(aws, { cluster, region, vpcId, timeoutSeconds: 1 }, wait);
    await expect(gate).rejects.toMatchObject({
      code: 'DEPLOY_NETWORK_NOT_EMPTY',
      message: expect.stringContaining(
        `aws ec2 delete-network-interface --network-interface-id ${id} --region ${region}`,
      ) as string,
    });
  });

  it('tell the volumes of the environment, with their claims', async () => {
    const create = ['create-volume', '--availability-zone', 'us-east-1a', '--size', '100', '--tag-specifications'];
    const tagged = (environment: string): string =>
      `ResourceType=volume,Tags=[{Key=millrace:environment,Value=${environment}},{Key=kubernetes.io/created-for/pvc/name,Value=data-0},{Key=kubernetes.io/created-for/pvc/namespace,Value=kafka}]`;
    const { VolumeId } = await ec2<{ VolumeId: string }>(...create, tagged('eks-prod'));
    const others = await ec2<{ VolumeId: string }>(...create, tagged('eks-dev'));
    await tellVolumes(aws, { environment: 'eks-prod', region }, say);
    expect(lines.join('\n')).toContain(`${VolumeId}  100 GiB  us-east-1a  available  kafka/data-0`);
    expect(lines.join('\n')).not.toContain(others.VolumeId);
    await ec2('delete-volume', '--volume-id', VolumeId);
    lines.length = 0;
    await tellVolumes(aws, { environment: 'eks-prod', region }, say);
    expect(lines).toEqual(["no volume of 'eks-prod' is left"]);
  });

  it('lift no protection of a cluster that is not there', async () => {
    await liftProtection(aws, { cluster, region, timeoutSeconds: 1 }, wait);
    expect(lines).toEqual(['the cluster is not protected against deletion']);
  });

  it('rejects credentials of another account', async () => {
    const elsewhere = new AwsCli(mock.commands(await mock.credentialsOf('999999999999')), region);
    const account = { id: '111122223333', name: 'test', region } as Parameters<typeof mustBeOfAccount>[0];
    await expect(mustBeOfAccount(account, elsewhere)).rejects.toMatchObject({ code: 'DEPLOY_WRONG_ACCOUNT' });
    await mustBeOfAccount({ ...account, id: '999999999999' }, elsewhere);
  });
});
