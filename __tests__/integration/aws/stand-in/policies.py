"""Policy documents that the mock takes unread: held against its own grammar of IAM, and against IAM's sizes."""

import json

from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import IAMPolicyDocumentValidator, IAMTrustPolicyDocumentValidator

from service_model import Refused

# In characters that are no white space: IAM's quotas of a managed policy, of a role's inline policies, of a trust policy.
MANAGED, INLINE, TRUST = 6144, 10240, 2048


def held(validator, document):
    try:
        validator(document).validate()
    except MalformedPolicyDocument as error:
        raise Refused(f'MalformedPolicyDocument: {error.message}') from error


def check_size(document, largest):
    size = len(''.join(document.split()))
    if size > largest:
        raise Refused(f'LimitExceeded: a policy of {size} characters, IAM takes {largest}')
    return document


def check_trust(document):
    held(IAMTrustPolicyDocumentValidator, document)
    return check_size(document, TRUST)


def check_resource_policy(document):
    """Of a key, a bucket, an endpoint: as IAM's, but that each statement says who."""
    try:
        parsed = json.loads(document)
    except ValueError as error:
        raise Refused(f'MalformedPolicyDocument: {error}') from error
    for statement in parsed['Statement']:
        if statement.pop('Principal', None) is None:
            raise Refused('MalformedPolicyDocument: a statement of a resource policy without a Principal')
    held(IAMPolicyDocumentValidator, json.dumps(parsed))
    return document
