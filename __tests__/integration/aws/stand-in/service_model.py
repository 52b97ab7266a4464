"""AWS's own models of its services, as botocore has them: what a request may say, checked before it is sent."""

import re


class Refused(Exception):
    """What the API, or its model, does not take."""


def plain(name):
    return name.replace('_', '').lower()


def member_of(shape, name, renamed, path):
    wanted = plain(renamed.get(name, name))
    for member in shape.members:
        if plain(member) == wanted:
            return member
    raise Refused(f'{path}.{name}: {shape.name} of AWS has no such member')


def one(value):
    """Terraform writes a block as an object or as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def structure(shape, value, renamed, path):
    given = [(name, inner) for name, inner in one(value).items() if inner is not None]
    return {
        member: to_api(shape.members[member], inner, renamed, f'{path}.{name}')
        for name, inner in given
        for member in [member_of(shape, name, renamed, path)]
    }


def listed(shape, value, renamed, path):
    of_pairs = shape.member.type_name == 'structure' and set(shape.member.members) == {'Key', 'Value'}
    if of_pairs and isinstance(value, dict):
        return [{'Key': key, 'Value': inner} for key, inner in value.items()]
    values = value if isinstance(value, list) else [value]
    return [to_api(shape.member, inner, renamed, f'{path}[{at}]') for at, inner in enumerate(values)]


def to_api(shape, value, renamed, path):
    """Terraform's arguments in the form of the request: the same words in another spelling, but for those in `renamed`."""
    if shape.type_name == 'structure':
        return structure(shape, value, renamed, path)
    if shape.type_name == 'list':
        return listed(shape, value, renamed, path)
    if shape.type_name == 'boolean':
        return value if isinstance(value, bool) else {'true': True, 'false': False}[value]
    if shape.type_name in ('integer', 'long'):
        return int(value)
    if shape.type_name == 'string':
        return str(value)
    return value


def check_text(shape, value, path):
    if shape.enum and value not in shape.enum:
        raise Refused(f"{path}: '{value}' is none of {shape.name}: {', '.join(shape.enum[:12])}")
    longest = shape.metadata.get('max')
    if longest is not None and len(value) > longest:
        raise Refused(f'{path}: {len(value)} characters, {shape.name} has {longest} at most')
    pattern = shape.metadata.get('pattern')
    if pattern is not None and not matches(pattern, value):
        raise Refused(f"{path}: '{value}' is not of the pattern {pattern} of {shape.name}")


def matches(pattern, value):
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True  # Java's, which Python cannot read


def check(shape, value, path):
    """Enumerations, lengths and patterns, which botocore itself leaves to the service, and a mock to nobody."""
    if shape.type_name == 'structure':
        for name, inner in value.items():
            if name in shape.members:
                check(shape.members[name], inner, f'{path}.{name}')
    elif shape.type_name == 'list':
        for inner in value:
            check(shape.member, inner, path)
    elif shape.type_name == 'map':
        for key, inner in value.items():
            check(shape.key, key, f'{path} (a key)')
            check(shape.value, inner, f'{path}.{key}')
    elif shape.type_name == 'string' and isinstance(value, str):
        check_text(shape, value, path)
    elif shape.type_name in ('integer', 'long'):
        largest = shape.metadata.get('max')
        if largest is not None and value > largest:
            raise Refused(f'{path}: {value} is more than the {largest} of {shape.name}')
