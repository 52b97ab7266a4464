import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { perZone, type PerZone } from '../../model/subnets';
import type { Gateways } from './gateways';
import type { ZoneSubnets } from './zone-subnets';

export interface RoutesProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly vpc: Vpc;
  readonly subnets: ZoneSubnets;
  readonly gateways: Gateways;
}

const everywhere = '0.0.0.0/0';

/** Where each subnet's traffic goes. The zones' private subnets have a table each: one that is lost stops no other. */
export class Routes extends Construct {
  readonly private: PerZone<RouteTable>;
  /** Knows the VPC only. */
  readonly intra: RouteTable;

  constructor(scope: Construct, id: string, { environment, vpc, subnets, gateways }: RoutesProps) {
    super(scope, id);
    const { name, platform } = environment;
    const table = (of: string): RouteTable =>
      new RouteTable(this, of, { vpcId: vpc.id, tags: { Name: `${name}-${of}` } });

    const publicTable = table('public');
    new Route(this, 'public-internet', {
      routeTableId: publicTable.id,
      destinationCidrBlock: everywhere,
      gatewayId: gateways.internet.id,
    });
    this.intra = table('intra');
    this.private = perZone((zone) => {
      const zoneName = platform.zones[zone];
      const privateTable = table(`private-${zoneName}`);
      new Route(this, `private-${zoneName}-nat`, {
        routeTableId: privateTable.id,
        destinationCidrBlock: everywhere,
        natGatewayId: gateways.nat[zone].id,
      });
      const tables = { public: publicTable, private: privateTable, intra: this.intra };
      for (const tier of ['public', 'private', 'intra'] as const) {
        const [subnetId, routeTableId] = [subnets[tier][zone].id, tables[tier].id];
        new RouteTableAssociation(this, `${tier}-${zoneName}-association`, { subnetId, routeTableId });
      }
      return privateTable;
    });
  }
}
