import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import type { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { perZone, type PerZone, type SubnetPlan } from '../../model/subnets';
import { kept } from './kept';

export type Tier = keyof SubnetPlan;
export type ZoneSubnets = Readonly<Record<Tier, PerZone<Subnet>>>;

/** By these the AWS Load Balancer Controller finds where a load balancer's addresses come from. */
const loadBalancers: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
  public: { 'kubernetes.io/role/elb': '1' },
  private: { 'kubernetes.io/role/internal-elb': '1' },
  intra: {},
};

export interface ZoneSubnetsProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly vpc: Vpc;
  readonly plan: SubnetPlan;
}

/** A subnet of each kind in each zone. Nothing in them gets a public address by itself. */
export function zoneSubnets(scope: Construct, { environment, vpc, plan }: ZoneSubnetsProps): ZoneSubnets {
  const { zones } = environment.platform;
  const ofTier = (tier: Tier): PerZone<Subnet> =>
    perZone((zone) => {
      const id = `${tier}-${zones[zone]}`;
      return new Subnet(scope, id, {
        vpcId: vpc.id,
        availabilityZone: zones[zone],
        cidrBlock: plan[tier][zone].toString(),
        mapPublicIpOnLaunch: false,
        tags: { Name: `${environment.name}-${id}`, ...loadBalancers[tier] },
        ...kept(environment),
      });
    });
  return { public: ofTier('public'), private: ofTier('private'), intra: ofTier('intra') };
}
