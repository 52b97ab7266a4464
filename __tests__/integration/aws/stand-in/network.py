"""What EC2 has of a network."""

from kinds import Made, kind
from policies import check_resource_policy
from service_model import Refused


def ec2(operation, **parameters):
    return ('ec2', operation, parameters)


def filters(**named):
    return [{'Name': name.replace('_', '-'), 'Values': [value]} for name, value in named.items()]


@kind('aws_vpc')
def vpc(api, a):
    made = api.make('ec2', 'create_vpc', {'cidr_block': a['cidr_block']}, TagSpecifications=api.tagged('vpc', a.get('tags')))
    id = made['Vpc']['VpcId']
    for attribute in ('EnableDnsSupport', 'EnableDnsHostnames'):
        wanted = a['enable_dns_support' if attribute == 'EnableDnsSupport' else 'enable_dns_hostnames']
        api.call('ec2', 'modify_vpc_attribute', {'VpcId': id, attribute: {'Value': wanted}})
    return Made({'id': id}, ec2('describe_vpcs', VpcIds=[id]), [ec2('delete_vpc', VpcId=id)])


@kind('aws_default_security_group')
def default_security_group(api, a):
    """Taken over from the VPC, emptied, and left to it."""
    wanted = filters(vpc_id=a['vpc_id'], group_name='default')
    group = api.call('ec2', 'describe_security_groups', {'Filters': wanted})['SecurityGroups'][0]
    if a['ingress'] or a['egress']:
        raise Refused('the stand-in only empties a default security group')
    for direction, rules in (('ingress', 'IpPermissions'), ('egress', 'IpPermissionsEgress')):
        if group[rules]:
            parameters = {'GroupId': group['GroupId'], 'IpPermissions': group[rules]}
            api.call('ec2', f'revoke_security_group_{direction}', parameters)
    api.call('ec2', 'create_tags', {'Resources': [group['GroupId']], 'Tags': api.pairs(a.get('tags'))})
    return Made({'id': group['GroupId']}, ec2('describe_security_groups', GroupIds=[group['GroupId']]))


@kind('aws_security_group')
def security_group(api, a):
    tags = api.tagged('security-group', a.get('tags'))
    group = api.make('ec2', 'create_security_group', a.rest('egress'), {'name': 'group_name'}, TagSpecifications=tags)
    id = group['GroupId']
    if a['egress']:
        raise Refused('the stand-in only makes security groups without egress')
    everywhere = api.call('ec2', 'describe_security_groups', {'GroupIds': [id]})['SecurityGroups'][0]
    rules = {'GroupId': id, 'IpPermissions': everywhere['IpPermissionsEgress']}
    api.call('ec2', 'revoke_security_group_egress', rules)
    return Made({'id': id}, ec2('describe_security_groups', GroupIds=[id]), [ec2('delete_security_group', GroupId=id)])


@kind('aws_vpc_security_group_ingress_rule')
def ingress_rule(api, a):
    group, tags = a['security_group_id'], api.tagged('security-group-rule', a.get('tags'))
    source = {'CidrIp': a['cidr_ipv4'], 'Description': a['description']}
    ports = {'FromPort': a['from_port'], 'ToPort': a['to_port'], 'IpProtocol': a['ip_protocol']}
    parameters = {'GroupId': group, 'IpPermissions': [{**ports, 'IpRanges': [source]}], 'TagSpecifications': tags}
    made = api.call('ec2', 'authorize_security_group_ingress', parameters)
    id = made['SecurityGroupRules'][0]['SecurityGroupRuleId']
    gone = ec2('revoke_security_group_ingress', GroupId=group, SecurityGroupRuleIds=[id])
    return Made({'id': id}, ec2('describe_security_group_rules', SecurityGroupRuleIds=[id]), [gone])


@kind('aws_subnet')
def subnet(api, a):
    public, tags = a['map_public_ip_on_launch'], api.tagged('subnet', a.get('tags'))
    id = api.make('ec2', 'create_subnet', a.rest(), TagSpecifications=tags)['Subnet']['SubnetId']
    api.call('ec2', 'modify_subnet_attribute', {'SubnetId': id, 'MapPublicIpOnLaunch': {'Value': public}})
    return Made({'id': id}, ec2('describe_subnets', SubnetIds=[id]), [ec2('delete_subnet', SubnetId=id)])


@kind('aws_internet_gateway')
def internet_gateway(api, a):
    tags = api.tagged('internet-gateway', a.get('tags'))
    gateway = api.call('ec2', 'create_internet_gateway', {'TagSpecifications': tags})['InternetGateway']
    of = {'InternetGatewayId': gateway['InternetGatewayId']}
    attached = {**of, 'VpcId': a['vpc_id']}
    api.call('ec2', 'attach_internet_gateway', attached)
    read = ec2('describe_internet_gateways', InternetGatewayIds=list(of.values()))
    gone = [ec2('detach_internet_gateway', **attached), ec2('delete_internet_gateway', **of)]
    return Made({'id': of['InternetGatewayId']}, read, gone)


@kind('aws_eip')
def address(api, a):
    made = api.make('ec2', 'allocate_address', a.rest('tags'), TagSpecifications=api.tagged('elastic-ip', a.get('tags')))
    id = made['AllocationId']
    gone = [ec2('release_address', AllocationId=id)]
    return Made({'id': id, 'allocation_id': id}, ec2('describe_addresses', AllocationIds=[id]), gone)


@kind('aws_nat_gateway')
def nat_gateway(api, a):
    made = api.make('ec2', 'create_nat_gateway', a.rest('tags'), TagSpecifications=api.tagged('natgateway', a.get('tags')))
    id = made['NatGateway']['NatGatewayId']
    read = ec2('describe_nat_gateways', NatGatewayIds=[id])
    # EC2 takes its interface away with it, the mock leaves it.
    held = made['NatGateway']['NatGatewayAddresses'][0]['NetworkInterfaceId']
    gone = [ec2('delete_nat_gateway', NatGatewayId=id), ec2('delete_network_interface', NetworkInterfaceId=held)]
    return Made({'id': id}, read, gone)


@kind('aws_route_table')
def route_table(api, a):
    made = api.make('ec2', 'create_route_table', a.rest('tags'), TagSpecifications=api.tagged('route-table', a.get('tags')))
    id = made['RouteTable']['RouteTableId']
    read = ec2('describe_route_tables', RouteTableIds=[id])
    return Made({'id': id}, read, [ec2('delete_route_table', RouteTableId=id)])


@kind('aws_route')
def route(api, a):
    api.make('ec2', 'create_route', a.all())
    table, cidr = a['route_table_id'], a['destination_cidr_block']
    read = ec2('describe_route_tables', RouteTableIds=[table], Filters=filters(**{'route.destination_cidr_block': cidr}))
    gone = ec2('delete_route', RouteTableId=table, DestinationCidrBlock=cidr)
    return Made({'id': f'{table} {cidr}'}, read, [gone])


@kind('aws_route_table_association')
def association(api, a):
    id = api.make('ec2', 'associate_route_table', a.rest())['AssociationId']
    read = ec2('describe_route_tables', Filters=filters(**{'association.route_table_association_id': id}))
    return Made({'id': id}, read, [ec2('disassociate_route_table', AssociationId=id)])


@kind('aws_vpc_endpoint')
def endpoint(api, a):
    # EC2 refuses a service that the region has not; the mock knows its services, and holds no endpoint to them.
    api.call('ec2', 'describe_vpc_endpoint_services', {'ServiceNames': [a['service_name']]})
    if 'policy' in a:
        check_resource_policy(a['policy'])
    tags = api.tagged('vpc-endpoint', a.get('tags'))
    given = a.all('tags')
    made = api.make('ec2', 'create_vpc_endpoint', given, {'policy': 'policy_document'}, TagSpecifications=tags)
    id = made['VpcEndpoint']['VpcEndpointId']
    read = ec2('describe_vpc_endpoints', VpcEndpointIds=[id])
    return Made({'id': id}, read, [ec2('delete_vpc_endpoints', VpcEndpointIds=[id])])


@kind('aws_flow_log')
def flow_log(api, a):
    fixed = {'ResourceIds': [a['vpc_id']], 'ResourceType': 'VPC', 'TagSpecifications': api.tagged('vpc-flow-log', a.get('tags'))}
    made = api.make('ec2', 'create_flow_logs', a.rest(), {'iam_role_arn': 'deliver_logs_permission_arn'}, **fixed)
    if made['Unsuccessful']:
        raise Refused(made['Unsuccessful'][0]['Error']['Message'])
    ids = made['FlowLogIds']
    return Made({'id': ids[0]}, ec2('describe_flow_logs', FlowLogIds=ids), [ec2('delete_flow_logs', FlowLogIds=ids)])
