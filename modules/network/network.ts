import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct, type IDependable } from 'constructs';
import { Cidr } from '../../model/cidr';
import type { EnvironmentOn } from '../../model/environment';
import { perZone, subnetPlan, type PerZone } from '../../model/subnets';
import { resourcesOf } from '../releases/gates';
import { Endpoints } from './endpoints';
import { FlowLogs } from './flow-logs';
import { Gateways } from './gateways';
import { kept } from './kept';
import { Routes } from './routes';
import { zoneSubnets, type Tier } from './zone-subnets';

export interface NetworkProps {
  readonly environment: EnvironmentOn<'eks'>;
  /** What on destroy is done last of all. @default - nothing */
  readonly after?: readonly IDependable[];
}

/**
 * The network of an EKS environment over three zones. Depend on all of it, not on its ids alone: an id is there before
 * the routes and endpoints are, and on destroy these would go while nodes still need them.
 */
export class Network extends Construct {
  readonly vpcId: string;
  /** Addresses of the VPC. */
  readonly cidr: string;
  /** Ids, in the order of the zones. */
  readonly subnets: Readonly<Record<Tier, PerZone<string>>>;
  /** Addresses of nodes, pods and internal load balancers, in the order of the zones. */
  readonly privateCidrs: PerZone<string>;
  /** Addresses of the control plane, from which it calls webhooks, in the order of the zones. */
  readonly intraCidrs: PerZone<string>;

  constructor(scope: Construct, id: string, { environment, after = [] }: NetworkProps) {
    super(scope, id);
    const plan = subnetPlan(Cidr.parse(environment.platform.network.cidr));
    const vpc = this.vpc(environment, after);
    const subnets = zoneSubnets(this, { environment, vpc, plan });
    const gateways = new Gateways(this, 'gateways', { environment, vpc, subnets });
    const routes = new Routes(this, 'routes', { environment, vpc, subnets, gateways });
    new Endpoints(this, 'endpoints', { environment, vpc, subnets, routes });
    new FlowLogs(this, 'flow-logs', { environment, vpc });

    const ids = (tier: Tier): PerZone<string> => perZone((zone) => subnets[tier][zone].id);
    this.vpcId = vpc.id;
    this.cidr = environment.platform.network.cidr;
    this.subnets = { public: ids('public'), private: ids('private'), intra: ids('intra') };
    this.privateCidrs = perZone((zone) => plan.private[zone].toString());
    this.intraCidrs = perZone((zone) => plan.intra[zone].toString());
  }

  private vpc(environment: EnvironmentOn<'eks'>, after: readonly IDependable[]): Vpc {
    const { name, platform } = environment;
    const vpc = new Vpc(this, 'vpc', {
      cidrBlock: platform.network.cidr,
      // The endpoints' private names, and the API server's, are answered inside of the VPC only with both.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
      dependsOn: resourcesOf(after),
      ...kept(environment),
    });
    // AWS makes it with each VPC, open to its own members. Lists that are empty, not absent: a rule that somebody adds goes.
    const tags = { Name: `${name}-default` };
    new DefaultSecurityGroup(this, 'default-group', { vpcId: vpc.id, ingress: [], egress: [], tags });
    return vpc;
  }
}
