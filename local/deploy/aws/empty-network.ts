import { z } from 'zod';
import type { NetworkRequest } from '../../../model/aws-gate';
import { DeployError } from '../deploy-error';
import { untilNonePending, type Pending, type WaitProps } from '../waiting';
import type { AwsCli } from './aws-cli';

const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).optional();

type Tags = z.infer<typeof tags>;

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

const securityGroups = z.object({
  SecurityGroups: z.array(z.object({ GroupId: z.string(), GroupName: z.string(), Tags: tags })),
});

const endpoints = z.object({
  VpcEndpoints: z.array(
    z.object({ VpcEndpointId: z.string(), ServiceName: z.string().optional(), State: z.string(), Tags: tags }),
  ),
});

/** Terraform's own, which go after this: NAT gateways' and endpoints'. EC2's answers and its documentation spell one differently. */
const ofTheNetwork: readonly string[] = ['nat_gateway', 'natGateway', 'vpc_endpoint', 'gateway_load_balancer_endpoint'];

/** The VPC CNI's (amazon-vpc-cni-k8s, `awsutils.go`): on every interface that it makes, beside the node's own. */
const cniDescription = 'aws-K8S-';
const cniTag = 'cluster.k8s.amazonaws.com/name';

/** The load balancer controller's, on all that it makes. */
const controllerTag = 'elbv2.k8s.aws/cluster';

/** EKS's, on the group that it makes for a cluster and deletes with it. */
const eksTag = 'aws:eks:cluster-name';

/** What is still there, and how it is taken away by hand. */
interface Left extends Pending {
  readonly command: readonly string[];
  /** Somebody else's, and nothing takes it away: no use in waiting. @default false */
  readonly stays?: boolean;
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

const hasTag = ({ Tags = [] }: { readonly Tags?: Tags | undefined }, key: string, value: string): boolean =>
  Tags.some(({ Key, Value }) => Key === key && Value === value);

/** Terraform's own, which go after this: a cluster has its environment's name. */
const isOfTerraform = (one: { readonly Tags?: Tags | undefined }, { cluster }: NetworkRequest): boolean =>
  hasTag(one, 'millrace:environment', cluster);

/** Somebody else's, such as GuardDuty's for its agents: it is theirs to remove, and the VPC cannot go before it. */
async function endpointsLeft(aws: AwsCli, request: NetworkRequest): Promise<Left[]> {
  const asked = ['ec2', 'describe-vpc-endpoints', '--filters', inVpc(request.vpcId)];
  return (await aws.ask(endpoints, asked)).VpcEndpoints.filter(
    (one) => !isOfTerraform(one, request) && !/^deleted$/i.test(one.State),
  ).map(({ VpcEndpointId: id, ServiceName = 'of no service', State }) => ({
    what: `VPC endpoint ${id} (${ServiceName})`,
    why: `it is ${State}, and not of this environment`,
    command: ['ec2', 'delete-vpc-endpoints', '--vpc-endpoint-ids', id],
    stays: !/^deleting$/i.test(State),
  }));
}

/** The load balancer controller's are deleted once nothing is in them; EKS deletes its own with the cluster; others' are named. */
async function securityGroupsLeft(
  aws: AwsCli,
  request: NetworkRequest,
  { inUse, wait }: { readonly inUse: boolean; readonly wait: WaitProps },
): Promise<Left[]> {
  const asked = ['ec2', 'describe-security-groups', '--filters', inVpc(request.vpcId)];
  const left: Left[] = [];
  for (const group of (await aws.ask(securityGroups, asked)).SecurityGroups) {
    const what = `security group ${group.GroupId} (${group.GroupName})`;
    const command = ['ec2', 'delete-security-group', '--group-id', group.GroupId];
    if (hasTag(group, controllerTag, request.cluster)) {
      // A group cannot go before the interfaces that are in it.
      if (inUse) continue;
      const found: Left = { what, why: 'something still refers to it', command };
      if (await removed(aws, found)) wait.say(`deleted ${what} of the load balancer controller`);
      else left.push(found);
    } else if (group.GroupName !== 'default' && !isOfTerraform(group, request)) {
      const ofEks = hasTag(group, eksTag, request.cluster);
      const why = ofEks ? 'EKS has not deleted it yet' : 'it is not of this environment';
      left.push({ what, why, command, stays: !ofEks });
    }
  }
  return left;
}

function notEmpty(
  left: readonly Left[],
  pending: readonly Pending[],
  { vpcId, timeoutSeconds, region }: NetworkRequest,
): DeployError {
  const lines = left.map(
    ({ what, why, command }) => `  - ${what}: ${why}\n      aws ${command.join(' ')} --region ${region}`,
  );
  const told = left.length === 0 ? pending.map(({ what, why }) => `  - ${what}: ${why}`) : lines;
  const since = onlyStays(left) ? 'and nothing here removes it' : `after ${timeoutSeconds} s`;
  return new DeployError(
    'DEPLOY_NETWORK_NOT_EMPTY',
    `The network ${vpcId} cannot go: this is still in it ${since}:\n${told.join('\n')}\n` +
      'See what each belongs to, remove it, and destroy again; it goes on from here.',
    true,
  );
}

const onlyStays = (left: readonly Left[]): boolean => left.length > 0 && left.every(({ stays }) => stays === true);

/**
 * Waits until nothing of the cluster, which is gone, stands in the way of its subnets: load balancers, their network
 * interfaces, those of the VPC CNI, and what others have put into the VPC. What is abandoned for certain is deleted; once
 * only what is others' is left, the waiting is over.
 * @throws DeployError DEPLOY_NETWORK_NOT_EMPTY with each that is left and the command that removes it
 */
export async function emptyNetwork(aws: AwsCli, request: NetworkRequest, wait: WaitProps): Promise<void> {
  let left: readonly Left[] = [];
  const pending = await untilNonePending(async () => {
    left = [];
    const balancers = await loadBalancersLeft(aws, request);
    const interfaces = await interfacesLeft(aws, request, wait);
    const others = await endpointsLeft(aws, request);
    const inUse = balancers.length + interfaces.length > 0;
    const groups = await securityGroupsLeft(aws, request, { inUse, wait });
    left = [...balancers, ...interfaces, ...others, ...groups];
    return onlyStays(left) ? [] : left;
  }, wait);
  if (left.length === 0 && pending.length === 0) return wait.say(`nothing of the cluster is left in ${request.vpcId}`);
  throw notEmpty(left, pending, request);
}
