"""An EKS cluster and its nodes. The mock starts none: what EKS would put into the network is put there in its stead."""

from kinds import Made, kind

NOT_THERE = 'the mock does not implement it: held against the model of the request only'


def interfaces(api, subnets, group, description):
    """In each subnet one, so that no subnet and no security group goes while this is there. @returns what deletes them"""
    parameters = [{'SubnetId': one, 'Groups': [group], 'Description': description} for one in subnets]
    made = [api.call('ec2', 'create_network_interface', one)['NetworkInterface'] for one in parameters]
    return [('ec2', 'delete_network_interface', {'NetworkInterfaceId': one['NetworkInterfaceId']}) for one in made]


def security_group(api, name, subnet):
    """EKS makes it with the cluster, and deletes it with that."""
    vpc = api.call('ec2', 'describe_subnets', {'SubnetIds': [subnet]})['Subnets'][0]['VpcId']
    said = {'GroupName': f'eks-cluster-sg-{name}', 'Description': 'EKS created security group', 'VpcId': vpc}
    return api.call('ec2', 'create_security_group', said)['GroupId']


@kind('aws_eks_cluster')
def cluster(api, a):
    logged = {'clusterLogging': [{'types': a['enabled_cluster_log_types'], 'enabled': True}]}
    given = {**a.rest(), 'logging': logged}
    made = api.make('eks', 'create_cluster', given, {'vpc_config': 'resources_vpc_config'}, tags=api.tags)['cluster']
    name, subnets = made['name'], made['resourcesVpcConfig']['subnetIds']
    group = security_group(api, name, subnets[0])
    held = interfaces(api, subnets, group, f'Amazon EKS {name}')
    gone = [('eks', 'delete_cluster', {'name': name}), *held, ('ec2', 'delete_security_group', {'GroupId': group})]
    attributes = {
        'id': name,
        'name': name,
        'arn': made['arn'],
        'endpoint': made['endpoint'],
        'certificate_authority': [made['certificateAuthority']],
        'vpc_config': [{'cluster_security_group_id': group}],
    }
    return Made(attributes, ('eks', 'describe_cluster', {'name': name}), gone)


@kind('aws_launch_template')
def launch_template(api, a):
    a.of_terraform('update_default_version')
    said = {'launch_template_name': a['name'], 'version_description': a['description']}
    tags = api.tagged('launch-template', a.get('tags'))
    given = {**said, 'launch_template_data': a.rest()}
    made = api.make('ec2', 'create_launch_template', given, {'security_groups': 'groups'}, TagSpecifications=tags)
    found = made['LaunchTemplate']
    of = {'LaunchTemplateId': found['LaunchTemplateId']}
    read = ('ec2', 'describe_launch_templates', {'LaunchTemplateIds': list(of.values())})
    attributes = {'id': found['LaunchTemplateId'], 'latest_version': found['LatestVersionNumber']}
    return Made(attributes, read, [('ec2', 'delete_launch_template', of)])


@kind('aws_eks_node_group')
def node_group(api, a):
    a.of_terraform('force_update_version')
    renamed = {'node_group_name': 'nodegroup_name', 'node_role_arn': 'node_role', 'subnet_ids': 'subnets', 'taint': 'taints'}
    made = api.make('eks', 'create_nodegroup', a.rest(), renamed, tags=api.tags)['nodegroup']
    template = {'LaunchTemplateId': made['launchTemplate']['id'], 'Versions': [made['launchTemplate']['version']]}
    data = api.call('ec2', 'describe_launch_template_versions', template)['LaunchTemplateVersions'][0]['LaunchTemplateData']
    held = interfaces(api, made['subnets'], data['NetworkInterfaces'][0]['Groups'][0], f"node of {made['nodegroupName']}")
    of = {'clusterName': made['clusterName'], 'nodegroupName': made['nodegroupName']}
    return Made({}, ('eks', 'describe_nodegroup', of), [('eks', 'delete_nodegroup', of), *held])


@kind('aws_eks_addon')
def add_on(api, a):
    a.of_terraform('resolve_conflicts_on_update')
    renamed = {'pod_identity_association': 'pod_identity_associations', 'resolve_conflicts_on_create': 'resolve_conflicts'}
    given = a.rest()
    associations = given.get('pod_identity_association')
    if associations is not None:
        given['pod_identity_association'] = associations if isinstance(associations, list) else [associations]
    api.checked('eks', 'create_addon', api.request('eks', 'create_addon', given, renamed, tags=api.tags))
    return Made({}, None, not_sent=NOT_THERE)


@kind('aws_eks_pod_identity_association')
def pod_identity(api, a):
    operation = 'create_pod_identity_association'
    api.checked('eks', operation, api.request('eks', operation, a.rest(), tags=api.tags))
    return Made({}, None, not_sent=NOT_THERE)
