import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import type { EnvironmentOn } from '../../model/environment';
import { interfaceEndpoints } from '../../model/vpc-endpoints';
import { policyDocument, type Statement } from '../aws/policy-document';
import type { Routes } from './routes';
import type { ZoneSubnets } from './zone-subnets';

export interface EndpointsProps {
  readonly environment: EnvironmentOn<'eks'>;
  readonly vpc: Vpc;
  readonly subnets: Pick<ZoneSubnets, 'intra'>;
  readonly routes: Routes;
}

/**
 * What may be done in S3 from inside of the VPC: everything with buckets of the account, within the rights of who asks; with
 * all others' reading. That may not be cut to known buckets: image layers lie in buckets of ECR, registry.k8s.io and
 * other registries, each with its own names, and they are asked for through this endpoint once it is there.
 */
const s3Policy = (account: string): readonly Statement[] => [
  {
    sid: 'OwnBuckets',
    principals: '*',
    actions: ['s3:*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:ResourceAccount': account } },
  },
  { sid: 'ImageLayers', principals: '*', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::*/*'] },
];

/** AWS's services by addresses of the VPC: a node comes up, and its pods get their rights, without a NAT gateway. */
export class Endpoints extends Construct {
  constructor(scope: Construct, id: string, { environment, vpc, subnets, routes }: EndpointsProps) {
    super(scope, id);
    const { name, platform } = environment;
    const common = (service: string) => ({
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${platform.region}.${service}`,
      tags: { Name: `${name}-${service}` },
    });
    new VpcEndpoint(this, 's3', {
      ...common('s3'),
      vpcEndpointType: 'Gateway',
      routeTableIds: [...routes.private, routes.intra].map((table) => table.id),
      policy: policyDocument(s3Policy(platform.account.id)),
    });
    const securityGroupIds = [this.fromInside(name, vpc, platform.network.cidr).id];
    const subnetIds = subnets.intra.map((subnet) => subnet.id);
    for (const service of interfaceEndpoints) {
      new VpcEndpoint(this, service.replace('.', '-'), {
        ...common(service),
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds,
      });
    }
  }

  /** Lets HTTPS in from the VPC; no way out, for an endpoint begins nothing. */
  private fromInside(environment: string, vpc: Vpc, cidr: string): SecurityGroup {
    const name = `${environment}-endpoints`;
    const description = 'HTTPS from the VPC to the endpoints of AWS services';
    const tags = { Name: name };
    const group = new SecurityGroup(this, 'group', { name, description, vpcId: vpc.id, egress: [], tags });
    new VpcSecurityGroupIngressRule(this, 'group-https', {
      securityGroupId: group.id,
      description: 'HTTPS from the VPC',
      cidrIpv4: cidr,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      tags,
    });
    return group;
  }
}
