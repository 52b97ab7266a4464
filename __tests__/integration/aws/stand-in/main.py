"""
A stand-in of Terraform's AWS provider, for tests: `main.py apply|destroy STACK.json STATE.json`, `main.py refusals STACK.json COPY.json...`.

It makes the aws_* resources of a synthesized stack with the AWS API, in the order of their references, and notes in STATE.json
what it made; destroy goes the other way. Not the provider: it changes nothing in place, and knows only the arguments that our
stacks give. What neither AWS's model of a request nor the mock behind the API refuses may still be refused by AWS.
"""

import json
import os
import sys

# Each registers its kinds.
import account  # noqa: F401
import bucket  # noqa: F401
import cluster  # noqa: F401
import network  # noqa: F401
from api import Api
from kinds import create
from service_model import Refused
from stack import Stack


def loaded(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf8') as file:
        return json.load(file)


def save(path, state):
    with open(path, 'w', encoding='utf8') as file:
        json.dump(state, file, default=str)


def is_there(api, entry):
    if entry['read'] is None:
        return True
    try:
        answer = api.call(*entry['read'])
    except Refused:
        return False
    said = [value for name, value in answer.items() if name != 'ResponseMetadata']
    # S3's head of a bucket says it by its status alone.
    return entry['read'][1] == 'head_bucket' or any(said)


def apply_one(api, stack, address, state):
    attributes = {name: entry['attributes'] for name, entry in state.items()}
    arguments = stack.arguments_of(address, attributes)
    before = state.get(address)
    if before is not None and before['arguments'] == arguments and is_there(api, before):
        return 'kept'
    made = create(api, address.split('.')[0], arguments)
    state[address] = {'arguments': arguments, **vars(made)}
    return 'created' if made.not_sent is None else 'not_sent'


def apply(api, stack, state, path):
    done = {'created': [], 'kept': [], 'not_sent': []}
    for address in stack.order():
        try:
            done[apply_one(api, stack, address, state)].append(address)
        except Refused as error:
            raise Refused(f'{address}: {error}') from error
        finally:
            save(path, state)
    return {**done, 'why': {one: entry['not_sent'] for one, entry in state.items() if entry['not_sent']}}


def hold_subnet(api, subnet):
    """EC2 refuses to delete a subnet while an interface is in it. The mock does not."""
    asked = {'Filters': [{'Name': 'subnet-id', 'Values': [subnet]}]}
    found = api.call('ec2', 'describe_network_interfaces', asked)['NetworkInterfaces']
    if found:
        what = ', '.join(one.get('Description') or one['NetworkInterfaceId'] for one in found)
        raise Refused(f'DependencyViolation: the subnet {subnet} has interfaces: {what}')


def destroy(api, stack, state, path):
    done = []
    for address in reversed([one for one in stack.order() if one in state]):
        try:
            for service, operation, parameters in state[address]['delete']:
                if operation == 'delete_subnet':
                    hold_subnet(api, parameters['SubnetId'])
                api.call(service, operation, parameters)
        except Refused as error:
            raise Refused(f'{address}: {error}') from error
        del state[address]
        done.append(address)
        save(path, state)
    return {'destroyed': done}


def refusal_of(api, stack, copy, made):
    """Why what is changed in the copy is not taken beside what has been made, or null."""
    address = 'the stack'
    try:
        for address in copy.order():
            if copy.resources[address] != stack.resources[address]:
                apply_one(api, copy, address, dict(made))
    except Refused as error:
        return f'{address}: {error}'
    return None


def main(command, stack_path, *more):
    stack = Stack(stack_path)
    api = Api(stack.region, stack.tags)
    if command == 'refusals':
        made = {}
        apply(api, stack, made, os.devnull)
        return [refusal_of(api, stack, Stack(path), made) for path in more]
    work = {'apply': apply, 'destroy': destroy}[command]
    return work(api, stack, loaded(*more), *more)


try:
    print(json.dumps(main(*sys.argv[1:])))
except Refused as refusal:
    sys.exit(f'REFUSED {refusal}')
