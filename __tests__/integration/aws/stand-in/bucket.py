"""A bucket, and what Terraform keeps as resources of their own about it."""

from kinds import Made, kind
from policies import check_resource_policy

NORTH_VIRGINIA = 'us-east-1'


@kind('aws_s3_bucket')
def bucket(api, a):
    a.of_terraform('force_destroy')
    name = a['bucket']
    elsewhere = {} if api.region == NORTH_VIRGINIA else {'CreateBucketConfiguration': {'LocationConstraint': api.region}}
    api.call('s3', 'create_bucket', {'Bucket': name, **elsewhere})
    api.call('s3', 'put_bucket_tagging', {'Bucket': name, 'Tagging': {'TagSet': api.pairs(a.get('tags'))}})
    read = ('s3', 'head_bucket', {'Bucket': name})
    attributes = {'bucket': name, 'arn': f'arn:aws:s3:::{name}'}
    return Made(attributes, read, [('s3', 'delete_bucket', {'Bucket': name})])


def setting(name, put, member, read, delete, renamed):
    """What Terraform says of a bucket, whole, in one member of one request."""

    @kind(name)
    def create(api, a):
        of = {'Bucket': a['bucket']}
        api.make('s3', put, {member: a.rest(), 'bucket': of['Bucket']}, renamed)
        return Made({}, ('s3', read, of), [('s3', delete, of)] if delete else [])


BLOCK = 'public_access_block'
setting('aws_s3_bucket_public_access_block', f'put_{BLOCK}', f'{BLOCK}_configuration', f'get_{BLOCK}', f'delete_{BLOCK}', {})

OWNERSHIP = 'bucket_ownership_controls'
setting(f'aws_s3_{OWNERSHIP}', f'put_{OWNERSHIP}', 'ownership_controls', f'get_{OWNERSHIP}', f'delete_{OWNERSHIP}', {'rule': 'rules'})

ENCRYPTION = 'server_side_encryption_configuration'
setting(
    f'aws_s3_bucket_{ENCRYPTION}', 'put_bucket_encryption', ENCRYPTION, 'get_bucket_encryption', 'delete_bucket_encryption', {'rule': 'rules'}
)

LIFECYCLE = 'bucket_lifecycle'
setting(
    f'aws_s3_{LIFECYCLE}_configuration',
    f'put_{LIFECYCLE}_configuration',
    'lifecycle_configuration',
    f'get_{LIFECYCLE}_configuration',
    f'delete_{LIFECYCLE}',
    {'rule': 'rules'},
)


@kind('aws_s3_bucket_versioning')
def versioning(api, a):
    """Terraform leaves it as it is when the resource goes."""
    of = {'Bucket': a['bucket']}
    api.make('s3', 'put_bucket_versioning', {'bucket': of['Bucket'], **a.rest()})
    return Made({}, ('s3', 'get_bucket_versioning', of))


@kind('aws_s3_bucket_policy')
def bucket_policy(api, a):
    check_resource_policy(a['policy'])
    api.make('s3', 'put_bucket_policy', a.all())
    of = {'Bucket': a['bucket']}
    return Made({}, ('s3', 'get_bucket_policy', of), [('s3', 'delete_bucket_policy', of)])
