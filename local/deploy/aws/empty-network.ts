import { z } from 'zod';
import type { NetworkRequest } from '../../../model/aws-gate';
import { DeployError } from '../deploy-error';
import { untilNonePending, type Pending, type WaitProps } from '../waiting';
import type { AwsCli } from './aws-cli';

const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).optional();

const loadBalancers = z.object({
  LoadBalancers: z.array(z.object({ LoadBalancerArn: z.string(), LoadBalancerName: z.string(), VpcId: z.string() })),
});

const networkInterfaces = z.object({
  NetworkInterfaces: z.array(
    z.object({
      NetworkInterfaceId: z.string(),
      Description: z.string().optional(),
      InterfaceType: z.string().optional(),
      Status: z.string(),
      TagSet: tags,
    }),
  ),
});

type NetworkInterface = z.infer<typeof networkInterfaces>['NetworkInterfaces'][number];

const securityGroups = z.object({ SecurityGroups: z.array(z.object({ GroupId: z.string(), GroupName: z.string() })) });

/** Terraform's own, which go after this: NAT gateways' and endpoints'. EC2's answers and its documentation spell one differently. */
const ofTheNetwork: readonly string[] = ['nat_gateway', 'natGateway', 'vpc_endpoint', 'gateway_load_balancer_endpoint'];

/** The VPC CNI's (amazon-vpc-cni-k8s, `awsutils.go`): on every interface that it makes, beside the node's own. */
const cniDescription = 'aws-K8S-';
const cniTag = 'cluster.k8s.amazonaws.com/name';

/** What is still there, and how it is taken away by hand. */
interface Left extends Pending {
  readonly command: readonly string[];
}

const inVpc = (vpcId: string): string => `Name=vpc-id,Values=${vpcId}`;

/** All of the VPC: whoever made one, the VPC cannot go before it. */
async function loadBalancersLeft(aws: AwsCli, { vpcId }: NetworkRequest): Promise<Left[]> {
  const { LoadBalancers } = await aws.ask(loadBalancers, ['elbv2', 'describe-load-balancers']);
  return LoadBalancers.filter(({ VpcId }) => VpcId === vpcId).map(({ LoadBalancerArn, LoadBalancerName }) => ({
    what: `load balancer ${LoadBalancerName}`,
    why: 'nothing has deleted it',
    command: ['elbv2', 'delete-load-balancer', '--load-balancer-arn', LoadBalancerArn],
  }));
}

const isOfCni = ({ Description = '', TagSet = [] }: NetworkInterface, cluster: string): boolean => {
  const owner = TagSet.find(({ Key }) => Key === cniTag)?.Value;
  return owner === undefined ? Description.startsWith(cniDescription) : owner === cluster;
};

/** @returns whether it is taken away; one that is still in use stays until the next look */
const removed = async (aws: AwsCli, { command }: Left): Promise<boolean> =>
  aws.run(command).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DeployError && error.canRetry) return false;
      throw error;
    },
  );

async function interfacesLeft(aws: AwsCli, { vpcId, cluster }: NetworkRequest, wait: WaitProps): Promise<Left[]> {
  const asked = ['ec2', 'describe-network-interfaces', '--filters', inVpc(vpcId)];
  const { NetworkInterfaces } = await aws.ask(networkInterfaces, asked);
  const left: Left[] = [];
  for (const one of NetworkInterfaces) {
    const { NetworkInterfaceId: id, Description, InterfaceType, Status } = one;
    if (ofTheNetwork.includes(InterfaceType ?? '')) continue;
    const about = Description === undefined || Description === '' ? '' : ` (${Description})`;
    const command = ['ec2', 'delete-network-interface', '--network-interface-id', id];
    const found: Left = { what: `network interface ${id}${about}`, why: `it is ${Status}`, command };
    const abandoned = Status === 'available' && isOfCni(one, cluster);
    if (abandoned && (await removed(aws, found))) wait.say(`deleted ${found.what}, which the VPC CNI left behind`);
    else left.push(found);
  }
  return left;
}

/** The load balancer controller's; EKS deletes its own with the cluster. */
async function securityGroupsLeft(aws: AwsCli, { vpcId, cluster }: NetworkRequest, wait: WaitProps): Promise<Left[]> {
  const filters = [inVpc(vpcId), `Name=tag:elbv2.k8s.aws/cluster,Values=${cluster}`];
  const asked = ['ec2', 'describe-security-groups', '--filters', ...filters];
  const left: Left[] = [];
  for (const { GroupId, GroupName } of (await aws.ask(securityGroups, asked)).SecurityGroups) {
    const command = ['ec2', 'delete-security-group', '--group-id', GroupId];
    const found: Left = {
      what: `security group ${GroupId} (${GroupName})`,
      why: 'something still refers to it',
      command,
    };
    if (await removed(aws, found)) wait.say(`deleted ${found.what} of the load balancer controller`);
    else left.push(found);
  }
  return left;
}

/**
 * Waits until nothing of the cluster, which is gone, stands in the way of its subnets: load balancers, their network
 * interfaces, those of the VPC CNI. What is abandoned for certain is deleted.
 * @throws DeployError DEPLOY_NETWORK_NOT_EMPTY with each that is left and the command that removes it
 */
export async function emptyNetwork(aws: AwsCli, request: NetworkRequest, wait: WaitProps): Promise<void> {
  let left: readonly Left[] = [];
  const pending = await untilNonePending(async () => {
    left = [];
    const balancers = await loadBalancersLeft(aws, request);
    const interfaces = await interfacesLeft(aws, request, wait);
    // A group cannot go before the interfaces that are in it.
    const groups = balancers.length + interfaces.length > 0 ? [] : await securityGroupsLeft(aws, request, wait);
    left = [...balancers, ...interfaces, ...groups];
    return left;
  }, wait);
  if (pending.length === 0) return wait.say(`nothing of the cluster is left in ${request.vpcId}`);
  const lines = left.map(
    ({ what, why, command }) => `  - ${what}: ${why}\n      aws ${command.join(' ')} --region ${aws.region}`,
  );
  const told = left.length === 0 ? pending.map(({ what, why }) => `  - ${what}: ${why}`) : lines;
  throw new DeployError(
    'DEPLOY_NETWORK_NOT_EMPTY',
    `The network ${request.vpcId} cannot go: this is still in it after ${request.timeoutSeconds} s:\n${told.join('\n')}\n` +
      'See what each belongs to, remove it, and destroy again; it goes on from here.',
    true,
  );
}
