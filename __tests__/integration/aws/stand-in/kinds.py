"""How a resource of Terraform is made in AWS, read and deleted: a table that the modules beside this one fill."""

from dataclasses import dataclass, field

from service_model import Refused


@dataclass
class Made:
    """A call is a service, an operation and its parameters."""

    attributes: dict
    # Answers with something while it is there.
    read: tuple | None
    # In the order of their calls.
    delete: list = field(default_factory=list)
    # Why it has been held against AWS's model of the request only.
    not_sent: str | None = None


class Arguments(dict):
    """Terraform's arguments of a resource. Each must be used: one that nobody reads would be tried by nobody."""

    def __init__(self, given):
        super().__init__(given)
        self.unused = set(given)

    def __getitem__(self, name):
        self.unused.discard(name)
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.unused.discard(name)
        return super().get(name, default)

    def all(self, *but):
        return {name: self[name] for name in self if name not in but}

    def rest(self, *but):
        """All but these and those that have been used."""
        names = [name for name in self if name in self.unused and name not in but]
        return {name: self[name] for name in names}

    def of_terraform(self, *names):
        """Said to Terraform alone: of no call that creates."""
        self.unused.difference_update(names)


KINDS = {}


def kind(name):
    def register(create):
        KINDS[name] = create
        return create

    return register


def create(api, name, given):
    if name not in KINDS:
        raise Refused(f'the stand-in does not know {name}')
    arguments = Arguments(given)
    made = KINDS[name](api, arguments)
    if arguments.unused:
        raise Refused(f"the stand-in does nothing with {', '.join(sorted(arguments.unused))}")
    return made
