import { interfaceEndpoints } from '../../../model/vpc-endpoints';
import { addressOf, eksEnvironment, ofType, synthesized } from './synthesized';

const { resources } = synthesized(eksEnvironment());
const endpoints = ofType(resources, 'aws_vpc_endpoint').map(([, endpoint]) => endpoint);
const gateways = endpoints.filter(({ vpc_endpoint_type }) => vpc_endpoint_type === 'Gateway');
const interfaces = endpoints.filter(({ vpc_endpoint_type }) => vpc_endpoint_type === 'Interface');

interface PolicyStatement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

describe('endpoints', () => {
  it('are those of the services that nodes and pods need, in the region', () => {
    expect(endpoints).toHaveLength(gateways.length + interfaces.length);
    expect(gateways.map(({ service_name }) => service_name)).toEqual(['com.amazonaws.us-east-1.s3']);
    expect(interfaces.map(({ service_name }) => service_name).sort()).toEqual(
      interfaceEndpoints.map((service) => `com.amazonaws.us-east-1.${service}`).sort(),
    );
    expect([...interfaceEndpoints].sort()).toEqual(['ec2', 'ecr.api', 'ecr.dkr', 'eks-auth', 'logs', 'sts']);
  });

  it('of S3 are in the route tables of every private and intra subnet, and in no public one', () => {
    const tables = ofType(resources, 'aws_route_table').flatMap(([table, { tags }]) =>
      tags?.Name === 'eks-prod-public' ? [] : [table],
    );
    expect(tables).toHaveLength(4);
    for (const { route_table_ids } of gateways) {
      expect((route_table_ids as readonly string[]).map(addressOf).sort()).toEqual(tables.sort());
    }
  });

  it('of interfaces are asked by their usual names, and stand in the intra subnet of each zone', () => {
    const intra = ofType(resources, 'aws_subnet').flatMap(([subnet, { tags }]) =>
      tags?.Name?.startsWith('eks-prod-intra-') ? [subnet] : [],
    );
    for (const { subnet_ids, private_dns_enabled } of interfaces) {
      expect(private_dns_enabled).toBe(true);
      expect((subnet_ids as readonly string[]).map(addressOf).sort()).toEqual(intra.sort());
    }
  });

  it('let HTTPS in from the VPC and nothing else, and nothing out', () => {
    const [[group, settings] = ['none', {}], ...others] = ofType(resources, 'aws_security_group');
    expect(others).toEqual([]);
    expect(settings).toMatchObject({ egress: [] });
    expect(settings).not.toHaveProperty('ingress');
    for (const { security_group_ids } of interfaces) {
      expect((security_group_ids as readonly string[]).map(addressOf)).toEqual([group]);
    }
    const rules = ofType(resources, 'aws_vpc_security_group_ingress_rule').map(([, rule]) => rule);
    expect(rules).toEqual([
      expect.objectContaining({ cidr_ipv4: '10.0.0.0/16', ip_protocol: 'tcp', from_port: 443, to_port: 443 }),
    ]);
    expect(rules.map(({ security_group_id }) => addressOf(security_group_id))).toEqual([group]);
    expect(ofType(resources, 'aws_vpc_security_group_egress_rule')).toEqual([]);
    expect(ofType(resources, 'aws_security_group_rule')).toEqual([]);
  });

  it('of S3 let others’ buckets be read, where image layers lie, and written to by nobody', () => {
    const policies = gateways.map(({ policy }) => JSON.parse(String(policy)) as { Statement: PolicyStatement[] });
    const statements = policies.flatMap(({ Statement }) => Statement);
    const ofOwn = { StringEquals: { 'aws:ResourceAccount': '123456789012' } };
    expect(statements.map(({ Effect }) => Effect)).toEqual(['Allow', 'Allow']);
    expect(statements.filter(({ Condition }) => Condition !== undefined).map(({ Condition }) => Condition)).toEqual([
      ofOwn,
    ]);
    const ofOthers = statements.filter(({ Condition }) => Condition === undefined);
    expect(ofOthers.flatMap(({ Action }) => Action)).toEqual(['s3:GetObject']);
    expect(ofOthers.flatMap(({ Resource }) => Resource)).toEqual(['arn:aws:s3:::*/*']);
  });
});

describe('the default security group', () => {
  it('lets nothing in or out, also when somebody adds a rule', () => {
    const groups = ofType(resources, 'aws_default_security_group').map(([, group]) => group);
    const [[vpc] = ['none']] = ofType(resources, 'aws_vpc');
    expect(groups).toEqual([expect.objectContaining({ ingress: [], egress: [] })]);
    expect(groups.map(({ vpc_id }) => addressOf(vpc_id))).toEqual([vpc]);
  });
});
