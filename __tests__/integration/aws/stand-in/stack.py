"""A synthesized stack: its resources, what each refers to, and the order that follows of it."""

import json
import re
from graphlib import CycleError, TopologicalSorter

from service_model import Refused

EXPRESSION = re.compile(r'\$\{([^}]*)\}')
ADDRESS = re.compile(r'[a-z]\w*\.[\w-]+')
ATTRIBUTE = re.compile(r'^(aws_\w+\.[\w-]+)\.(.+)$')

# Terraform's own, of no meaning to AWS.
META = ('//', 'depends_on', 'lifecycle', 'timeouts', 'provider', 'provisioner')


class Stack:
    def __init__(self, path):
        with open(path, encoding='utf8') as file:
            parsed = json.load(file)
        self.provider = parsed['provider']['aws'][0]
        self.resources = {
            f'{kind}.{name}': block for kind, named in parsed['resource'].items() for name, block in named.items()
        }

    @property
    def region(self):
        return self.provider['region']

    @property
    def tags(self):
        return self.provider['default_tags'][0]['tags']

    def needs_of(self, address):
        """What must be there before it: what its expressions name, and its depends_on."""
        block = self.resources[address]
        named = {one for text in EXPRESSION.findall(json.dumps(block)) for one in ADDRESS.findall(text)}
        needed = {one for one in named if not one.startswith('self.')} | set(block.get('depends_on') or [])
        for one in needed:
            if one.startswith('aws_') and one not in self.resources:
                raise Refused(f'{address}: refers to {one}, which the stack has not')
        return sorted(needed & set(self.resources))

    def order(self):
        """Of all resources, of other providers too: what stands between two of AWS orders them. A cycle is refused."""
        try:
            graph = {address: self.needs_of(address) for address in sorted(self.resources)}
            return [one for one in TopologicalSorter(graph).static_order() if one.startswith('aws_')]
        except CycleError as error:
            raise Refused(f"a cycle: {' -> '.join(error.args[1])}") from error

    def arguments_of(self, address, attributes):
        """What is asked of AWS, with each reference replaced by what AWS has answered."""
        block = {name: value for name, value in self.resources[address].items() if name not in META}
        return resolved(block, attributes, address)


def attribute(path, attributes, of):
    found = ATTRIBUTE.match(path)
    if found is None or found[1] not in attributes:
        raise Refused(f'{of}: cannot tell ${{{path}}}')
    value = attributes[found[1]]
    for step in re.findall(r'[^.\[\]]+', found[2]):
        try:
            value = value[int(step)] if step.isdigit() else value[step]
        except (KeyError, IndexError, TypeError) as error:
            raise Refused(f'{of}: {found[1]} has no attribute {found[2]}') from error
    return value


def resolved(value, attributes, of):
    if isinstance(value, dict):
        given = {name: inner for name, inner in value.items() if inner is not None and name != '//'}
        return {name: resolved(inner, attributes, of) for name, inner in given.items()}
    if isinstance(value, list):
        return [resolved(inner, attributes, of) for inner in value]
    if not isinstance(value, str):
        return value
    return EXPRESSION.sub(lambda found: str(attribute(found[1], attributes, of)), value)
