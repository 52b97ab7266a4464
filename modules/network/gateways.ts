import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { perZone, type PerZone } from '../../model/subnets';
import type { ZoneSubnets } from './zone-subnets';

export interface GatewaysProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly vpc: Vpc;
  readonly subnets: Pick<ZoneSubnets, 'public'>;
}

/** The ways out: of the public subnets by the internet gateway, of the private ones by a NAT gateway. */
export class Gateways extends Construct {
  readonly internet: InternetGateway;
  /** By which each zone goes out. Shared, it is the first zone's for all, and goes with that zone. */
  readonly nat: PerZone<NatGateway>;

  constructor(scope: Construct, id: string, { environment, vpc, subnets }: GatewaysProps) {
    super(scope, id);
    const { name, platform } = environment;
    this.internet = new InternetGateway(this, 'internet', { vpcId: vpc.id, tags: { Name: name } });
    const ofZone = (zone: 0 | 1 | 2): NatGateway =>
      this.natGateway(name, platform.zones[zone], subnets.public[zone].id);
    if (platform.network.natGateways === 'per-zone') {
      this.nat = perZone(ofZone);
    } else {
      const shared = ofZone(0);
      this.nat = [shared, shared, shared];
    }
  }

  private natGateway(name: string, zone: string, subnetId: string): NatGateway {
    // An internet gateway is not let go while an address of its VPC is in use: this says which goes first.
    const dependsOn = [this.internet];
    const tags = { Name: `${name}-nat-${zone}` };
    const address = new Eip(this, `address-${zone}`, { domain: 'vpc', tags, dependsOn });
    return new NatGateway(this, `nat-${zone}`, { subnetId, allocationId: address.allocationId, tags, dependsOn });
  }
}
