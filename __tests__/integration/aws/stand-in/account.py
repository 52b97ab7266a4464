"""Keys, roles, logs and images."""

from kinds import Made, kind
from policies import INLINE, MANAGED, check_resource_policy, check_size, check_trust


@kind('aws_kms_key')
def key(api, a):
    days, rotated = a['deletion_window_in_days'], a['enable_key_rotation']
    tags = api.pairs(a.get('tags'), 'TagKey', 'TagValue')
    fixed = {'Policy': check_resource_policy(a['policy']), 'Tags': tags}
    data = api.make('kms', 'create_key', a.rest(), **fixed)['KeyMetadata']
    of = {'KeyId': data['KeyId']}
    if rotated:
        api.call('kms', 'enable_key_rotation', of)
    gone = ('kms', 'schedule_key_deletion', {**of, 'PendingWindowInDays': days})
    attributes = {'id': data['KeyId'], 'key_id': data['KeyId'], 'arn': data['Arn']}
    return Made(attributes, ('kms', 'describe_key', of), [gone])


@kind('aws_kms_alias')
def alias(api, a):
    api.make('kms', 'create_alias', a.rest(), {'name': 'alias_name'})
    gone = ('kms', 'delete_alias', {'AliasName': a['name']})
    return Made({'name': a['name']}, ('kms', 'describe_key', {'KeyId': a['name']}), [gone])


@kind('aws_cloudwatch_log_group')
def log_group(api, a):
    name, days = a['name'], a['retention_in_days']
    tags = {**api.tags, **a.get('tags', {})}
    api.make('logs', 'create_log_group', {'log_group_name': name, **a.rest()}, tags=tags)
    api.call('logs', 'put_retention_policy', {'logGroupName': name, 'retentionInDays': days})
    read = ('logs', 'describe_log_groups', {'logGroupNamePrefix': name})
    arn = api.call(*read)['logGroups'][0]['arn'].removesuffix(':*')
    return Made({'name': name, 'arn': arn}, read, [('logs', 'delete_log_group', {'logGroupName': name})])


@kind('aws_iam_openid_connect_provider')
def oidc_provider(api, a):
    made = api.make('iam', 'create_open_id_connect_provider', a.rest(), Tags=api.pairs(a.get('tags')))
    of = {'OpenIDConnectProviderArn': made['OpenIDConnectProviderArn']}
    read = ('iam', 'get_open_id_connect_provider', of)
    return Made({'arn': made['OpenIDConnectProviderArn']}, read, [('iam', 'delete_open_id_connect_provider', of)])


@kind('aws_iam_policy')
def policy(api, a):
    renamed = {'name': 'policy_name', 'policy': 'policy_document'}
    check_size(a['policy'], MANAGED)
    arn = api.make('iam', 'create_policy', a.all(), renamed, Tags=api.pairs(a.get('tags')))['Policy']['Arn']
    of = {'PolicyArn': arn}
    return Made({'arn': arn}, ('iam', 'get_policy', of), [('iam', 'delete_policy', of)])


@kind('aws_iam_role')
def role(api, a):
    renamed = {'name': 'role_name', 'assume_role_policy': 'assume_role_policy_document'}
    check_trust(a['assume_role_policy'])
    made = api.make('iam', 'create_role', a.all(), renamed, Tags=api.pairs(a.get('tags')))['Role']
    of = {'RoleName': made['RoleName']}
    attributes = {'name': made['RoleName'], 'arn': made['Arn']}
    return Made(attributes, ('iam', 'get_role', of), [('iam', 'delete_role', of)])


@kind('aws_iam_role_policy')
def role_policy(api, a):
    renamed = {'name': 'policy_name', 'role': 'role_name', 'policy': 'policy_document'}
    check_size(a['policy'], INLINE)
    api.make('iam', 'put_role_policy', a.all(), renamed)
    of = {'RoleName': a['role'], 'PolicyName': a['name']}
    return Made({'id': of['PolicyName']}, ('iam', 'get_role_policy', of), [('iam', 'delete_role_policy', of)])


@kind('aws_iam_role_policy_attachment')
def attachment(api, a):
    # Of AWS's own policies the mock knows each by its name.
    of = api.request('iam', 'attach_role_policy', a.rest(), {'role': 'role_name'})
    api.call('iam', 'attach_role_policy', of)
    read = ('iam', 'list_attached_role_policies', {'RoleName': of['RoleName']})
    return Made({}, read, [('iam', 'detach_role_policy', of)])


@kind('aws_ecr_repository')
def repository(api, a):
    a.of_terraform('force_delete')
    made = api.make('ecr', 'create_repository', a.rest(), {'name': 'repository_name'}, tags=api.pairs(a.get('tags')))
    found = made['repository']
    name = found['repositoryName']
    read = ('ecr', 'describe_repositories', {'repositoryNames': [name]})
    gone = ('ecr', 'delete_repository', {'repositoryName': name})
    return Made({'name': name, 'arn': found['repositoryArn']}, read, [gone])


@kind('aws_ecr_lifecycle_policy')
def images_lifecycle(api, a):
    renamed = {'repository': 'repository_name', 'policy': 'lifecycle_policy_text'}
    api.make('ecr', 'put_lifecycle_policy', a.rest(), renamed)
    of = {'repositoryName': a['repository']}
    return Made({}, ('ecr', 'get_lifecycle_policy', of), [('ecr', 'delete_lifecycle_policy', of)])
